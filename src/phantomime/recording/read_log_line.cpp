// A line of the log, read again. What wrote it is in log_line.cpp.
#include <charconv>
#include <limits>
#include <utility>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/checked_line.hpp"
#include "phantomime/base/located_json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/recording/log_line.hpp"
#include "phantomime/recording/outcome_text.hpp"

namespace phantomime::recording {
namespace {

using Type = LocatedJson::Type;

/// Reads members of one object. The first that is not what it should be is remembered; after it nothing counts.
class MemberReader {
 public:
  MemberReader(const LocatedJson& object, std::string& wrong) : object_{object}, wrong_{wrong} {
    if (object.type != Type::object) fail("an object");
  }

  [[nodiscard]] bool has(std::string_view name) const { return object_.find(name) != nullptr; }

  [[nodiscard]] std::uint64_t number(const char* name) {
    const LocatedJson* const value = find(name);
    return value ? number_of(*value, name) : 0;
  }
  [[nodiscard]] int small(const char* name, int most) {
    const std::uint64_t value = number(name);
    if (value > static_cast<std::uint64_t>(most)) return fail(name), 0;
    return static_cast<int>(value);
  }
  [[nodiscard]] std::chrono::nanoseconds time(const char* name) {
    const std::uint64_t value = number(name);
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return fail(name), std::chrono::nanoseconds{0};
    return std::chrono::nanoseconds{static_cast<std::int64_t>(value)};
  }
  [[nodiscard]] bool flag(const char* name) {
    const LocatedJson* const value = find(name);
    if (!value) return false;
    if (value->type != Type::boolean) return fail(name), false;
    return value->spelled == "true";
  }
  [[nodiscard]] std::string text(const char* name) {
    const LocatedJson* const value = find(name);
    return value ? text_of(*value, name) : std::string{};
  }
  [[nodiscard]] Instant instant(const char* name) {
    const auto read = parse_instant(text(name));
    if (!read) return fail(name), Instant{};
    return *read;
  }
  [[nodiscard]] http::Headers headers(const char* name) {
    http::Headers headers;
    const LocatedJson* const lines = find(name);
    if (!lines) return headers;
    if (lines->type != Type::array) return fail(name), headers;
    headers.reserve(lines->items.size());
    for (const LocatedJson& line : lines->items) {
      if (line.type != Type::array || line.items.size() != 2) return fail(name), headers;
      headers.add(text_of(line.items[0], name), text_of(line.items[1], name));
    }
    return headers;
  }
  [[nodiscard]] std::vector<std::uint64_t> numbers(const char* name) {
    std::vector<std::uint64_t> numbers;
    items(name, [&](const LocatedJson& value) { numbers.push_back(number_of(value, name)); });
    return numbers;
  }
  /// Calls `each` with every item of an array that must be there.
  template <class Each>
  void items(const char* name, Each&& each) {
    const LocatedJson* const values = find(name);
    if (!values) return;
    if (values->type != Type::array) return fail(name);
    for (const LocatedJson& value : values->items) each(value);
  }
  [[nodiscard]] const LocatedJson* find(const char* name) {
    if (object_.type != Type::object) return nullptr;
    const LocatedJson::Member* const found = object_.find(name);
    if (!found) fail(name);
    return found ? &found->value : nullptr;
  }
  void fail(std::string what) const {
    if (wrong_.empty()) wrong_ = std::move(what);
  }
  [[nodiscard]] std::string& wrong() const noexcept { return wrong_; }

 private:
  [[nodiscard]] std::uint64_t number_of(const LocatedJson& value, const char* name) const {
    std::uint64_t number = 0;
    const char* const last = value.spelled.data() + value.spelled.size();
    const auto [end, code] = std::from_chars(value.spelled.data(), last, number);
    if (value.type != Type::integer || code != std::errc{} || end != last) return fail(name), 0;
    return number;
  }
  [[nodiscard]] std::string text_of(const LocatedJson& value, const char* name) const {
    if (value.type == Type::string) return value.text();
    const LocatedJson::Member* const encoded = value.find("base64");
    if (encoded && encoded->value.type == Type::string)
      if (auto bytes = decode_base64(encoded->value.text())) return std::move(*bytes);
    fail(name);
    return {};
  }

  const LocatedJson& object_;
  std::string& wrong_;
};

Body read_body(MemberReader from) {
  Body body;
  body.size = from.number("size");
  if (from.has("file")) {
    body.kept = Body::Kept::beside;
    body.file = from.text("file");
    body.digest = from.text("digest");
  } else if (from.has("not_kept")) {
    body.kept = Body::Kept::not_kept;
    body.why = from.text("not_kept");
    body.digest = from.text("digest");
  } else if (from.has("bytes")) {
    body.bytes = from.text("bytes");
  }
  if (from.has("replaced")) body.replaced = from.flag("replaced");
  if (from.has("complete")) body.complete = from.flag("complete");
  if (from.has("chunks")) body.chunks = from.numbers("chunks");
  if (from.has("trailers")) body.trailers = from.headers("trailers");
  return body;
}

template <class Message>
void read_message(MemberReader& from, Message& message) {
  message.minor_version = from.has("minor_version") ? from.small("minor_version", 9) : 1;
  message.headers = from.headers("headers");
  if (from.has("body"))
    if (const LocatedJson* const body = from.find("body")) message.body = read_body(MemberReader{*body, from.wrong()});
}

RecordedRequest read_request(MemberReader from) {
  RecordedRequest request;
  request.method = from.text("method");
  request.target = from.text("target");
  read_message(from, request);
  return request;
}

RecordedResponse read_response(MemberReader from) {
  RecordedResponse response;
  response.status = from.small("status", 999);
  response.reason = from.text("reason");
  read_message(from, response);
  return response;
}

Exchange read_exchange(MemberReader from) {
  Exchange exchange;
  exchange.number = from.number("number");
  exchange.session = from.number("session");
  exchange.connection = from.number("connection");
  exchange.origin = from.text("origin");
  exchange.began = from.instant("began");
  exchange.since_start = from.time("since_start");
  exchange.request_took = from.time("request_took");
  exchange.first_byte = from.time("first_byte");
  exchange.took = from.time("took");
  if (const LocatedJson* const request = from.find("request"))
    exchange.request = read_request(MemberReader{*request, from.wrong()});
  if (from.has("interim"))
    from.items("interim", [&](const LocatedJson& value) {
      MemberReader one{value, from.wrong()};
      exchange.interim.push_back({one.small("status", 999), one.text("reason"), one.headers("headers")});
    });
  if (from.has("response"))
    if (const LocatedJson* const response = from.find("response"))
      exchange.response = read_response(MemberReader{*response, from.wrong()});
  if (from.has("outcome")) {
    const auto outcome = outcome_of(from.text("outcome"));
    if (!outcome) from.fail("outcome");
    exchange.outcome = outcome.value_or(Outcome::complete);
  }
  if (from.has("failure")) exchange.failure = from.text("failure");
  if (from.has("secrets"))
    from.items("secrets", [&](const LocatedJson& value) {
      MemberReader one{value, from.wrong()};
      exchange.secrets.push_back({one.text("where"), one.text("kind"), one.text("placeholder")});
    });
  return exchange;
}

SessionHead read_session(MemberReader from) {
  SessionHead head;
  head.session = from.number("session");
  head.began = from.instant("began");
  head.target = from.text("target");
  head.redacted = from.flag("redacted");
  head.key_id = from.text("key_id");
  head.program = from.text("program");
  return head;
}

}  // namespace

Result<LogLine> read_log_line(std::string_view line) {
  if (!is_checked_line(line)) return Error{ErrorCode::syntax, "a line that is torn or damaged", {}, {}};
  auto json = read_located_json(line);
  if (!json) return json.error();
  LogLine read;
  std::string wrong;
  if (const auto* const session = json->find("session")) {
    const auto* const version = session->value.find("version");
    const std::string_view spelled = version ? version->value.spelled : "";
    if (spelled != std::to_string(log_version))
      return Error{ErrorCode::version,
                   "the recording's format is version " + (spelled.empty() ? "null" : shorten(spelled, 60)) +
                       ", this program reads " + std::to_string(log_version),
                   {},
                   "use the program that made it (its version stands in the same line), or a newer one"};
    read.session = read_session(MemberReader{session->value, wrong});
  } else if (const auto* const exchange = json->find("exchange")) {
    read.exchange = read_exchange(MemberReader{exchange->value, wrong});
  } else {
    wrong = "session or exchange";
  }
  if (wrong.empty()) return read;
  return Error{ErrorCode::bad_value, "a line of the log whose '" + wrong + "' is not what it should be", {}, {}};
}

}  // namespace phantomime::recording
