#include "phantomime/matchers/json_pointer.hpp"

#include <algorithm>

namespace phantomime::matchers {

namespace {

std::string unescaped(std::string_view token) {
  std::string name;
  for (std::size_t at = 0; at < token.size(); ++at) {
    if (token[at] == '~' && at + 1 < token.size() && (token[at + 1] == '0' || token[at + 1] == '1'))
      name += token[++at] == '0' ? '~' : '/';
    else
      name += token[at];
  }
  return name;
}

bool is_plain_name(std::string_view name) noexcept {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

const Json* member_at(const Json& root, std::string_view pointer) {
  const Json* value = &root;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    if (!value->is_object()) return nullptr;
    const auto& members = value->get_ref<const Json::object_t&>();
    const bool escaped = token.find('~') != std::string_view::npos;
    const auto found = escaped ? members.find(unescaped(token)) : members.find(token);
    if (found == members.end()) return nullptr;
    value = &found->second;
  }
  return value;
}

std::string path_to(const std::string& path, std::string_view member) {
  if (is_plain_name(member)) return path + '.' + std::string{member};
  std::string result = path + "['";
  for (const char character : member) {
    if (character == '\'' || character == '\\') result += '\\';
    result += character;
  }
  return result + "']";
}

std::string path_to(const std::string& path, std::size_t index) { return path + '[' + std::to_string(index) + ']'; }

}  // namespace phantomime::matchers
