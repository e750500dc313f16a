#pragma once

#include <vector>

#include "phantomime/contract/origin.hpp"
#include "phantomime/contract/shape.hpp"
#include "phantomime/scenario/stub.hpp"
#include "phantomime/state/model.hpp"

namespace phantomime::contract {

/// Tells the shapes of rows, wherever in the body they stand, what the fields of their collection say: types, nulls,
/// values, when a member is shown. A shape is that of a row where it has the members that the collection always shows.
/// `fallback` is what the stub itself is worth.
void apply_fields(Shape& shape, const state::Model& model, Provenance fallback, std::vector<Origin>& origins);

/// The collection whose rows have this shape, or null.
[[nodiscard]] const state::Collection* collection_of(const Shape& shape, const state::Model& model);

}  // namespace phantomime::contract
