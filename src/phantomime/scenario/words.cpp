#include "phantomime/scenario/words.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/hexadecimal.hpp"

namespace phantomime::scenario {

std::string file_and_line(const Location& where) {
  if (!where.source) return {};
  return where.line == 0 ? where.source->name : where.source->name + ":" + std::to_string(where.line);
}

std::string printable(std::string_view text, std::size_t limit) {
  const auto plain = [](char c) { return c >= ' ' && c <= '~'; };
  if (text.size() <= limit && std::all_of(text.begin(), text.end(), plain)) return std::string{text};
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (shown.size() >= limit && (byte & 0xc0U) != 0x80) return shown + "...";
    if (byte < 0x20 || byte == 0x7f)
      shown += {'\\', 'x', hexadecimal_digits[byte >> 4U], hexadecimal_digits[byte & 15U]};
    else
      shown += c;
  }
  return shown;
}

std::size_t width(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

std::string expectation(const matchers::Difference& difference) {
  // Verbs that go without saying between a field and what it should be.
  constexpr std::array<std::string_view, 5> verbs = {"equals ", "is ", "has exactly ", "has the ", "matches the "};
  constexpr std::array<std::string_view, 5> kept = {"", "", "exactly ", "the ", "the "};
  const std::string_view phrase = difference.expected;
  for (std::size_t verb = 0; verb < verbs.size(); ++verb)
    if (phrase.starts_with(verbs[verb]))
      return std::string{kept[verb]} + std::string{phrase.substr(verbs[verb].size())};
  const std::string_view word = phrase.substr(0, phrase.find(' '));
  const bool verb = word.size() > 1 && word.size() < phrase.size() && word.back() == 's' &&
                    std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return (verb ? "a value that " : "") + std::string{phrase};
}

std::string sentence(const matchers::Difference& difference) {
  return difference.field + " is " + difference.actual + ", not " + expectation(difference);
}

}  // namespace phantomime::scenario
