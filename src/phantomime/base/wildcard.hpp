#pragma once

#include <string_view>

namespace phantomime {

/// Whether the text is `pattern`, in which `*` stands for any text. Quadratic at worst: for short ones.
[[nodiscard]] bool wildcard_matches(std::string_view pattern, std::string_view text) noexcept;

}  // namespace phantomime
