#include "phantomime/formats/exchange_formats/messages.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/base64.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/directives/header_values.hpp"
#include "phantomime/formats/exchange_formats/facts.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::formats {
namespace {

using recording::Body;
using recording::Exchange;

bool breaks_a_line(std::string_view text) {
  return text.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos;
}

std::string escaped_target(std::string_view target) {
  std::string result;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F)
      result += http::percent_encode({&c, 1});
    else
      result += c;
  }
  return result;
}

void settle_body(http::Headers& headers, Body& body, std::string_view whose, Losses& losses) {
  if (body.kept != Body::Kept::here) return;
  if (!body.chunks) body.chunks = chunks_by_head(headers, body.size);
  const auto length = headers.find("Content-Length");
  const std::string true_length = std::to_string(body.size);
  if (!length || *length == true_length) return;
  losses.add("Content-Length of " + std::string{whose} + " that did not fit the body kept (made to fit)");
  mend_length(headers, body.size);
}

}  // namespace

std::optional<SplitUrl> split_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const bool tls = http::same_name(url.substr(0, scheme), "https");
  if (!tls && !http::same_name(url.substr(0, scheme), "http")) return std::nullopt;
  std::string_view rest = url.substr(scheme + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, end);
  rest.remove_prefix(end);
  SplitUrl split;
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    split.user_info = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  const bool odd = !std::all_of(authority.begin(), authority.end(), [](char c) {
    return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view{"-._~:[]%"}.find(c) != std::string_view::npos;
  });
  if (authority.empty() || authority.front() == ':' || odd) return std::nullopt;
  // The default port is said by no client.
  const std::string_view port = tls ? ":443" : ":80";
  if (authority.ends_with(port)) authority.remove_suffix(port.size());
  split.origin = (tls ? "https://" : "http://") + std::string{authority};
  split.target = (rest.starts_with('/') ? "" : "/") + escaped_target(rest);
  return split;
}

void set_url(Exchange& exchange, std::string_view url, const Node& where, Reading& reading) {
  auto split = split_url(url);
  if (!split) {
    reading.error(where, ErrorCode::bad_value, "'" + shorten(http::redact_url(url), 60) + "' is no http or https URL");
    return;
  }
  exchange.origin = std::move(split->origin);
  exchange.request.target = std::move(split->target);
  if (!split->user_info.empty() && !exchange.request.headers.has("Authorization"))
    exchange.request.headers.add("Authorization", "Basic " + encode_base64(http::percent_decode(split->user_info)));
}

void add_header_line(http::Headers& headers, std::string_view name, std::string_view value, const Node& where,
                     Reading& reading) {
  if (!directives::is_token(name))
    reading.error(where, ErrorCode::bad_value, "'" + shorten(printable(name), 60) + "' is no name of a header field");
  else if (breaks_a_line(value))
    reading.error(where, ErrorCode::bad_value,
                  "the value of '" + std::string{name} + "' has a line break or NUL in it, which no header field can");
  else
    headers.add(name, trimmed(value));
}

void set_method(Exchange& exchange, std::string method, const Node& where, Reading& reading) {
  if (!directives::is_token(method))
    reading.error(where, ErrorCode::bad_value, "'" + shorten(printable(method), 60) + "' is no method");
  exchange.request.method = std::move(method);
}

void set_reason(recording::RecordedResponse& response, std::string reason, const Node& where, Reading& reading) {
  if (breaks_a_line(reason))
    reading.error(where, ErrorCode::bad_value, "a reason phrase has a line break or NUL in it");
  response.reason = std::move(reason);
}

int minor_version(std::string_view version, Reading& reading) {
  if (const std::size_t slash = version.rfind('/'); slash != std::string_view::npos) version.remove_prefix(slash + 1);
  if (version == "1.0") return 0;
  const bool newer =
      !version.empty() && (version == "h2" || version == "h3" || version.front() == '2' || version.front() == '3');
  if (newer) reading.losses().add("that it was HTTP/2 or HTTP/3");
  return 1;
}

recording::Body body_of(std::string bytes) {
  Body body;
  body.size = bytes.size();
  body.bytes = std::move(bytes);
  return body;
}

void settle(Exchange& exchange, Losses& losses) {
  settle_body(exchange.request.headers, exchange.request.body, "requests", losses);
  if (!exchange.response) return;
  if (drop_false_coding(*exchange.response)) losses.add("content codings of answers (their bodies are decoded)");
  const bool says_another_length = exchange.request.method == "HEAD" || !http::may_have_body(exchange.response->status);
  if (!says_another_length || exchange.response->body.size > 0)
    settle_body(exchange.response->headers, exchange.response->body, "answers", losses);
}

void make_session(std::vector<Exchange>& exchanges) {
  const bool timed = std::none_of(exchanges.begin(), exchanges.end(),
                                  [](const Exchange& exchange) { return exchange.began == Instant{}; });
  if (timed)
    std::stable_sort(exchanges.begin(), exchanges.end(),
                     [](const Exchange& a, const Exchange& b) { return a.began < b.began; });
  std::uint64_t number = 0;
  for (Exchange& exchange : exchanges) {
    exchange.began = std::chrono::floor<std::chrono::microseconds>(exchange.began);  // what a log keeps
    if (timed)
      exchange.since_start = exchange.began - exchanges.front().began;
    else
      exchange.since_start = std::chrono::milliseconds{number};
    exchange.number = ++number;
    exchange.session = 1;
  }
}

}  // namespace phantomime::formats
