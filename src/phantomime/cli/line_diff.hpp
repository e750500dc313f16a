#pragma once

#include <string>
#include <string_view>

namespace phantomime::cli {

/// What changed between two texts, as `diff -u` tells it: hunks with three lines around. Empty where nothing did. Lines
/// are compared as a whole; where too many differ, they are told as one hunk.
[[nodiscard]] std::string line_diff(const std::string& path, std::string_view before, std::string_view after);

}  // namespace phantomime::cli
