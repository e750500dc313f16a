#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace phantomime::cli {

inline constexpr std::string_view green = "\033[32m", yellow = "\033[33m", red = "\033[31m", dim = "\033[2m",
                                  bold = "\033[1m";

/// A text of the network's as a terminal may show it: nothing in it may move the cursor, and no more of it than fits.
[[nodiscard]] std::string visible(std::string_view text);

/// `0 B`, `1.2 KB`, `16 MB`: units of 1024.
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

}  // namespace phantomime::cli
