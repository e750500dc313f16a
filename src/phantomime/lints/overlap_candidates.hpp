#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "phantomime/lints/lint.hpp"

namespace phantomime::lints {

/// Finds for a stub those that may match the same request at the same rank, without comparing all with all: thousands
/// of stubs on one path mostly ask one field for different values. Gives too many rather than too few.
class OverlapCandidates {
 public:
  /// `facets` by stub; both must outlive this.
  OverlapCandidates(const Input& input, const std::vector<std::vector<matchers::Facet>>& facets);

  /// Stubs written after `stub` in its pack that only the order of writing ranks below it. `request` is one that `stub`
  /// matches: for stubs whose path is a pattern, it says whom else to ask.
  [[nodiscard]] std::vector<std::uint32_t> after(std::uint32_t stub, const http::RequestView& request) const;
  /// Leaves a stub out from now on.
  void forget(std::uint32_t stub);

 private:
  /// Stubs that ask for the same fields.
  using Group = std::map<std::vector<std::string>, std::vector<std::uint32_t>>;

  [[nodiscard]] std::string group_of(std::uint32_t stub) const;
  void add(std::uint32_t stub);
  [[nodiscard]] bool tied(std::uint32_t first, std::uint32_t second) const;

  const Input& input_;
  const std::vector<std::vector<matchers::Facet>>& facets_;
  std::vector<std::vector<std::string>> names_;    ///< by stub: of its facets, in their order
  std::unordered_map<std::string, Group> groups_;  ///< of stubs with literal paths
  /// Group, fields, one of the fields and its value → the stubs that ask for it.
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_value_;
};

}  // namespace phantomime::lints
