#pragma once

#include <string_view>

namespace phantomime::directives {

/// Whether the text is a token (RFC 9110, 5.6.2), as header names must be.
[[nodiscard]] bool is_token(std::string_view text) noexcept;
/// Whether a value stays within its line: no CR, LF or NUL.
[[nodiscard]] bool stays_in_line(std::string_view value) noexcept;
/// The value up to the first CR, LF or NUL: what a template may put in a header, whatever a client sends.
[[nodiscard]] std::string_view first_line(std::string_view value) noexcept;

}  // namespace phantomime::directives
