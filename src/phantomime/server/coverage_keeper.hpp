#pragma once

#include <string>

#include "phantomime/base/result.hpp"
#include "phantomime/scenario/coverage.hpp"

namespace phantomime::server {

/// How large a coverage file may be.
inline constexpr std::size_t most_coverage_bytes = std::size_t{64} << 20;

/// Adds what was counted to what lies in a coverage file, made where there is none (an empty one counts as none): under
/// a lock on `FILE.lock` beside it, so that processes that end together all count, and replaced as a whole. Whatever
/// else lies there is an error and stays as it is. A link keeps being one. Errors: io, those of read_coverage.
[[nodiscard]] Result<void> add_to_coverage_file(const std::string& file, const scenario::Coverage& counted);

}  // namespace phantomime::server
