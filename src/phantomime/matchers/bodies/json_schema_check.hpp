#pragma once

#include "phantomime/base/json.hpp"
#include "phantomime/base/result.hpp"

namespace phantomime::matchers {

/// Whether a JSON Schema is one that can be evaluated here without surprises: known types, no regular expressions
/// (jsoncons would ignore `pattern`), no references out of the document, and none that go round in a circle.
/// The error names the place in the schema by JSON Pointer.
[[nodiscard]] Result<void> check_schema(const Json& schema);

}  // namespace phantomime::matchers
