#pragma once

#include <optional>
#include <string>

#include "phantomime/http/request.hpp"
#include "phantomime/matchers/path_pattern.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::contract {

/// The target of a stub's example with other values where its path captures them; its query stays. Captures that
/// `values` does not name keep the example's. Empty where the path is no template or the example does not fit it.
[[nodiscard]] std::optional<std::string> target_with(const scenario::Stub& stub, const http::Request& example,
                                                     const matchers::Captures& values);

/// The collection whose row the path's capture `id` names: that of the first row that is looked for by it. Null where
/// there is none.
[[nodiscard]] const state::Collection* named_collection(const scenario::Scenario& scenario, const scenario::Stub& stub);

}  // namespace phantomime::contract
