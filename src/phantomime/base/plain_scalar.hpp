#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace phantomime {

/// What a plain (unquoted) YAML scalar is by YAML 1.2's core schema.
enum class PlainScalar {
  null,
  boolean,
  decimal,
  octal,        ///< 0o17
  hexadecimal,  ///< 0x1f
  fraction,     ///< .5, 1., 1.10, 1e3
  infinity,
  not_a_number,
  text,
};

[[nodiscard]] PlainScalar classify_plain(std::string_view text) noexcept;

/// The value of one of the three integer forms, or nothing where it is beyond 64 bits.
[[nodiscard]] std::optional<std::int64_t> plain_integer(std::string_view text, PlainScalar type) noexcept;
/// The value of any of the number forms; beyond a double's range it is an infinity or zero.
[[nodiscard]] double plain_number(std::string_view text, PlainScalar type) noexcept;

}  // namespace phantomime
