#pragma once

#include <optional>

#include "phantomime/base/result.hpp"
#include "phantomime/contract/contract.hpp"
#include "phantomime/contract/finding.hpp"

namespace phantomime::contract {

/// What a contract expects at the place of a finding: whatever of it there is.
struct Expected {
  const Shape* shape = nullptr;         ///< of the value
  const MemberShape* member = nullptr;  ///< where it is a member's
  const Shape* holder = nullptr;        ///< of the object or array that it stands in
  const HeaderExpectation* header = nullptr;
};
[[nodiscard]] Expected expected_at(const Contract& contract, const Finding& finding);

/// Holds what an earlier run observed at one place against a contract that may have changed since: what it finds there
/// now, with the origin that it has now, or nothing where the contract agrees. Only of kind, place and what was
/// observed use is made. Errors: bad_value where nothing can be said without the whole answer, or where what came is
/// not known.
[[nodiscard]] Result<std::optional<Finding>> recheck(const Contract& contract, const Finding& finding);

}  // namespace phantomime::contract
