#include "phantomime/http/headers.hpp"

#include <algorithm>

#include "phantomime/base/ascii.hpp"

namespace phantomime::http {
namespace {}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
  return true;
}

void Headers::set(std::string_view name, std::string value) {
  const auto named = [name](const Header& line) { return same_name(line.name, name); };
  const auto first = std::find_if(lines_.begin(), lines_.end(), named);
  if (first == lines_.end()) {
    add(std::string{name}, std::move(value));
    return;
  }
  *first = {std::string{name}, std::move(value)};
  lines_.erase(std::remove_if(first + 1, lines_.end(), named), lines_.end());
}

void Headers::remove(std::string_view name) {
  std::erase_if(lines_, [name](const Header& line) { return same_name(line.name, name); });
}

const std::string* Headers::find(std::string_view name) const noexcept {
  for (const Header& line : lines_)
    if (same_name(line.name, name)) return &line.value;
  return nullptr;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& line : lines_)
    if (same_name(line.name, name)) values.push_back(line.value);
  return values;
}

}  // namespace phantomime::http
