#include "phantomime/exchange.hpp"

#include <ostream>
#include <stdexcept>

#include <fmt/format.h>

#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/matchers/bodies/json_path_query.hpp"
#include "phantomime/matchers/json_number.hpp"
#include "phantomime/mock/converted.hpp"

namespace phantomime {
namespace {

std::vector<HeaderLine> public_headers(const http::Headers& headers) {
  std::vector<HeaderLine> lines;
  lines.reserve(headers.size());
  for (const http::Header& line : headers) lines.emplace_back(line.name, line.value);
  return lines;
}

void print(std::ostream& out, const std::vector<HeaderLine>& headers, std::string_view body) {
  for (const auto& [name, value] : headers)
    out << "\n  " << printable(name) << ": " << printable(http::redact_header(name, value));
  if (!body.empty()) out << "\n  " << printable(http::redact_body(body));
}

std::string request_line(const Request& request) {
  return printable(request.method) + ' ' + printable(http::redact_url(request.target));
}

std::optional<Json> value_of(std::string_view json) {
  auto value = parse_json(json);
  return value ? std::optional<Json>{std::move(*value)} : std::nullopt;
}

}  // namespace

namespace detail {

Request public_request(const http::Request& request) {
  return {request.method, request.target, public_headers(request.headers), request.body};
}

http::Request own_request(const Request& request) {
  http::Request own;
  own.method = request.method;
  own.target = request.target;
  for (const auto& [name, value] : request.headers) own.headers.add(name, value);
  own.body = request.body;
  own.peer = "127.0.0.1";
  return own;
}

Reply public_reply(const http::Reply& reply, bool head_request) {
  Reply result;
  result.status = reply.status;
  result.reason = reply.reason.empty() ? std::string{http::reason_phrase(reply.status)} : reply.reason;
  result.headers = public_headers(reply.headers);
  if (!head_request && http::may_have_body(reply.status)) result.body = reply.body_text();
  result.delay = reply.delay;
  if (reply.fault) result.fault = http::fault_text(*reply.fault);
  return result;
}

Exchange public_exchange(const scenario::JournalEntry& entry, const scenario::Engine& engine) {
  Exchange exchange;
  exchange.request = public_request(entry.request);
  exchange.number = entry.number;
  exchange.at = entry.at;
  exchange.status = entry.status;
  exchange.stub = engine.stub_name(entry);
  exchange.unmatched = entry.unmatched;
  exchange.refused = entry.refused;
  return exchange;
}

}  // namespace detail

bool is_secret_name(std::string_view name) noexcept { return http::is_secret_name(name); }

std::optional<std::string> find_header(const std::vector<HeaderLine>& headers, std::string_view name) {
  for (const auto& [line, value] : headers)
    if (http::same_name(line, name)) return value;
  return std::nullopt;
}

std::string Request::path() const { return http::canonical_path(http::split_target(target).path); }

std::vector<std::string> Request::query(std::string_view name) const {
  std::vector<std::string> values;
  for (http::Field& field : http::parse_fields(http::split_target(target).query))
    if (field.name == name) values.push_back(std::move(field.value));
  return values;
}

std::ostream& operator<<(std::ostream& out, const Request& request) {
  out << request_line(request);
  print(out, request.headers, request.body);
  return out;
}

std::ostream& operator<<(std::ostream& out, const Exchange& exchange) {
  out << exchange.number << "  " << request_line(exchange.request) << " \u2192 " << exchange.status;
  if (exchange.unmatched)
    out << " (no stub matched)";
  else if (exchange.refused)
    out << " (credentials refused)";
  else if (!exchange.stub.empty())
    out << " (" << printable(exchange.stub) << ")";
  print(out, exchange.request.headers, exchange.request.body);
  return out;
}

std::ostream& operator<<(std::ostream& out, const Reply& reply) {
  out << reply.status << ' ' << printable(reply.reason);
  print(out, reply.headers, reply.body);
  return out;
}

JsonValue::operator std::string() const { return text().value_or(json_); }

std::optional<double> JsonValue::number() const {
  const auto value = value_of(json_);
  return value && value->is_number() ? std::optional{value->get<double>()} : std::nullopt;
}

std::optional<bool> JsonValue::truth() const {
  const auto value = value_of(json_);
  return value && value->is_boolean() ? std::optional{value->get<bool>()} : std::nullopt;
}

std::optional<std::string> JsonValue::text() const {
  const auto value = value_of(json_);
  return value && value->is_string() ? std::optional{value->get<std::string>()} : std::nullopt;
}

std::ostream& operator<<(std::ostream& out, const JsonValue& value) {
  if (value.is_secret()) return out << http::redacted;
  const auto parsed = value_of(value.json());
  return out << printable(parsed ? json_text(http::redact_json(*parsed)) : value.json());
}

std::vector<JsonValue> json_at(std::string_view json, std::string_view path) {
  const auto query = matchers::JsonPathQuery::create(path);
  if (!query) throw std::invalid_argument(fmt::format("{} in the JSONPath '{}'", query.error().what, path));
  std::vector<JsonValue> found;
  const auto root = value_of(json);
  if (!root) return found;
  const bool secret = query->names_secret();
  if (query->is_definite()) {
    if (const Json* const value = query->find(*root)) found.emplace_back(json_text(*value), secret);
    return found;
  }
  for (const Json& value : query->select(*root)) found.emplace_back(json_text(value), secret);
  return found;
}

std::string shown_body(std::string_view body) { return printable(http::redact_body(body)); }

bool same_json(std::string_view a, std::string_view b) {
  const auto left = value_of(a), right = value_of(b);
  return left && right && matchers::same_json(*left, *right);
}

}  // namespace phantomime
