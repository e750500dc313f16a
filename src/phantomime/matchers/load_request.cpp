// Reads the value of `request:`, short or long.
#include <algorithm>
#include <array>

#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

constexpr std::string_view blanks = " \t";

// `METHOD PATH`, with one run of blanks between.
void load_short(const Node& node, LoadContext& context, RequestSpec& spec) {
  const std::string& text = node.text();
  const auto end = text.find_first_of(blanks);
  const auto begin = text.find_first_not_of(blanks, end);
  if (end == std::string::npos || end == 0 || begin == std::string::npos) {
    const bool path_alone = text.starts_with('/');
    context.error(node, ErrorCode::bad_value, "expected METHOD PATH, found '" + text + "'",
                  path_alone ? "write GET " + text + ", or any " + text : "write one such as GET /rest/version");
    return;
  }
  const std::string_view path = std::string_view{text}.substr(begin);
  if (path.find_first_of(blanks) != std::string_view::npos) {
    context.error(node, ErrorCode::bad_value, "expected METHOD PATH, found a further blank in '" + text + "'",
                  "write a blank in a path as %20; everything but method and path has keys of its own");
    return;
  }
  spec.methods.clear();
  spec.method_where = node.location();
  spec.path_where = node.location();
  read_method(node, text.substr(0, end), context, spec.methods);
  auto pattern = PathPattern::parse(path);
  if (pattern)
    spec.path = std::move(*pattern);
  else
    context.error(node, pattern.error().code, pattern.error().what, pattern.error().hint);
}

bool makes_pattern(const RequestSpec& spec) {
  return spec.methods.size() != 1 || !spec.path || spec.path->kind() != PathPattern::Kind::literal;
}

}  // namespace

void load_request_mapping(const Node& node, LoadContext& context, RequestSpec& spec, std::string_view what) {
  std::vector<std::pair<const RequestKey*, const Node*>> later;
  read_mapping(node, context, what, request_keys(), [&](const RequestKey& key, const Node& value) {
    if (key.turn == RequestKey::Turn::after_others)
      later.emplace_back(&key, &value);
    else
      key.load(value, context, spec);
  });
  for (const auto& [key, value] : later) key->load(*value, context, spec);
}

void load_request(const Node& node, LoadContext& context, RequestSpec& spec) {
  spec.where = node.location();
  if (node.as_string()) {
    load_short(node, context, spec);
  } else if (node.is_mapping()) {
    load_request_mapping(node, context, spec, "'request'");
    if (node.size() == 0)
      context.error(node, ErrorCode::missing_key, "'request' asks for nothing", "write GET /path, or {method: any}");
  } else {
    context.error(node, ErrorCode::wrong_type,
                  "'request': expected METHOD PATH or a mapping, found " + std::string{node.type_name()},
                  "write one such as GET /rest/version");
  }
  if (makes_pattern(spec)) spec.is_pattern_ = true;
  context.captures = spec.path ? spec.path->capture_names() : std::vector<std::string>{};
}

std::span<const RequestKey> request_defaults_keys() {
  static const std::array<RequestKey, 3> keys = {trailing_slash_key(), method_key(), credentials_key()};
  return keys;
}

void load_request_defaults(const Node& node, LoadContext& context, RequestSpec& spec) {
  read_mapping(node, context, "'defaults: request'", request_defaults_keys(),
               [&](const RequestKey& key, const Node& value) { key.load(value, context, spec); });
}

}  // namespace phantomime::matchers
