#pragma once

#include <string>
#include <string_view>

#include "phantomime/base/result.hpp"

namespace phantomime::server {

/// Puts a file in the place of whatever was there: written beside it, synced, renamed, so that nobody ever reads half
/// of one. A link keeps being one: what it leads to is replaced. What is no plain file (/dev/stdout) is written to.
/// Errors: io, naming the file.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view bytes);

}  // namespace phantomime::server
