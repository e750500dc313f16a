#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace phantomime::formats {

/// A short text that an expression matches as a whole, for examples. Understands literals, classes, groups,
/// alternatives and repeats; what it makes is tried, and nothing is given where it does not match.
[[nodiscard]] std::optional<std::string> sample_text(std::string_view expression);

}  // namespace phantomime::formats
