#include "phantomime/recording/redaction/respelling.hpp"

#include <array>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::recording {
namespace {

bool is_unreserved(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~' || c == '!' || c == '*';
}

bool is_escape(std::string_view text, std::size_t at) noexcept {
  return text[at] == '%' && at + 2 < text.size() && is_hex_digit(text[at + 1]) && is_hex_digit(text[at + 2]);
}

void append_percent(std::string& out, char c, bool lower) {
  const std::string_view digits = lower ? "0123456789abcdef" : "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out.append(1, '%').append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
}

void append_json(std::string& out, char32_t c, bool escaped) {
  if (c >= 0x80 || escaped) return escaped ? append_json_escape(out, c) : append_utf8(out, c);
  append_json_character(out, static_cast<unsigned char>(c));
}

}  // namespace

std::string respelled_percent(std::string_view written, std::string_view other, bool plus_is_blank) {
  if (http::percent_decode(written, plus_is_blank).size() != other.size()) return http::percent_encode(other);
  std::string out;
  std::size_t at = 0;
  for (const char c : other) {
    const bool escape = is_escape(written, at);
    const std::string_view unit = written.substr(at, escape ? 3 : 1);
    at += unit.size();
    if (http::percent_decode(unit, plus_is_blank)[0] == c)
      out += unit;
    else if (escape || !is_unreserved(c))
      append_percent(out, c, escape && (is_lower(unit[1]) || is_lower(unit[2])));
    else
      out += c;
  }
  return out;
}

std::string respelled_json(std::string_view lexeme, std::string_view other) {
  std::string out{"\""};
  std::size_t at = 1, to = 0;
  while (at + 1 < lexeme.size() && to < other.size()) {
    const std::size_t begin = at;
    const char32_t was = next_json_character(lexeme, at);
    const auto is = next_code_point(other, to);
    if (!is) return json_quote(other);
    const std::string_view unit = lexeme.substr(begin, at - begin);
    if (was == *is)
      out += unit;
    else
      append_json(out, *is, unit.size() >= 6 && unit.substr(0, 2) == "\\u");
  }
  if (at + 1 != lexeme.size() || to != other.size()) return json_quote(other);
  return out + "\"";
}

}  // namespace phantomime::recording
