#include "phantomime/http/headers.hpp"

#include <algorithm>

#include "phantomime/base/ascii.hpp"

namespace phantomime::http {
namespace {

/// Room for what most requests and replies have, in one go.
constexpr std::size_t first_text = 240, first_lines = 8;

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
  return true;
}

Headers::Line Headers::keep(std::string_view name, std::string_view value) {
  if (text_.empty()) text_.reserve(std::max(first_text, name.size() + value.size()));
  const Line line{static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(name.size()),
                  static_cast<std::uint32_t>(value.size())};
  text_.append(name).append(value);
  return line;
}

void Headers::add(std::string_view name, std::string_view value) {
  if (lines_.capacity() == 0) lines_.reserve(first_lines);
  lines_.push_back(keep(name, value));
}

void Headers::set(std::string_view name, std::string_view value) {
  const auto named = [&](const Line& line) { return same_name(at(line).name, name); };
  const auto first = std::find_if(lines_.begin(), lines_.end(), named);
  if (first == lines_.end()) return add(name, value);
  lines_.erase(std::remove_if(first + 1, lines_.end(), named), lines_.end());
  *first = keep(name, value);  // the old text stays behind: lines are rarely set, and never often
}

void Headers::remove(std::string_view name) {
  std::erase_if(lines_, [&](const Line& line) { return same_name(at(line).name, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const noexcept {
  for (const Line& line : lines_)
    if (line.name == name.size() && same_name(at(line).name, name)) return at(line).value;
  return std::nullopt;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Line& line : lines_)
    if (line.name == name.size() && same_name(at(line).name, name)) values.push_back(at(line).value);
  return values;
}

bool Headers::operator==(const Headers& other) const noexcept {
  return std::equal(begin(), end(), other.begin(), other.end());
}

}  // namespace phantomime::http
