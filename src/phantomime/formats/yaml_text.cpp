#include "phantomime/formats/yaml_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace phantomime::formats {

namespace {

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool is_continuation(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

/// The length of the UTF-8 sequence that begins here, 0 where there is none: no overlong forms, no surrogates.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const unsigned char lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  std::uint32_t point = 0;
  std::uint32_t least = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2, point = lead & 0x1FU, least = 0x80;
  } else if ((lead & 0xF0U) == 0xE0U) {
    length = 3, point = lead & 0x0FU, least = 0x800;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4, point = lead & 0x07U, least = 0x10000;
  } else {
    return 0;
  }
  if (text.size() - at < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned char next = byte_at(text, at + i);
    if (!is_continuation(next)) return 0;
    point = (point << 6U) | (next & 0x3FU);
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  return point < least || point > 0x10FFFF || surrogate ? 0 : length;
}

/// Whether eight bytes are all printable ASCII or line ends and tabs, told at once: nearly every file is nothing else.
bool plain_block(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  constexpr std::uint64_t high = 0x8080808080808080U;
  constexpr std::uint64_t ones = 0x0101010101010101U;
  if (word & high) return false;
  // No byte below blank: subtracting 0x20 from each must not borrow. Line ends fall through to the slow loop.
  const std::uint64_t below = ((word | high) - ones * 0x20U) & high;
  return below == high && (((word ^ (ones * 0x7FU)) + ones * 0x7FU) & high) == high;
}

std::string hexadecimal(unsigned char byte) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%02X", static_cast<unsigned>(byte));
  return text;
}

bool is_forbidden_control(unsigned char byte) {
  return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
}

}  // namespace

std::optional<YamlText> check_yaml_text(const std::shared_ptr<const Source>& source, Errors& errors) {
  const std::string_view text = source->text;
  if (text.substr(0, 2) == "\xFE\xFF" || text.substr(0, 2) == "\xFF\xFE") {
    errors.push_back({ErrorCode::syntax, "the file begins with a byte order mark of UTF-16", Location{source, 1, 1},
                      "save it as UTF-8"});
    return std::nullopt;
  }
  YamlText facts;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") facts.begin = 3;
  for (std::size_t at = facts.begin; at < text.size();) {
    if (text.size() - at >= 8 && plain_block(text.data() + at)) {
      at += 8;
      continue;
    }
    const unsigned char byte = byte_at(text, at);
    if (is_forbidden_control(byte)) {
      errors.push_back({ErrorCode::syntax, "found the control character " + hexadecimal(byte), location_of(source, at),
                        "write it as an escape in double quotes, such as \"\\x04\""});
      return std::nullopt;
    }
    const std::size_t length = sequence_length(text, at);
    if (length == 0) {
      errors.push_back({ErrorCode::syntax, "found the byte " + hexadecimal(byte) + ", which is not UTF-8",
                        location_of(source, at), "save the file as UTF-8"});
      return std::nullopt;
    }
    if (length > 1) facts.ascii = false;
    at += length;
  }
  return facts;
}

std::size_t find_runaway_nesting(std::string_view text, std::size_t bound) noexcept {
  std::size_t depth = 0;
  bool line_begins = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    if (byte == '[' || byte == '{') {
      if (++depth > bound) return at;
    } else if (byte == ']' || byte == '}') {
      if (depth > 0) --depth;
    } else if (byte == '-' && line_begins && text.substr(at + 1, 1) == " ") {
      depth = 0;
    }
    line_begins = byte == '\n' || (line_begins && byte == ' ');
  }
  return std::string_view::npos;
}

Location location_of(const std::shared_ptr<const Source>& source, std::size_t offset) {
  const std::string_view text = std::string_view{source->text}.substr(0, offset);
  const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  std::size_t begin = text.rfind('\n');
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  if (begin == 0 && text.substr(0, 3) == "\xEF\xBB\xBF") begin = 3;
  return {source, lines + 1, static_cast<std::uint32_t>(count_code_points(text.substr(begin)) + 1)};
}

std::size_t count_code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return !is_continuation(static_cast<unsigned char>(byte)); }));
}

std::uint32_t ColumnCounter::column(std::size_t offset, std::uint32_t line, std::uint32_t byte_column) {
  if (facts_.ascii) return byte_column + 1;
  offset = std::min(offset, text_.size());
  if (line != last_line_) {
    last_line_ = line;
    last_offset_ = offset - std::min<std::size_t>(byte_column, offset);
    last_column_ = 1;
  }
  if (offset >= last_offset_)
    last_column_ += count_code_points(text_.substr(last_offset_, offset - last_offset_));
  else
    last_column_ -= count_code_points(text_.substr(offset, last_offset_ - offset));
  last_offset_ = offset;
  return static_cast<std::uint32_t>(last_column_);
}

}  // namespace phantomime::formats
