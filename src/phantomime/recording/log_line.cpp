#include "phantomime/recording/log_line.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/checked_line.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/recording/outcome_text.hpp"

namespace phantomime::recording {
namespace {

/// Writes members of one object after the other: nothing is built that is only written.
class MemberWriter {
 public:
  explicit MemberWriter(std::string& out) : out_{out} {}

  MemberWriter& number(std::string_view name, std::uint64_t value) {
    begin(name);
    std::array<char, 20> digits;
    const auto [end, code] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    static_cast<void>(code);  // twenty digits hold any
    out_.append(digits.data(), end);
    return *this;
  }
  MemberWriter& time(std::string_view name, std::chrono::nanoseconds value) {
    return number(name, value.count() < 0 ? 0 : static_cast<std::uint64_t>(value.count()));
  }
  MemberWriter& flag(std::string_view name, bool value) {
    begin(name);
    out_ += value ? "true" : "false";
    return *this;
  }
  /// Any bytes: what is no UTF-8 stands as `{"base64": "..."}`.
  MemberWriter& text(std::string_view name, std::string_view value) {
    begin(name);
    append_text(out_, value);
    return *this;
  }
  MemberWriter& headers(std::string_view name, const http::Headers& headers) {
    begin(name);
    char separator = '[';
    for (const http::Header& line : headers) {
      out_ += separator;
      separator = ',';
      out_ += '[';
      append_text(out_, line.name);
      out_ += ',';
      append_text(out_, line.value);
      out_ += ']';
    }
    out_ += separator == '[' ? "[]" : "]";
    return *this;
  }
  template <class Items, class Each>
  MemberWriter& array(std::string_view name, const Items& items, Each&& each) {
    begin(name);
    out_ += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!std::exchange(first, false)) out_ += ',';
      each(out_, item);
    }
    out_ += ']';
    return *this;
  }
  template <class Write>
  MemberWriter& object(std::string_view name, Write&& write) {
    begin(name);
    out_ += '{';
    MemberWriter members{out_};
    write(members);
    out_ += '}';
    return *this;
  }

 private:
  static void append_text(std::string& out, std::string_view value) {
    if (valid_utf8(value)) return append_json_quoted(out, value);
    out.append(R"({"base64":")").append(encode_base64(value)).append(R"("})");
  }
  void begin(std::string_view name) {
    if (!std::exchange(first_, false)) out_ += ',';
    out_.append(1, '"').append(name).append(R"(":)");
  }

  std::string& out_;
  bool first_ = true;
};

void append_number(std::string& out, std::uint64_t number) { out += std::to_string(number); }

void write_body(MemberWriter& out, const Body& body) {
  out.number("size", body.size);
  if (body.kept == Body::Kept::here) {
    if (!body.bytes.empty()) out.text("bytes", body.bytes);
  } else if (body.kept == Body::Kept::beside) {
    out.text("file", body.file).text("digest", body.digest);
  } else {
    out.text("not_kept", body.why).text("digest", body.digest);
  }
  if (body.replaced) out.flag("replaced", true);
  if (!body.complete) out.flag("complete", false);
  if (body.chunks) out.array("chunks", *body.chunks, append_number);
  if (!body.trailers.empty()) out.headers("trailers", body.trailers);
}

bool has_body(const Body& body) {
  return body.size > 0 || body.kept != Body::Kept::here || !body.complete || body.chunks || !body.trailers.empty() ||
         !body.bytes.empty();
}

void write_request(MemberWriter& out, const RecordedRequest& request) {
  out.text("method", request.method).text("target", request.target);
  if (request.minor_version != 1) out.number("minor_version", static_cast<std::uint64_t>(request.minor_version));
  out.headers("headers", request.headers);
  if (has_body(request.body)) out.object("body", [&](MemberWriter& body) { write_body(body, request.body); });
}

void write_status(MemberWriter& out, int status, const std::string& reason) {
  out.number("status", static_cast<std::uint64_t>(status)).text("reason", reason);
}

void write_response(MemberWriter& out, const RecordedResponse& response) {
  write_status(out, response.status, response.reason);
  if (response.minor_version != 1) out.number("minor_version", static_cast<std::uint64_t>(response.minor_version));
  out.headers("headers", response.headers);
  if (has_body(response.body)) out.object("body", [&](MemberWriter& body) { write_body(body, response.body); });
}

void append_interim(std::string& out, const Interim& interim) {
  out += '{';
  MemberWriter members{out};
  write_status(members, interim.status, interim.reason);
  members.headers("headers", interim.headers);
  out += '}';
}

void append_secret(std::string& out, const Secret& secret) {
  out += '{';
  MemberWriter{out}.text("where", secret.where).text("kind", secret.kind).text("placeholder", secret.placeholder);
  out += '}';
}

void write_exchange(MemberWriter& out, const Exchange& exchange) {
  out.number("number", exchange.number).number("session", exchange.session).number("connection", exchange.connection);
  out.text("origin", exchange.origin).text("began", format_instant(exchange.began));
  out.time("since_start", exchange.since_start).time("request_took", exchange.request_took);
  out.time("first_byte", exchange.first_byte).time("took", exchange.took);
  out.object("request", [&](MemberWriter& request) { write_request(request, exchange.request); });
  if (!exchange.interim.empty()) out.array("interim", exchange.interim, append_interim);
  if (exchange.response) out.object("response", [&](MemberWriter& to) { write_response(to, *exchange.response); });
  if (exchange.outcome != Outcome::complete) out.text("outcome", text_of(exchange.outcome));
  if (!exchange.failure.empty()) out.text("failure", exchange.failure);
  if (!exchange.secrets.empty()) out.array("secrets", exchange.secrets, append_secret);
}

template <class Write>
std::string line_of(std::string_view name, Write&& write) {
  std::string line{checked_line_head};
  line.append(1, '"').append(name).append(R"(":{)");
  MemberWriter members{line};
  write(members);
  line += "}}";
  seal_checked_line(line, 0);
  return line;
}

}  // namespace

std::string log_line(const SessionHead& head) {
  return line_of("session", [&](MemberWriter& out) {
    out.number("version", log_version).number("session", head.session).text("began", format_instant(head.began));
    out.text("target", head.target).flag("redacted", head.redacted).text("key_id", head.key_id);
    out.text("program", head.program);
  });
}

std::string log_line(const Exchange& exchange) {
  return line_of("exchange", [&](MemberWriter& out) { write_exchange(out, exchange); });
}

}  // namespace phantomime::recording
