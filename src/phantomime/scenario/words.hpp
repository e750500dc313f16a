#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "phantomime/matchers/matcher.hpp"

namespace phantomime::scenario {

/// `file:line`, which editors and terminals make a link of; empty where the place is unknown.
[[nodiscard]] std::string file_and_line(const Location& where);

/// Text that may be shown on a terminal: control characters, which could steer it, are written out (`\x1b`), and what
/// is longer than `limit` bytes is cut on a character boundary.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 400);

/// How many columns a UTF-8 text takes, one for each code point.
[[nodiscard]] std::size_t width(std::string_view text) noexcept;

/// What a difference expects, as a noun: `equals "new"` is `"new"`, `is one of POST, PUT` is `one of POST, PUT`, and
/// `matches \d+` is `a value that matches \d+`.
[[nodiscard]] std::string expectation(const matchers::Difference& difference);

/// `body $.scope is "all", not "new"`.
[[nodiscard]] std::string sentence(const matchers::Difference& difference);

}  // namespace phantomime::scenario
