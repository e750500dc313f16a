#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/scenario/scenario.hpp"

namespace phantomime::scenario {

/// Finds the paths most like one that nobody has, without looking at all of them: what a typo leaves intact is either
/// how a path begins or how it ends, so its neighbours in both orders are measured. What that looks at lies side by
/// side, away from the stubs: with thousands of them a miss costs the memory it touches for the first time. Immutable;
/// the scenario must outlive it.
class NearPaths {
 public:
  NearPaths(const Scenario& scenario, const std::vector<std::uint32_t>& by_precedence);

  struct Near {
    std::uint32_t place = 0;  ///< of a stub, in the order of precedence
    double distance = 0;      ///< of its path: see matchers::PathDistance
    bool may_match = false;   ///< the path, with the slash rule applied
  };
  /// Appends at most `limit` stubs, those on the nearest path first.
  void collect(std::string_view path, std::size_t limit, std::vector<Near>& stubs) const;

 private:
  static constexpr std::size_t stubs_a_path = 4;
  struct Path {
    const matchers::PathPattern* pattern = nullptr;  ///< none of a literal, whose key says all
    std::size_t key = 0;                             ///< where it begins in `from_front_`
    std::uint32_t key_size = 0;
    std::uint32_t stubs = 0;
    std::array<std::uint32_t, stubs_a_path> places{};  ///< of the first few stubs, in order of precedence
  };
  /// Paths by key. Captures are one mark in a key, so that templates lie beside the paths they are meant for.
  struct Order {
    std::string keys;                 ///< one after another
    std::vector<std::size_t> begins;  ///< of the keys, and where the last one ends
    std::vector<std::uint32_t> paths;

    void sort(const std::vector<std::string>& key_of);
    [[nodiscard]] std::string_view key(std::size_t at) const {
      return std::string_view{keys}.substr(begins[at], begins[at + 1] - begins[at]);
    }
    void neighbours(std::string_view key, std::vector<std::uint32_t>& found) const;
  };
  void neighbours(std::string key, std::vector<std::uint32_t>& found) const;

  std::vector<Path> paths_;
  Order from_front_;
  Order from_back_;                         ///< by keys read backwards
  std::vector<std::uint32_t> expressions_;  ///< the first few: their text says nothing of the paths they match
};

}  // namespace phantomime::scenario
