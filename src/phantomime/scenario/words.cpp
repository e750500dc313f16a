#include "phantomime/scenario/words.hpp"

#include <algorithm>

namespace phantomime::scenario {

std::string file_and_line(const Location& where) {
  if (!where.source) return {};
  return where.line == 0 ? where.source->name : where.source->name + ":" + std::to_string(where.line);
}

std::string printable(std::string_view text, std::size_t limit) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (shown.size() >= limit && (byte & 0xc0U) != 0x80) return shown + "...";
    if (byte < 0x20 || byte == 0x7f)
      shown += {'\\', 'x', digits[byte >> 4U], digits[byte & 15U]};
    else
      shown += c;
  }
  return shown;
}

std::size_t width(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

std::string_view plain_expectation(std::string_view expected) noexcept {
  constexpr std::string_view equals = "equals ";
  if (expected.starts_with(equals)) expected.remove_prefix(equals.size());
  return expected;
}

std::string sentence(const matchers::Difference& difference) {
  const std::string_view plain = plain_expectation(difference.expected);
  // A value begins as JSON does; anything else is a phrase.
  const bool value = plain.size() != difference.expected.size() || plain.starts_with('"');
  return difference.field + " is " + difference.actual + (value ? ", not " : ", expected ") + std::string{plain};
}

}  // namespace phantomime::scenario
