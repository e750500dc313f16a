#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "phantomime/contract/make_contracts.hpp"
#include "phantomime/scenario/edition.hpp"

namespace phantomime::contract::testing {

/// What became of the drifts of one kind.
struct DriftCount {
  std::size_t injected = 0;  ///< those that a consumer must be told of
  std::size_t found = 0;     ///< at the right place, with the right class and a provenance
  std::size_t data = 0;      ///< not injected: the value is data, or may be null or left out
};

/// Part 6's first bar: one drift at a time in every member of every answer of a pack, and answers without any.
struct DriftTable {
  std::map<std::string, DriftCount> kinds;
  std::vector<std::string> missed;  ///< each with what was found instead
  std::size_t fresh_runs = 0;
  std::size_t fresh_answers = 0;
  std::vector<std::string> false_findings;  ///< in answers without drift

  [[nodiscard]] std::size_t injected() const;
  [[nodiscard]] std::string text() const;
};

/// Injects every drift into what the pack itself answers.
void inject_drifts(const std::shared_ptr<const scenario::Edition>& edition, const Contracts& contracts,
                   DriftTable& table);
/// Plays worlds with another seed, clock and history each, and compares every answer.
void play_fresh_worlds(const std::shared_ptr<const scenario::Edition>& edition, const Contracts& contracts,
                       std::size_t runs, DriftTable& table);

}  // namespace phantomime::contract::testing
