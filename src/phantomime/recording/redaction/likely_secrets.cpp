#include "phantomime/recording/redaction/likely_secrets.hpp"

#include <algorithm>
#include <string>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/headers.hpp"
#include "phantomime/recording/redaction/base64_text.hpp"
#include "phantomime/recording/redaction/secret_name.hpp"
#include "phantomime/recording/redaction/shape.hpp"

namespace phantomime::recording {
namespace {

constexpr std::size_t longest = 32u << 10;
constexpr std::string_view name_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::string_view value_end = " \t\r\n\"'&;,<>{}[]()\\`";

/// Words that stand where a value would, in prose, in patterns and in packs.
bool is_word(std::string_view value) {
  if (value.size() < 4 || value[0] == '$' || value[0] == '*') return true;
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return is_letter(c) || c == '-' || c == '_' || c == '.'; });
}

/// The name that ends at `end` (quotes and blanks between taken off).
std::string_view name_before(std::string_view text, std::size_t end) {
  while (end > 0 && std::string_view{" \t\"'\\]"}.find(text[end - 1]) != std::string_view::npos) --end;
  const std::size_t begin = text.substr(0, end).find_last_not_of(name_characters) + 1;
  return text.substr(begin, end - begin);
}

void look_at_named(std::string_view text, const Suspicion& suspicion) {
  for (std::size_t at = text.find_first_of(":=", 1); at != std::string_view::npos;
       at = text.find_first_of(":=", at + 1)) {
    const std::string_view name = name_before(text, at);
    if (name.size() < 2 || !is_secret_member(name)) continue;
    const std::size_t begin = text.find_first_not_of(" \t\"'\\", at + 1);
    if (begin == std::string_view::npos) return;
    const std::size_t end = std::min(text.find_first_of(value_end, begin), text.size());
    const std::string_view value = text.substr(begin, end - begin);
    if (!is_word(value) && !tells_nothing(value)) suspicion(kind_of_name(name), name, value, begin);
  }
}

void look_at_words(std::string_view text, const Suspicion& suspicion) {
  constexpr std::string_view within = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  for (std::size_t begin = text.find_first_of(within); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_not_of(within, begin), text.size());
    std::string_view word = text.substr(begin, end - begin);
    while (!word.empty() && word.back() == '.') word.remove_suffix(1);
    if (word.size() >= 15)
      if (const Shape shape = certain_shape_of(word); !shape.kind.empty()) suspicion(shape.kind, {}, word, begin);
    begin = text.find_first_of(within, end);
  }
}

void look_at_credentials(std::string_view text, const Suspicion& suspicion) {
  for (const std::string_view scheme : {"Basic ", "basic ", "Bearer ", "bearer "}) {
    for (std::size_t at = text.find(scheme); at != std::string_view::npos; at = text.find(scheme, at + 1)) {
      const std::size_t begin = at + scheme.size();
      const std::size_t end = std::min(text.find_first_of(value_end, begin), text.size());
      const std::string_view value = text.substr(begin, end - begin);
      const auto decoded = Base64Text::read(value);
      const std::size_t colon = decoded ? decoded->bytes.find(':') : std::string_view::npos;
      if (to_lower(scheme[1]) == 'a') {
        if (colon == std::string_view::npos || !is_readable(decoded->bytes)) continue;
        const bool token = colon + 1 == decoded->bytes.size();
        suspicion("password", {}, token ? decoded->bytes.substr(0, colon) : decoded->bytes.substr(colon + 1), begin);
      } else if (value.size() >= 16 && std::any_of(value.begin(), value.end(), is_digit)) {
        suspicion("token", {}, value, begin);
      }
    }
  }
}

void look_at_private_keys(std::string_view text, const Suspicion& suspicion) {
  for (PemPlace place = find_private_key(text, 0); place.begin != std::string_view::npos;
       place = find_private_key(text, place.end)) {
    const std::string_view key = text.substr(place.begin, std::min(place.end - place.begin, longest));
    suspicion("private key", {}, key, place.begin);
  }
}

}  // namespace

void find_likely_secrets(std::string_view text, const Suspicion& suspicion) {
  look_at_named(text, suspicion);
  look_at_words(text, suspicion);
  look_at_credentials(text, suspicion);
  look_at_private_keys(text, suspicion);
}

}  // namespace phantomime::recording
