#pragma once

#include "phantomime/base/document.hpp"
#include "phantomime/contract/learned.hpp"

namespace phantomime::formats {

/// Understands what a recorded pack learned (`learned_path` in it): which values of answers do not stay, and how that
/// is known. What it says of requests is not the contract's. Reports every error; unknown keys are errors.
[[nodiscard]] contract::Learned load_learned(const Document& document, Errors& errors);

}  // namespace phantomime::formats
