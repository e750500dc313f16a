#pragma once

#include <vector>

#include "phantomime/base/document.hpp"
#include "phantomime/contract/plan.hpp"

namespace phantomime::formats {

/// Understands a file of bindings: a mapping of names to values, such as `approval.id: 21`. Reports every error.
[[nodiscard]] std::vector<contract::Binding> load_bindings(const Document& document, Errors& errors);

}  // namespace phantomime::formats
