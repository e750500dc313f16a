#pragma once

#include <string>
#include <string_view>

#include "phantomime/base/result.hpp"
#include "phantomime/scenario/coverage.hpp"

namespace phantomime::formats {

/// A coverage file: JSON, `{"phantomime_coverage": 1, "items": [...]}`, an item a line, sorted: what was counted in the
/// same way is the same text. It says all that a report needs, so that the packs need not be at hand.
[[nodiscard]] std::string write_coverage(const scenario::Coverage& coverage);

/// Errors, each naming the file and what to do: syntax (half a file, or something else), version, wrong_type.
[[nodiscard]] Result<scenario::Coverage> read_coverage(std::string_view text, const std::string& file);

}  // namespace phantomime::formats
