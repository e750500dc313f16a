#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace phantomime {

/// The code point at byte `at`, which moves past it. Where the bytes are no UTF-8 (overlong forms, surrogates, beyond
/// U+10FFFF): nothing, and `at` moves one byte. `at` must be below the size.
[[nodiscard]] std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at) noexcept;

/// Appends a code point; surrogates and what is beyond U+10FFFF become U+FFFD.
void append_utf8(std::string& text, char32_t code_point);

[[nodiscard]] bool valid_utf8(std::string_view text) noexcept;

/// The longest beginning of at most `limit` bytes that splits no character.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t limit) noexcept;

/// As cut_utf8, with an ellipsis where something was cut; the ellipsis counts.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t limit);

/// Text that a terminal shows and does not obey: control and direction-changing characters become `\n`, `\x1b`,
/// `\u202e`, invalid bytes `\xff`. Tabs become `\t`.
[[nodiscard]] std::string printable(std::string_view text);

/// The printable spelling of the one character at `at`, which moves past it. Tabs stay.
[[nodiscard]] std::string next_printable(std::string_view text, std::size_t& at);

}  // namespace phantomime
