#include <algorithm>
#include <cstdio>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/base/version.hpp"
#include "phantomime/formats/exchange_formats/har.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::formats {
namespace {

using recording::Body;
using recording::Exchange;
using recording::RecordedResponse;

/// A decimal with as many digits as it takes, which no double would give.
OrderedJson milliseconds(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

/// RFC 3339 to the nanosecond.
std::string instant_text(Instant instant) {
  std::string text = format_instant(instant);
  const auto rest = (instant.time_since_epoch() % std::chrono::microseconds{1} + std::chrono::microseconds{1}) %
                    std::chrono::microseconds{1};
  if (rest.count() == 0) return text;
  char digits[8];
  std::snprintf(digits, sizeof digits, "%03d", static_cast<int>(rest.count()));
  text.insert(text.size() - 1, digits);
  return text;
}

OrderedJson named(std::string_view name, std::string_view value) {
  return {{"name", as_utf8(name)}, {"value", as_utf8(value)}};
}

OrderedJson headers_of(const http::Headers& headers) {
  OrderedJson list = OrderedJson::array();
  for (const http::Header& line : headers) list.push_back(named(line.name, line.value));
  return list;
}

OrderedJson fields_of(const http::Fields& fields) {
  OrderedJson list = OrderedJson::array();
  for (const http::Field& field : fields) list.push_back(named(field.name, field.value));
  return list;
}

OrderedJson request_cookies(const http::Headers& headers) {
  OrderedJson list = OrderedJson::array();
  for (const std::string_view line : headers.all("Cookie"))
    for (OrderedJson& cookie : fields_of(http::parse_cookies(line))) list.push_back(std::move(cookie));
  return list;
}

void add_attribute(OrderedJson& cookie, const http::Field& field) {
  if (http::same_name(field.name, "Path")) cookie["path"] = as_utf8(field.value);
  if (http::same_name(field.name, "Domain")) cookie["domain"] = as_utf8(field.value);
  if (http::same_name(field.name, "HttpOnly")) cookie["httpOnly"] = true;
  if (http::same_name(field.name, "Secure")) cookie["secure"] = true;
}

OrderedJson response_cookies(const http::Headers& headers) {
  OrderedJson list = OrderedJson::array();
  for (const std::string_view line : headers.all("Set-Cookie")) {
    const http::Fields fields = http::parse_cookies(line);
    if (fields.empty()) continue;
    OrderedJson cookie = named(fields.front().name, fields.front().value);
    for (const http::Field& field : fields) add_attribute(cookie, field);
    list.push_back(std::move(cookie));
  }
  return list;
}

std::string version_text(int minor_version) { return "HTTP/1." + std::to_string(minor_version); }

std::string media_type(const http::Headers& headers) { return as_utf8(headers.find("Content-Type").value_or("")); }

/// `encoding` is HAR's own for answers; for requests it is what later drafts and several tools have.
void put_text(OrderedJson& into, std::string_view bytes) {
  if (valid_utf8(bytes)) {
    into["text"] = bytes;
    return;
  }
  into["text"] = encode_base64(bytes);
  into["encoding"] = "base64";
}

OrderedJson post_data(const recording::RecordedRequest& request) {
  OrderedJson data;
  data["mimeType"] = media_type(request.headers);
  if (data["mimeType"].get_ref<const std::string&>().starts_with("application/x-www-form-urlencoded") &&
      valid_utf8(request.body.bytes))
    data["params"] = fields_of(http::parse_fields(request.body.bytes));
  put_text(data, request.body.bytes);
  return data;
}

OrderedJson request_of(const Exchange& exchange) {
  const recording::RecordedRequest& request = exchange.request;
  const std::string target = as_utf8(origin_form(request.target));
  OrderedJson json;
  json["method"] = as_utf8(request.method);
  json["url"] = exchange.origin + target;
  json["httpVersion"] = version_text(request.minor_version);
  json["cookies"] = request_cookies(request.headers);
  json["headers"] = headers_of(request.headers);
  json["queryString"] = fields_of(http::parse_fields(http::split_target(target).query));
  if (request.body.kept == Body::Kept::here && !request.body.bytes.empty()) json["postData"] = post_data(request);
  json["headersSize"] = -1;
  json["bodySize"] = request.body.size;
  return json;
}

OrderedJson content_of(RecordedResponse response) {
  const std::uint64_t sent = response.body.size;
  OrderedJson content;
  const std::string type = media_type(response.headers);
  const bool decoded = take_coding_off(response);
  const Body& body = response.body;
  content["size"] = body.size;
  if (decoded) content["compression"] = static_cast<std::int64_t>(body.size) - static_cast<std::int64_t>(sent);
  content["mimeType"] = type.empty() ? "x-unknown" : type;
  if (body.kept == Body::Kept::here) put_text(content, body.bytes);
  return content;
}

OrderedJson response_of(const RecordedResponse& response) {
  OrderedJson json;
  json["status"] = response.status;
  json["statusText"] = as_utf8(response.reason);
  json["httpVersion"] = version_text(response.minor_version);
  json["cookies"] = response_cookies(response.headers);
  json["headers"] = headers_of(response.headers);
  json["content"] = content_of(response);
  json["redirectURL"] = as_utf8(response.headers.find("Location").value_or(""));
  json["headersSize"] = -1;
  json["bodySize"] = response.body.size;
  return json;
}

/// What browsers write where there was none.
OrderedJson no_response(const std::string& failure) {
  OrderedJson json{{"status", 0},
                   {"statusText", ""},
                   {"httpVersion", ""},
                   {"cookies", OrderedJson::array()},
                   {"headers", OrderedJson::array()},
                   {"content", {{"size", 0}, {"mimeType", "x-unknown"}}},
                   {"redirectURL", ""},
                   {"headersSize", -1},
                   {"bodySize", -1}};
  if (!failure.empty()) json["comment"] = as_utf8(failure);
  return json;
}

OrderedJson entry_of(const Exchange& exchange) {
  const auto sent = std::min(exchange.request_took, exchange.first_byte);
  OrderedJson entry;
  entry["startedDateTime"] = instant_text(exchange.began);
  entry["time"] = milliseconds(exchange.took);
  entry["request"] = request_of(exchange);
  entry["response"] = exchange.response ? response_of(*exchange.response) : no_response(exchange.failure);
  entry["cache"] = OrderedJson::object();
  entry["timings"] = {
      {"blocked", -1},
      {"dns", -1},
      {"connect", -1},
      {"send", milliseconds(sent)},
      {"wait", milliseconds(exchange.first_byte - sent)},
      {"receive", milliseconds(std::max(exchange.took - exchange.first_byte, std::chrono::nanoseconds{0}))},
      {"ssl", -1}};
  if (exchange.connection != 0) entry["connection"] = std::to_string(exchange.connection);
  return entry;
}

}  // namespace

OutputFiles write_har(std::span<const Exchange> exchanges, Layout, Losses&) {
  OrderedJson log;
  log["version"] = "1.2";
  log["creator"] = {{"name", "phantomime"}, {"version", version()}};
  log["entries"] = OrderedJson::array();
  for (const Exchange& exchange : exchanges) log["entries"].push_back(entry_of(exchange));
  const OrderedJson root{{"log", std::move(log)}};
  return {{"", root.dump(2) + "\n"}};
}

}  // namespace phantomime::formats
