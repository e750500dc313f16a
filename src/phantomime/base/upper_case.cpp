#include "phantomime/base/upper_case.hpp"

#include <clocale>
#include <cwctype>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime {

namespace {

/// The C library's own tables, in the locale that is there on every Linux; elsewhere ASCII alone is mapped.
locale_t unicode() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

char32_t upper(char32_t character) {
  if (character < 0x80) return static_cast<unsigned char>(to_upper(static_cast<char>(character)));
  return unicode() ? static_cast<char32_t>(::towupper_l(static_cast<wint_t>(character), unicode())) : character;
}

}  // namespace

std::string upper_case(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (const auto character = next_code_point(text, at))
      append_utf8(result, upper(*character));
    else
      result += text[begin];
  }
  return result;
}

}  // namespace phantomime
