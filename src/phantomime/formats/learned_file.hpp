#pragma once

#include <string_view>

#include "phantomime/base/document.hpp"
#include "phantomime/contract/learned.hpp"

namespace phantomime::formats {

/// What a recorded pack calls the file beside its scenarios.
inline constexpr std::string_view learned_file_name = "learned.yaml";

/// Understands `learned.yaml`: which values of answers do not stay, and how that is known. What it says of requests is
/// not the contract's. Reports every error; unknown keys are errors.
[[nodiscard]] contract::Learned load_learned(const Document& document, Errors& errors);

}  // namespace phantomime::formats
