#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace phantomime::cli {

/// The paths a command may lie at, in the order to try them: itself where it has a slash, else in every folder of a
/// PATH; an empty folder in it is the current one. None for an empty name.
[[nodiscard]] std::vector<std::string> command_candidates(std::string_view name, std::string_view search_path);

}  // namespace phantomime::cli
