#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace phantomime::recording {

/// Base64 as people send it: either alphabet, with padding or without.
struct Base64Text {
  enum class Alphabet { standard, url };
  std::string bytes;
  Alphabet alphabet = Alphabet::standard;
  bool padded = true;

  /// Nothing where it is none: another character, a wrong length, bits left over, both alphabets at once.
  [[nodiscard]] static std::optional<Base64Text> read(std::string_view text);
  /// Other bytes, written in the same way.
  [[nodiscard]] std::string written(std::string_view other) const;
};

/// The number a character stands for in either alphabet, or -1.
[[nodiscard]] int base64_value(char c) noexcept;

/// Whether bytes can be looked at as text: UTF-8 without control characters other than white space.
[[nodiscard]] bool is_readable(std::string_view bytes) noexcept;

}  // namespace phantomime::recording
