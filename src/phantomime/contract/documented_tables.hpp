#pragma once

#include <vector>

#include "phantomime/contract/contract.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::contract {

/// The field tables of answers that describe the stub's body: those of its fixtures, of its collection (`tables`), and
/// those whose endpoint is the stub's method and path.
[[nodiscard]] std::vector<const scenario::LoadFacts::Table*> tables_of(const scenario::LoadFacts& facts,
                                                                       const scenario::Stub& stub,
                                                                       const std::vector<std::string>& tables);

/// Holds the contract's shape against a table, errata applied: what the table says is documented. Where shape and table
/// contradict each other, an error at the table's row.
void apply_table(Contract& contract, const scenario::LoadFacts::Table& table, const scenario::LoadFacts& facts,
                 Errors& errors);

}  // namespace phantomime::contract
