#pragma once

#include <string>
#include <string_view>

#include "phantomime/cli/outline.hpp"

namespace phantomime::cli {

/// The manual page of a program, section 1, in roff's man macros. What is the same gives the same bytes: no date.
[[nodiscard]] std::string manual_page(const Outline& program, std::string_view version);

}  // namespace phantomime::cli
