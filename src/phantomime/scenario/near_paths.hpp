#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/scenario/scenario.hpp"

namespace phantomime::scenario {

/// Finds the paths most like one that nobody has, without looking at all of them: what a typo leaves intact is either
/// how a path begins or how it ends, so its neighbours in both orders are measured. Immutable; the scenario must
/// outlive it.
class NearPaths {
 public:
  NearPaths(const Scenario& scenario, const std::vector<std::uint32_t>& by_precedence);

  struct Near {
    std::uint32_t stub = 0;
    double distance = 0;  ///< of its path: see PathPattern::distance
  };
  /// Appends at most `limit` stubs, those on the nearest path first.
  void collect(std::string_view path, std::size_t limit, std::vector<Near>& stubs) const;

 private:
  struct Path {
    std::string key;  ///< captures as one mark, so that templates lie beside the paths they are meant for
    const matchers::PathPattern* pattern = nullptr;
    std::vector<std::uint32_t> stubs;  ///< the first few, in order of precedence
  };
  void neighbours(const std::string& key, std::vector<std::uint32_t>& found) const;

  std::vector<Path> paths_;
  std::vector<std::uint32_t> from_front_;   ///< paths_ sorted by key
  std::vector<std::uint32_t> from_back_;    ///< paths_ sorted by key, read backwards
  std::vector<std::uint32_t> expressions_;  ///< the first few: their text says nothing of the paths they match
};

}  // namespace phantomime::scenario
