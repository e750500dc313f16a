#pragma once

#include "phantomime/base/load_context.hpp"
#include "phantomime/scenario/stub.hpp"
#include "phantomime/state/model.hpp"

namespace phantomime::formats {

/// Reads the value of a stub's `state`.
[[nodiscard]] std::vector<scenario::StateBound> load_bounds(const Node& node, LoadContext& context);
/// Machines and states that a stub names and that are not there; a row's machine without a row.
void check_bounds(const scenario::Stub& stub, const state::Model& model, Errors& errors);

}  // namespace phantomime::formats
