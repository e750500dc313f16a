// method: one, several or any.
#include <algorithm>

#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

void load_method(const Node& node, LoadContext& context, RequestSpec& spec) {
  spec.methods.clear();
  spec.method_where = node.location();
  if (!node.is_sequence()) {
    if (const auto text = read_string(node, context, "'method'")) read_method(node, *text, context, spec.methods);
    return;
  }
  if (node.size() == 0)
    context.error(node, ErrorCode::bad_value, "'method' lists none", "name at least one, or write any");
  for (const Node& item : node.items()) {
    const auto text = read_string(item, context, "a method");
    if (!text) continue;
    if (*text == "any")
      context.error(item, ErrorCode::conflict, "'any' among other methods", "write method: any");
    else if (std::find(spec.methods.begin(), spec.methods.end(), *text) != spec.methods.end())
      context.error(item, ErrorCode::bad_value, "the method '" + *text + "' is listed twice", "name it once");
    else
      read_method(item, *text, context, spec.methods);
  }
}

}  // namespace

bool is_method(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
  });
}

void read_method(const Node& where, std::string_view text, LoadContext& context, std::vector<std::string>& methods) {
  if (text == "any") return methods.clear();
  if (is_method(text)) {
    methods.emplace_back(text);
    return;
  }
  context.error(where, ErrorCode::bad_value, "'" + std::string{text} + "' is no method",
                text.find('/') == std::string_view::npos ? "write one such as GET, a list of them, or any"
                                                         : "the path has a key of its own: path: ...");
}

RequestKey method_key() {
  return {{"method", "the method, a list of methods, or any (the default)",
           R"json({"anyOf": [
                 {"type": "string", "pattern": "^([!#$%&'*+.^_`|~0-9A-Za-z-]|\\$\\{[^}]*\\})+$"},
                 {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"type": "string", "not": {"const": "any"},
                  "pattern": "^([!#$%&'*+.^_`|~0-9A-Za-z-]|\\$\\{[^}]*\\})+$"}}]})json",
           "[GET, HEAD]", "GET /x"},
          load_method};
}

}  // namespace phantomime::matchers
