#pragma once

#include "phantomime/contract/contract.hpp"
#include "phantomime/contract/learned.hpp"

namespace phantomime::contract {

/// Lays people's rules over what examples, fields and tables said. Two rules that exclude each other, and rules for
/// places that nothing shows, are errors at the later rule.
void apply_rules(Contract& contract, const Rules& rules, Errors& errors);
/// The same for what recordings taught of the stub. What they know of values is recorded, and weaker than any rule.
void apply_learned(Contract& contract, const Learned& learned, Errors& errors);

}  // namespace phantomime::contract
