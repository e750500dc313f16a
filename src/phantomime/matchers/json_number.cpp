#include "phantomime/matchers/json_number.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>

#include "phantomime/base/ascii.hpp"

namespace phantomime::matchers {

namespace {

template <class T>
std::optional<Number> parsed(std::string_view text) noexcept {
  T value{};
  const char* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || rest != end) return std::nullopt;
  return static_cast<Number>(value);
}

}  // namespace

std::optional<Number> number_of(std::string_view text) noexcept {
  // from_chars would take "inf" and "nan".
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  if (first >= text.size() || !(is_digit(text[first]) || text[first] == '.')) return std::nullopt;
  if (const auto value = parsed<std::int64_t>(text)) return value;
  if (const auto value = parsed<std::uint64_t>(text)) return value;
  return parsed<double>(text);
}

std::optional<Number> number_of(const Json& value) noexcept {
  switch (value.type()) {
    case Json::value_t::number_integer:
      return static_cast<Number>(*value.get_ptr<const Json::number_integer_t*>());
    case Json::value_t::number_unsigned:
      return static_cast<Number>(*value.get_ptr<const Json::number_unsigned_t*>());
    case Json::value_t::number_float:
      return static_cast<Number>(*value.get_ptr<const Json::number_float_t*>());
    default:
      return std::nullopt;
  }
}

bool same_number(const Json& a, const Json& b) noexcept {
  const auto left = number_of(a);
  const auto right = number_of(b);
  return left && right && *left == *right;
}

bool same_json(const Json& a, const Json& b) {
  if (a.is_number()) return same_number(a, b);
  if (a.type() != b.type() || a.size() != b.size()) return false;
  if (a.is_array()) {
    for (std::size_t index = 0; index < a.size(); ++index)
      if (!same_json(a[index], b[index])) return false;
    return true;
  }
  if (!a.is_object()) return a == b;
  // Both are sorted by name, so one pass sees whether they have the same members.
  const auto& left = a.get_ref<const Json::object_t&>();
  const auto& right = b.get_ref<const Json::object_t&>();
  auto other = right.begin();
  for (const auto& [name, member] : left) {
    if (name != other->first || !same_json(member, other->second)) return false;
    ++other;
  }
  return true;
}

}  // namespace phantomime::matchers
