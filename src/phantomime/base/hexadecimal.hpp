#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace phantomime {

inline constexpr std::string_view hexadecimal_digits = "0123456789abcdef";

/// Bytes as hexadecimal digits in lower case, two a byte.
[[nodiscard]] inline std::string hexadecimal(std::string_view bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += hexadecimal_digits[value >> 4U];
    text += hexadecimal_digits[value & 0xFU];
  }
  return text;
}

/// Whether a text is nothing but hexadecimal digits in lower case, and of that length.
[[nodiscard]] inline bool is_hexadecimal(std::string_view text, std::size_t digits) noexcept {
  return text.size() == digits && text.find_first_not_of(hexadecimal_digits) == std::string_view::npos;
}

}  // namespace phantomime
