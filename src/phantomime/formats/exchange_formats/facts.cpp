#include "phantomime/formats/exchange_formats/facts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/content_decoding.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::formats {
namespace {

using recording::Body;
using recording::Exchange;
using recording::Outcome;
using recording::RecordedResponse;

constexpr std::size_t most_decoded = 100u << 20;

template <class Each>
void for_each_body(Exchange& exchange, Each each) {
  each(exchange.request.body);
  if (exchange.response) each(exchange.response->body);
}

template <class Holds>
bool any_body(const Exchange& exchange, Holds holds) {
  return holds(exchange.request.body) || (exchange.response && holds(exchange.response->body));
}

std::string to_utf8(const std::string& text) { return as_utf8(text); }

http::Headers to_utf8(const http::Headers& headers) {
  http::Headers result;
  for (const http::Header& line : headers) result.add(as_utf8(line.name), as_utf8(line.value));
  return result;
}

/// Every text of an exchange but its bodies.
template <class Each>
void for_each_text(Exchange& exchange, Each each) {
  each(exchange.request.method);
  each(exchange.request.target);
  each(exchange.request.headers);
  each(exchange.failure);
  if (!exchange.response) return;
  each(exchange.response->reason);
  each(exchange.response->headers);
}

bool has_raw_bytes(const Exchange& exchange) {
  Exchange copy = exchange;
  bool found = false;
  for_each_text(copy, [&](auto& text) { found = found || !(to_utf8(text) == text); });
  return found;
}

bool has_known_coding(const Exchange& exchange) {
  if (!exchange.response) return false;
  RecordedResponse copy = *exchange.response;
  return take_coding_off(copy) || drop_false_coding(copy);
}

void forget_chunks(Exchange& exchange) {
  const auto forget = [](auto& message) {
    if (!message.body.chunks) return;
    message.body.chunks = chunks_by_head(message.headers, message.body.size);
  };
  forget(exchange.request);
  if (exchange.response) forget(*exchange.response);
}

void forget_cut(Exchange& exchange) {
  const auto mend = [](auto& message) {
    if (std::exchange(message.body.complete, true)) return;
    mend_length(message.headers, message.body.size);
  };
  mend(exchange.request);
  if (exchange.response) mend(*exchange.response);
}

/// A replaced body may have another length than the one that was sent.
void forget_secrets(Exchange& exchange) {
  exchange.secrets.clear();
  const auto mend = [](auto& message) {
    if (!std::exchange(message.body.replaced, false) || message.body.size == message.body.bytes.size()) return;
    message.body.size = message.body.bytes.size();
    mend_length(message.headers, message.body.size);
  };
  mend(exchange.request);
  if (exchange.response) mend(*exchange.response);
}

bool has_chunks(const Exchange& exchange) {
  Exchange copy = exchange;
  forget_chunks(copy);
  const auto same = [](const auto& a, const auto& b) { return a.body.chunks == b.body.chunks; };
  return !same(copy.request, exchange.request) || (exchange.response && !same(*copy.response, *exchange.response));
}

void forget_clock(Exchange& exchange) {
  exchange.began = {};
  exchange.since_start = {};
}

void forget_outcome(Exchange& exchange) {
  if (exchange.response) {
    exchange.outcome = Outcome::complete;
    exchange.failure.clear();
  } else {
    exchange.outcome = Outcome::upstream_failed;
  }
}

bool has_outcome(const Exchange& exchange) {
  Exchange copy = exchange;
  forget_outcome(copy);
  return copy.outcome != exchange.outcome || copy.failure != exchange.failure;
}

constexpr std::array rows{
    FactRow{Fact::number, "numbers of exchanges", [](const Exchange&) { return true; },
            [](Exchange& exchange) { exchange.number = 0; }},
    FactRow{Fact::session, "which session of the recorder it was",
            [](const Exchange& exchange) { return exchange.session != 1; },
            [](Exchange& exchange) { exchange.session = 1; }},
    FactRow{Fact::connection, "which connection it came by",
            [](const Exchange& exchange) { return exchange.connection != 0; },
            [](Exchange& exchange) { exchange.connection = 0; }},
    FactRow{Fact::clock, "when it began", [](const Exchange& exchange) { return exchange.began != Instant{}; },
            forget_clock},
    FactRow{Fact::duration, "how long it took",
            [](const Exchange& exchange) { return exchange.took.count() + exchange.first_byte.count() != 0; },
            [](Exchange& exchange) { exchange.request_took = exchange.first_byte = exchange.took = {}; }},
    FactRow{Fact::early_answer, "that the answer began before the request had ended",
            [](const Exchange& exchange) { return exchange.request_took > exchange.first_byte; },
            [](Exchange& exchange) { exchange.request_took = std::min(exchange.request_took, exchange.first_byte); }},
    FactRow{Fact::interim, "interim (1xx) answers", [](const Exchange& exchange) { return !exchange.interim.empty(); },
            [](Exchange& exchange) { exchange.interim.clear(); }},
    FactRow{Fact::chunks, "where chunked bodies were cut", has_chunks, forget_chunks},
    FactRow{Fact::trailers, "trailers",
            [](const Exchange& exchange) {
              return any_body(exchange, [](const Body& body) { return !body.trailers.empty(); });
            },
            [](Exchange& exchange) { for_each_body(exchange, [](Body& body) { body.trailers = {}; }); }},
    FactRow{Fact::outcome, "how an exchange failed", has_outcome, forget_outcome},
    FactRow{
        Fact::cut_body, "that a body was cut off",
        [](const Exchange& exchange) { return any_body(exchange, [](const Body& body) { return !body.complete; }); },
        forget_cut},
    FactRow{Fact::body_digest, "why a body was not kept, and its digest",
            [](const Exchange& exchange) {
              return any_body(exchange, [](const Body& body) { return body.kept == Body::Kept::not_kept; });
            },
            [](Exchange& exchange) {
              for_each_body(exchange, [](Body& body) {
                body.digest.clear();
                body.why.clear();
              });
            }},
    FactRow{Fact::missing_body, "bodies that the recording has no bytes of",
            [](const Exchange& exchange) {
              return any_body(exchange, [](const Body& body) { return body.kept == Body::Kept::not_kept; });
            },
            [](Exchange& exchange) {
              for_each_body(exchange, [](Body& body) {
                if (body.kept == Body::Kept::not_kept) body = Body{};
              });
            }},
    FactRow{Fact::secrets, "where secrets were replaced",
            [](const Exchange& exchange) {
              return !exchange.secrets.empty() || any_body(exchange, [](const Body& body) { return body.replaced; });
            },
            forget_secrets},
    FactRow{Fact::target_form, "that a target was written in absolute form or as *",
            [](const Exchange& exchange) { return origin_form(exchange.request.target) != exchange.request.target; },
            [](Exchange& exchange) { exchange.request.target = origin_form(exchange.request.target); }},
    FactRow{Fact::raw_bytes, "bytes that are no UTF-8 in heads (read as Latin-1)", has_raw_bytes,
            [](Exchange& exchange) { for_each_text(exchange, [](auto& text) { text = to_utf8(text); }); }},
    FactRow{Fact::content_coding, "content codings of answers (their bodies are decoded)", has_known_coding,
            [](Exchange& exchange) {
              if (exchange.response && !take_coding_off(*exchange.response))
                (void)drop_false_coding(*exchange.response);
            }},
    FactRow{Fact::reason, "reason phrases",
            [](const Exchange& exchange) { return exchange.response && !exchange.response->reason.empty(); },
            [](Exchange& exchange) {
              if (exchange.response) exchange.response->reason.clear();
            }},
    FactRow{Fact::version, "that it was HTTP/1.0",
            [](const Exchange& exchange) {
              return exchange.request.minor_version == 0 ||
                     (exchange.response && exchange.response->minor_version == 0);
            },
            [](Exchange& exchange) {
              exchange.request.minor_version = 1;
              if (exchange.response) exchange.response->minor_version = 1;
            }},
    FactRow{Fact::origin, "which server it went to", [](const Exchange& exchange) { return !exchange.origin.empty(); },
            [](Exchange& exchange) { exchange.origin.clear(); }},
    FactRow{Fact::request_headers, "header fields of requests",
            [](const Exchange& exchange) { return !exchange.request.headers.empty(); },
            [](Exchange& exchange) { exchange.request.headers = {}; }},
    FactRow{Fact::response, "answers", [](const Exchange& exchange) { return exchange.response.has_value(); },
            [](Exchange& exchange) { exchange.response.reset(); }},
};

constexpr bool in_order() {
  for (std::size_t at = 0; at < rows.size(); ++at)
    if (static_cast<std::size_t>(rows[at].fact) != at) return false;
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const FactRow> exchange_facts() noexcept { return rows; }

void add_losses(std::span<const recording::Exchange> exchanges, std::span<const Fact> facts, Losses& losses) {
  for (const Fact fact : facts) {
    if (fact == Fact::number) continue;  // the order says as much
    const FactRow& row = rows[static_cast<std::size_t>(fact)];
    std::uint64_t count = 0;
    for (const auto& exchange : exchanges) count += row.is_in(exchange) ? 1 : 0;
    if (count > 0) losses.add(row.what, count);
  }
}

std::string as_utf8(std::string_view text) {
  if (valid_utf8(text)) return std::string{text};
  std::string result;
  for (const char c : text) append_utf8(result, static_cast<unsigned char>(c));
  return result;
}

void mend_length(http::Headers& headers, std::uint64_t size) {
  for (const http::Header line : headers) {
    if (!http::same_name(line.name, "Content-Length")) continue;
    const std::string name{line.name};
    return headers.set(name, std::to_string(size));
  }
}

bool take_coding_off(recording::RecordedResponse& response) {
  const auto coding = response.headers.find("Content-Encoding");
  if (!coding || http::same_name(*coding, "identity") || response.body.kept != Body::Kept::here ||
      response.body.bytes.empty())
    return false;
  auto decoded = http::decode_content(response.body.bytes, *coding, most_decoded);
  // What can be decoded once more would be taken for the coded body by whoever reads it next.
  if (!decoded || http::decode_content(*decoded, *coding, most_decoded)) return false;
  response.body.bytes = std::move(*decoded);
  response.body.size = response.body.bytes.size();
  if (response.body.chunks && response.body.size > 0) *response.body.chunks = {response.body.size};
  response.headers.remove("Content-Encoding");
  mend_length(response.headers, response.body.size);
  return true;
}

bool drop_false_coding(recording::RecordedResponse& response) {
  const auto coding = response.headers.find("Content-Encoding");
  const Body& body = response.body;
  if (!coding || http::same_name(*coding, "identity") || body.kept != Body::Kept::here || body.bytes.empty())
    return false;
  const auto decoded = http::decode_content(body.bytes, *coding, most_decoded);
  if (decoded || decoded.error().code == ErrorCode::limit) return false;
  if (decoded.error().code == ErrorCode::not_found && !valid_utf8(body.bytes)) return false;
  response.headers.remove("Content-Encoding");
  mend_length(response.headers, body.size);
  return true;
}

std::optional<std::vector<std::uint64_t>> chunks_by_head(const http::Headers& headers, std::uint64_t size) {
  const auto lines = headers.all("Transfer-Encoding");
  if (lines.empty()) return std::nullopt;
  const std::string_view last = lines.back();
  const std::size_t comma = last.rfind(',');
  if (!http::same_name(trimmed(comma == std::string_view::npos ? last : last.substr(comma + 1)), "chunked"))
    return std::nullopt;
  return size == 0 ? std::vector<std::uint64_t>{} : std::vector<std::uint64_t>{size};
}

std::string origin_form(std::string_view target) {
  if (target.starts_with('/')) return std::string{target};
  if (target == "*") return "/*";
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return "/" + std::string{target};
  target.remove_prefix(scheme + 3);
  target.remove_prefix(std::min(target.find_first_of("/?#"), target.size()));
  return (target.starts_with('/') ? "" : "/") + std::string{target};
}

}  // namespace phantomime::formats
