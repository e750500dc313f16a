#include "phantomime/formats/example_loader.hpp"

#include <algorithm>

#include "phantomime/base/json.hpp"
#include "phantomime/formats/key_tables.hpp"

namespace phantomime::formats {

namespace {

bool is_method_character(char c) {
  const bool letter_or_digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return letter_or_digit || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_method_character);
}

void load_headers(const Node& node, LoadContext& context, http::Headers& headers) {
  if (!expect_mapping(node, context, "the example's headers")) return;
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    const std::string& name = node.key(entry).text();
    if (!is_header_name(name)) {
      context.error(node.key(entry), ErrorCode::bad_value, "'" + name + "' is no header name",
                    "letters, digits and '-'");
      continue;
    }
    const Node& value = node.value(entry);
    const auto add = [&](const Node& one) {
      if (auto text = read_text(one, context, "the header " + name)) headers.add(name, std::move(*text));
    };
    if (value.is_sequence())
      for (const Node& one : value.items()) add(one);
    else
      add(value);
  }
}

void set_line(RequestLine line, http::Request& request) {
  request.method = std::move(line.method);
  request.target = std::move(line.target);
}

std::string_view sample(matchers::CaptureType type) {
  switch (type) {
    case matchers::CaptureType::integer:
    case matchers::CaptureType::number:
      return "1";
    case matchers::CaptureType::uuid:
      return "123e4567-e89b-12d3-a456-426614174000";
    case matchers::CaptureType::any:
    case matchers::CaptureType::word:
    case matchers::CaptureType::rest:
      break;
  }
  return "x";
}

}  // namespace

std::optional<RequestLine> read_request_line(const Node& node, LoadContext& context, std::string_view what) {
  const auto text = read_string(node, context, what);
  if (!text) return std::nullopt;
  const std::size_t blank = std::min(text->find(' '), text->size());
  const std::size_t begin = std::min(text->find_first_not_of(' ', blank), text->size());
  RequestLine line{text->substr(0, blank), text->substr(begin)};
  const bool method_ok =
      !line.method.empty() && std::all_of(line.method.begin(), line.method.end(), is_method_character);
  const bool target_ok = (line.target.starts_with('/') || line.target == "*") &&
                         std::none_of(line.target.begin(), line.target.end(),
                                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; });
  if (method_ok && target_ok) return line;
  context.error(node, ErrorCode::bad_value, std::string{what} + ": expected METHOD TARGET, found \"" + *text + "\"",
                method_ok && !target_ok && !line.target.empty()
                    ? "a target begins with '/' and has no blanks (write %20)"
                    : "such as GET /rest/playbook_run/46?pretty");
  return std::nullopt;
}

std::optional<http::Request> load_example(const Node& node, LoadContext& context) {
  const std::size_t errors = context.error_count();
  http::Request request;
  request.headers.add("Host", "localhost");
  if (node.is_scalar()) {
    if (auto line = read_request_line(node, context, "the example")) set_line(std::move(*line), request);
  } else {
    const Node *body = nullptr, *json = nullptr;
    read_mapping(node, context, "the example", example_keys(), [&](const KeyRow& row, const Node& value) {
      if (row.key == "request") {
        if (auto line = read_request_line(value, context, "the example's request")) set_line(std::move(*line), request);
      } else if (row.key == "headers") {
        load_headers(value, context, request.headers);
      } else {
        (row.key == "body" ? body : json) = &value;
      }
    });
    if (body && json)
      context.error(*json, ErrorCode::conflict, "the example has both 'body' and 'json'", "keep one of them");
    else if (body) {
      if (auto text = read_string(*body, context, "the example's body")) request.body = std::move(*text);
    } else if (json) {
      if (auto text = node_to_json_text(*json)) {
        request.body = std::move(*text);
      } else {
        context.error(*json, text.error().code, "the example's json: " + text.error().what, text.error().hint);
      }
    }
  }
  if (context.error_count() > errors) return std::nullopt;
  return request;
}

std::string suggest_example(const matchers::RequestSpec& spec) {
  std::string line = spec.methods.empty() ? "GET" : spec.methods.front();
  line += ' ';
  if (!spec.path) return line + "/";
  if (spec.path->kind() == matchers::PathPattern::Kind::literal) return line + spec.path->text();
  if (spec.path->kind() != matchers::PathPattern::Kind::templated) return line + "/...";
  for (std::size_t i = 0; i < spec.path->segments().size(); ++i) {
    const auto& segment = spec.path->segments()[i];
    if (!line.ends_with('/')) line += '/';
    line += segment.prefix;
    if (!segment.is_literal()) line.append(sample(segment.type)).append(segment.suffix);
  }
  return line;
}

}  // namespace phantomime::formats
