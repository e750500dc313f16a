#include "phantomime/formats/exchange_formats/postman_variables.hpp"

#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime::formats {
namespace {

constexpr int deepest_variable = 8;
constexpr std::size_t most_grown = 1u << 20;
constexpr std::size_t most_name = 200;

/// The name in `{{name}}` at `at`, and where that ends; no name where there is none.
std::string_view name_at(std::string_view text, std::size_t at, std::size_t& end) noexcept {
  if (text.substr(at, 2) != "{{") return {};
  const std::size_t close = text.substr(at, most_name).find("}}");
  if (close == std::string_view::npos) return {};
  end = at + close + 2;
  const std::string_view name = trimmed(text.substr(at + 2, close - 2));
  return name.find_first_of("{}\"\n") == std::string_view::npos ? name : std::string_view{};
}

}  // namespace

void PostmanVariables::add(const Node& list) {
  if (!list.is_sequence()) return;
  for (const Node& item : list.items()) {
    const Node* const disabled = item.find("disabled");
    const Node* const name = item.find("key") ? item.find("key") : item.find("id");
    const Node* const value = item.find("value");
    if (!name || !name->is_scalar() || (disabled && disabled->as_bool() == true)) continue;
    if (value && value->is_scalar() && !value->is_null()) values_[name->text()] = value->text();
  }
}

std::string PostmanVariables::resolved(std::string_view text) {
  std::string out;
  append_resolved(out, text, 0);
  return out;
}

void PostmanVariables::append_resolved(std::string& out, std::string_view text, int depth) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = 0;
    const std::string_view name = name_at(text, at, end);
    if (name.empty()) {
      const std::size_t next = std::min(text.find("{{", at + 1), text.size());
      out += text.substr(at, next - at);
      at = next;
      continue;
    }
    const auto value = values_.find(name);
    if (value != values_.end() && depth < deepest_variable && out.size() < most_grown) {
      append_resolved(out, value->second, depth + 1);
    } else {
      reading_.losses().add("the variable {{" + printable(name) + "}}, which has no value in the collection");
      out += text.substr(at, end - at);
    }
    at = end;
  }
}

std::string_view PostmanVariables::leading_name(std::string_view text) noexcept {
  std::size_t end = 0;
  return name_at(text, 0, end);
}

}  // namespace phantomime::formats
