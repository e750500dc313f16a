#include "phantomime/formats/exchange_formats/postman_request.hpp"

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/formats/exchange_formats/messages.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::formats {
namespace {

using recording::Exchange;
using recording::RecordedRequest;

bool is_disabled(const Node& item) {
  const Node* const disabled = item.find("disabled");
  return disabled && disabled->as_bool() == true;
}

/// Segments of a host or path, which old collections write as one text.
std::string joined(const Node& list, char separator) {
  if (list.is_scalar()) return list.text();
  std::string text;
  for (const Node& item : list.items()) {
    const Node* const value = item.is_mapping() ? item.find("value") : &item;
    if (!text.empty() || &item != &list.items().front()) text += separator;
    if (value) text += value->text();
  }
  return text;
}

/// `:name` segments of a path get the values of `variable`.
std::string with_path_variables(const std::string& path, const Node* variables) {
  if (!variables) return path;
  std::string result;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    std::string segment = path.substr(at, end - at);
    for (const Node& item : variables->items()) {
      const Node* const key = item.find("key");
      const Node* const value = item.find("value");
      if (key && value && segment == ":" + key->text() && !value->text().empty()) segment = value->text();
    }
    result += (at == 0 ? "" : "/") + segment;
    at = end + 1;
  }
  return result;
}

}  // namespace

std::string PostmanRequestReader::text(const Node& mapping, std::string_view key) {
  return variables_.resolved(reading_.text(mapping, key).value_or(std::string{}));
}

void PostmanRequestReader::read(const Node& request, const Node* auth, Exchange& exchange) {
  exchange.request.method = "GET";
  if (request.is_scalar()) return read_url(request, exchange);
  if (!expect_mapping(request, reading_.context(), "a request")) return;
  if (reading_.member(request, "method")) set_method(exchange, text(request, "method"), request, reading_);
  exchange.request.headers = headers(request);
  const Node* const url = reading_.required(request, "url", "a request");
  if (url) read_url(*url, exchange);
  const Node* const body = reading_.mapping(request, "body");
  if (body && !is_disabled(*body)) read_body(*body, exchange.request);
  const Node* const own = reading_.mapping(request, "auth");
  if (own || auth) read_auth(own ? *own : *auth, exchange);
}

http::Headers PostmanRequestReader::headers(const Node& message) {
  http::Headers headers;
  const Node* const list = reading_.member(message, "header");
  if (!list) return headers;
  if (list->is_scalar()) {
    std::string_view rest = list->text();
    while (!rest.empty()) {
      const std::string_view line = trimmed(rest.substr(0, rest.find('\n')), " \t\r");
      rest.remove_prefix(
          std::min(rest.size(), rest.find('\n') == std::string_view::npos ? rest.size() : rest.find('\n') + 1));
      const std::size_t colon = line.find(':');
      if (line.empty() || line.starts_with("//")) continue;
      add_header_line(headers, line.substr(0, colon),
                      variables_.resolved(colon == std::string_view::npos ? "" : line.substr(colon + 1)), *list,
                      reading_);
    }
    return headers;
  }
  if (!expect_sequence(*list, reading_.context(), "'header'")) return headers;
  for (const Node& item : list->items()) {
    if (item.is_scalar()) {
      const std::size_t colon = item.text().find(':');
      if (colon == std::string::npos) continue;
      add_header_line(headers, item.text().substr(0, colon), variables_.resolved(item.text().substr(colon + 1)), item,
                      reading_);
      continue;
    }
    if (!item.is_mapping() || is_disabled(item)) continue;
    if (const auto name = reading_.required_text(item, "key", "a header"))
      add_header_line(headers, variables_.resolved(*name), text(item, "value"), item, reading_);
  }
  return headers;
}

std::string PostmanRequestReader::query_of(const Node& list) {
  std::string query;
  for (const Node& item : list.items()) {
    if (!item.is_mapping() || is_disabled(item)) continue;
    query += query.empty() ? "?" : "&";
    query += text(item, "key");
    if (reading_.member(item, "value")) query += "=" + text(item, "value");
  }
  return query;
}

/// Its parts say more than `raw`, which may name variables of the path.
std::string PostmanRequestReader::url_of(const Node& url) {
  if (url.is_scalar()) return url.text();
  const Node* const host = reading_.member(url, "host");
  if (!host) return reading_.text(url, "raw").value_or(std::string{});
  std::string result = reading_.text(url, "protocol").value_or(std::string{});
  std::string name = joined(*host, '.');
  // A variable may bring the scheme with it, and without one Postman asks in the clear.
  if (!result.empty())
    result += "://";
  else if (PostmanVariables::leading_name(name).empty())
    result = "http://";
  result += name;
  if (const auto port = reading_.text(url, "port"); port && !port->empty()) result += ":" + *port;
  if (const Node* const path = reading_.member(url, "path")) {
    const std::string written = with_path_variables(joined(*path, '/'), reading_.list(url, "variable"));
    result += (written.starts_with('/') ? "" : "/") + written;
  }
  if (const Node* const query = reading_.list(url, "query")) result += query_of(*query);
  return result;
}

void PostmanRequestReader::read_url(const Node& url, Exchange& exchange) {
  std::string resolved = variables_.resolved(url_of(url));
  // Whom it goes to is not known then; .invalid is nobody's (RFC 2606).
  if (const std::string_view name = PostmanVariables::leading_name(resolved); !name.empty()) {
    std::string host;
    for (const char c : name) host += is_letter(c) || is_digit(c) || c == '-' ? c : '-';
    resolved = "http://" + host + ".invalid" + resolved.substr(resolved.find("}}") + 2);
  }
  if (resolved.find("://") == std::string::npos) resolved.insert(0, "http://");
  set_url(exchange, resolved, url, reading_);
}

std::string PostmanRequestReader::form_of(const Node& list) {
  std::string form;
  for (const Node& item : list.items()) {
    if (!item.is_mapping() || is_disabled(item)) continue;
    form += (form.empty() ? "" : "&") + http::percent_encode(text(item, "key")) + "=" +
            http::percent_encode(text(item, "value"));
  }
  return form;
}

void PostmanRequestReader::add_content_type(RecordedRequest& request, std::string_view type) {
  if (!request.headers.has("Content-Type")) request.headers.add("Content-Type", type);
}

void PostmanRequestReader::read_body(const Node& body, RecordedRequest& request) {
  const std::string mode = reading_.text(body, "mode").value_or(std::string{});
  if (mode == "raw") {
    request.body = body_of(text(body, "raw"));
    const Node* const options = reading_.mapping(body, "options");
    const Node* const raw = options ? reading_.mapping(*options, "raw") : nullptr;
    if (raw && reading_.text(*raw, "language").value_or("") == "json") add_content_type(request, "application/json");
  } else if (mode == "urlencoded") {
    if (const Node* const list = reading_.list(body, "urlencoded")) request.body = body_of(form_of(*list));
    add_content_type(request, "application/x-www-form-urlencoded");
  } else if (mode == "graphql") {
    const Node* const graphql = reading_.mapping(body, "graphql");
    if (!graphql) return;
    const std::string variables = text(*graphql, "variables");
    request.body = body_of("{\"query\":" + json_quote(text(*graphql, "query")) +
                           ",\"variables\":" + (parse_json(variables) ? variables : "{}") + "}");
    add_content_type(request, "application/json");
  } else if (!mode.empty()) {
    reading_.losses().add("bodies of mode '" + mode + "', whose bytes the collection does not hold");
  }
}

/// v2.1 has a list of {key, value}, v2.0 a mapping.
std::string PostmanRequestReader::auth_value(const Node& values, std::string_view key) {
  if (values.is_mapping()) return text(values, key);
  for (const Node& item : values.items())
    if (item.is_mapping() && item.find("key") && item.find("key")->text() == key) return text(item, "value");
  return {};
}

void PostmanRequestReader::read_auth(const Node& auth, Exchange& exchange) {
  const std::string type = reading_.text(auth, "type").value_or(std::string{});
  if (type.empty() || type == "noauth" || exchange.request.headers.has("Authorization")) return;
  const Node* const values = reading_.member(auth, type);
  const auto value = [&](std::string_view key) { return values ? auth_value(*values, key) : std::string{}; };
  if (type == "basic") {
    exchange.request.headers.add("Authorization",
                                 "Basic " + encode_base64(value("username") + ":" + value("password")));
  } else if (type == "bearer") {
    add_header_line(exchange.request.headers, "Authorization", "Bearer " + value("token"), auth, reading_);
  } else if (type == "apikey" && value("in") != "query") {
    add_header_line(exchange.request.headers, value("key"), value("value"), auth, reading_);
  } else if (type == "apikey") {
    std::string& target = exchange.request.target;
    target += (target.find('?') == std::string::npos ? "?" : "&") + http::percent_encode(value("key")) + "=" +
              http::percent_encode(value("value"));
  } else {
    reading_.losses().add("authorisation of the kind '" + type + "'");
  }
}

}  // namespace phantomime::formats
