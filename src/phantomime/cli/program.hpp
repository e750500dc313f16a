#pragma once

#include <string>
#include <vector>

#include "phantomime/cli/context.hpp"

namespace phantomime::cli {

/// The whole program: `arguments` without the program's name. Returns the exit code (design.md 9); never exits.
[[nodiscard]] int run(const std::vector<std::string>& arguments, Context& context);

}  // namespace phantomime::cli
