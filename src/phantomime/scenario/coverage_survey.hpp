#pragma once

#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "phantomime/scenario/scenario.hpp"

namespace phantomime::scenario {

/// Whose the places of a scenario are.
class CoveragePlaces {
 public:
  /// The scenario must outlive it.
  explicit CoveragePlaces(const Scenario& scenario);

  /// Whether it lies in a file of a pack, and not in what was said at run time.
  [[nodiscard]] bool in_files(const Location& where) const { return sources_.contains(where.source.get()); }
  /// The pack in whose folder it lies; the first one where that cannot be told.
  [[nodiscard]] std::string pack_of(const Location& where) const;

 private:
  const Scenario& scenario_;
  std::unordered_set<const Source*> sources_;
  std::vector<std::string> folders_;  ///< by pack
};

/// The collections of which some step tells rows.
[[nodiscard]] std::set<std::string, std::less<>> told_collections(const Scenario& scenario);

/// Where a machine says first how a state is entered, or else left.
[[nodiscard]] Location place_of(const state::Machine& machine, const std::string& state);

}  // namespace phantomime::scenario
