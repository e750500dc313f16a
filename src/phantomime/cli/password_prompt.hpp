#pragma once

#include <string>

#include "phantomime/base/result.hpp"

namespace phantomime::cli {

/// Asks on the terminal, which shows nothing of what is typed. Errors: usage, where there is no terminal.
[[nodiscard]] Result<std::string> ask_password(const std::string& question);

}  // namespace phantomime::cli
