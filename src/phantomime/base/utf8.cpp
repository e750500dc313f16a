#include "phantomime/base/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace phantomime {
namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

bool is_continuation(std::string_view text, std::size_t at) noexcept {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

/// Whether a terminal would act on the character rather than show it.
bool is_active(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

std::string hex_escape(char kind, char32_t value, int digits) {
  std::string text{'\\', kind};
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) text += "0123456789abcdef"[(value >> shift) & 0xFU];
  return text;
}

}  // namespace

std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at) noexcept {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t begin = at++;
  if (first < 0x80) return first;
  std::size_t length = 0;
  char32_t value = 0;
  char32_t smallest = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2, value = first & 0x1FU, smallest = 0x80;
  } else if ((first & 0xF0U) == 0xE0U) {
    length = 3, value = first & 0x0FU, smallest = 0x800;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4, value = first & 0x07U, smallest = 0x10000;
  } else {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text, begin + i)) return std::nullopt;
    value = (value << 6U) | (static_cast<unsigned char>(text[begin + i]) & 0x3FU);
  }
  if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  at = begin + length;
  return value;
}

void append_utf8(std::string& text, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  const auto push = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    push(c);
  } else if (c < 0x800) {
    push(0xC0U | (c >> 6U));
    push(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    push(0xE0U | (c >> 12U));
    push(0x80U | ((c >> 6U) & 0x3FU));
    push(0x80U | (c & 0x3FU));
  } else {
    push(0xF0U | (c >> 18U));
    push(0x80U | ((c >> 12U) & 0x3FU));
    push(0x80U | ((c >> 6U) & 0x3FU));
    push(0x80U | (c & 0x3FU));
  }
}

bool valid_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    std::uint64_t eight = 0;
    if (at + sizeof eight <= text.size()) std::memcpy(&eight, text.data() + at, sizeof eight);
    if (at + sizeof eight <= text.size() && (eight & 0x8080'8080'8080'8080ULL) == 0)
      at += sizeof eight;
    else if (!next_code_point(text, at))
      return false;
  }
  return true;
}

std::string_view cut_utf8(std::string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  // A character has at most three bytes after its first; more of them are no UTF-8 anyway.
  for (int steps = 0; steps < 3 && end > 0 && is_continuation(text, end); ++steps) --end;
  return text.substr(0, is_continuation(text, end) ? limit : end);
}

std::string shorten(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string{text};
  if (limit < ellipsis.size()) return std::string{cut_utf8(text, limit)};
  std::string result{cut_utf8(text, limit - ellipsis.size())};
  return result += ellipsis;
}

std::string next_printable(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  const std::optional<char32_t> c = next_code_point(text, at);
  if (!c) return hex_escape('x', static_cast<unsigned char>(text[begin]), 2);
  if (*c == '\t' || !is_active(*c)) return std::string{text.substr(begin, at - begin)};
  if (*c == '\n') return "\\n";
  if (*c == '\r') return "\\r";
  return *c < 0x80 ? hex_escape('x', *c, 2) : hex_escape('u', *c, 4);
}

std::string printable(std::string_view text) {
  const auto plain = [](char c) { return c >= ' ' && c <= '~'; };
  if (std::all_of(text.begin(), text.end(), plain)) return std::string{text};
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::string piece = next_printable(text, at);
    result += piece == "\t" ? "\\t" : piece;
  }
  return result;
}

}  // namespace phantomime
