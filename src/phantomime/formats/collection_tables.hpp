#pragma once

#include <vector>

#include "phantomime/scenario/scenario.hpp"

namespace phantomime::formats {

/// Holds what clients see of each collection against the field table that it names, errata applied: required members
/// are shown, types are allowed, nothing is shown that the table does not have. What hangs from the members of a member
/// (`at`) is not looked at. Reports at the collection's `table`.
void check_collection_tables(const state::Model& model, const std::vector<scenario::LoadFacts::Table>& tables,
                             Errors& errors);

}  // namespace phantomime::formats
