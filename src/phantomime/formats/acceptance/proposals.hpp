#pragma once

#include <string>
#include <vector>

#include "phantomime/contract/recheck.hpp"
#include "phantomime/formats/acceptance/opened_pack.hpp"

namespace phantomime::formats {

/// One way in which a pack could say what a server said.
struct Proposal {
  std::vector<FileEdit> edits;  ///< in this order
  /// Whether other stubs may hang on what is changed: a fixture, a field, a rule for many.
  bool shared = false;
};

/// What is known of a finding that is to be written back.
struct Accepted {
  const contract::Finding& finding;    ///< as the contract makes it today, with the origin of today
  const contract::Contract& contract;  ///< of its stub
  contract::Expected expected;         ///< at its place
  std::string note;                    ///< `accepted: http://staging, 2026-11-26`
};

/// The ways, the one nearest to where the expectation stands first: the fixture that prints it, the rule or field that
/// says it, a rule of its own. None where only a person can tell how; then `why` says so.
[[nodiscard]] std::vector<Proposal> proposals_for(const OpenedPack& pack, const Accepted& accepted, std::string& why);

}  // namespace phantomime::formats
