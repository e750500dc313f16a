#include <string>

#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/computed_part.hpp"

namespace phantomime::directives {
namespace {

/// `2020-01-22T19:39:43.239000Z` without its Z and, of the six digits, without zeros at the end past the third.
std::string shortened(std::string text) {
  text.pop_back();
  for (int dropped = 0; dropped < 3 && text.back() == '0'; ++dropped) text.pop_back();
  return text;
}

}  // namespace

std::optional<std::string> styled_time(std::string_view instant, std::string_view style) {
  const auto parsed = parse_instant(instant);
  if (!parsed) return std::nullopt;
  std::string text = format_instant(*parsed);
  if (style == "z") return text;
  text = shortened(std::move(text));
  if (style == "numeric_offset") return text + "+00:00";
  if (style != "blank_short_offset") return std::nullopt;
  text[text.find('T')] = ' ';
  return text + "+00";
}

}  // namespace phantomime::directives
