#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "phantomime/scenario/engine.hpp"

namespace phantomime::server {

/// What happened on a server, over all its spaces, those dropped included.
struct Tally {
  /// Of a stub, by its name.
  struct Calls {
    std::uint64_t all = 0;   ///< in all spaces together
    std::uint64_t most = 0;  ///< in the space that had the most
  };
  /// How many names of stubs are told apart; the totals count all.
  static constexpr std::size_t most_names = 20'000;

  std::uint64_t matched = 0, refused = 0, unmatched = 0;
  std::map<std::string, Calls, std::less<>> calls;

  void add(const scenario::Engine& engine);
  /// Adds another tally, of other spaces.
  void add(const Tally& other);
  [[nodiscard]] Calls calls_of(std::string_view stub) const;
  [[nodiscard]] std::uint64_t requests() const noexcept { return matched + refused + unmatched; }

  /// Stubs of a scenario whose `expect:` is not met: the calls of all spaces together must reach its least, for a test
  /// calls what it needs in its own space, and no space may exceed its most. Index into Scenario::stubs.
  [[nodiscard]] std::vector<std::uint32_t> unmet_expectations(const scenario::Scenario& scenario) const;
};

}  // namespace phantomime::server
