#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "phantomime/contract/contract.hpp"
#include "phantomime/contract/learned.hpp"
#include "phantomime/scenario/edition.hpp"

namespace phantomime::contract {

/// The contracts of a pack's stubs.
struct Contracts {
  std::vector<Contract> contracts;  ///< one for each stub, in the order of Scenario::stubs
  /// Where contracts contradict themselves: a rule against another, or against the fixture or table of its stub.
  /// Located.
  Errors errors;

  /// Null for a name that no stub has.
  [[nodiscard]] const Contract* find(std::string_view stub) const noexcept;
};

/// Makes a contract of all that is known of each stub: its fixtures and inline answers, what the pack itself answers to
/// the stub's example (and to the ids of all rows it begins with, at most 50), the fields of its collection, field
/// tables with their errata, `contract:` rules, and what recordings taught. Plays with engines of its own, at the
/// packs' epoch.
[[nodiscard]] Contracts make_contracts(const std::shared_ptr<const scenario::Edition>& edition,
                                       const Learned& learned = {});

/// The contract of one of them.
[[nodiscard]] Contract make_contract(const std::shared_ptr<const scenario::Edition>& edition, std::uint32_t stub,
                                     const Learned& learned, Errors& errors);

/// The contract that two answers to one request must share, where there is no pack: made of the answer that is taken as
/// the truth (`diff` of recordings and of live servers). `strength` is its provenance.
[[nodiscard]] Contract contract_of_answer(std::string_view stub, std::string_view request, int status,
                                          const http::Headers& headers, std::string_view body, Provenance strength,
                                          const Location& where = {});

}  // namespace phantomime::contract
