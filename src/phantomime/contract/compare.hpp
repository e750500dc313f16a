#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "phantomime/contract/contract.hpp"
#include "phantomime/contract/finding.hpp"
#include "phantomime/contract/observed.hpp"

namespace phantomime::contract {

struct CompareBounds {
  std::size_t findings = 200;      ///< further ones are counted only
  std::size_t shown = 120;         ///< bytes of a value in a finding
  std::size_t observed = 4096;     ///< bytes of a value that is kept for `accept`
  std::size_t body = 16UL << 20;   ///< larger bodies are not compared
  std::size_t elements = 100'000;  ///< of all arrays of a body together; further ones are not looked at
};

/// What came of holding one answer against its contract.
struct Comparison {
  std::vector<Finding> findings;  ///< in the order of the body; one for each id
  std::size_t more_findings = 0;  ///< beyond the bounds
  Strengths checked;              ///< expectations that were held against something
  std::size_t unproven =
      0;  ///< members of the contract that nothing in this answer could show: of empty lists, of nulls
  std::vector<std::string> unchecked;  ///< for people: what was not looked at, and why

  /// Both leave out what is set aside.
  [[nodiscard]] bool drifted() const noexcept;
  [[nodiscard]] std::size_t count(Impact impact) const noexcept;
  [[nodiscard]] std::size_t set_aside() const noexcept;
};

/// Holds an answer against its contract. Values that may vary make no finding. Pure; safe from several threads.
[[nodiscard]] Comparison compare(const Contract& contract, const Observed& observed, const CompareBounds& bounds = {});

}  // namespace phantomime::contract
