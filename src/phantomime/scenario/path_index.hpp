#pragma once

#include <cstdint>
#include <string_view>

#include "phantomime/matchers/request_spec.hpp"
#include "phantomime/scenario/segment_trie.hpp"
#include "phantomime/scenario/text_table.hpp"

namespace phantomime::scenario {

/// Sorts stubs into buckets by their path, and finds the few buckets a request's path leads to. The request specs must
/// outlive it. Lookups are safe from several threads.
class PathIndex {
 public:
  /// The bucket a stub belongs to: one each. Numbers count up from 0.
  std::uint32_t add(const matchers::RequestSpec& request);
  [[nodiscard]] std::uint32_t buckets() const noexcept { return next_; }

  /// Whether being in its bucket says of a stub that the path matches: so for stubs on an exact literal, on a template
  /// whose every segment was looked at, or without a path.
  [[nodiscard]] static bool settles(const matchers::RequestSpec& request) noexcept;
  /// Calls `each(bucket)` for every bucket that may hold stubs for this path, each once. Stubs that this does not
  /// settle must be checked.
  template <class Each>
  void visit(std::string_view path, Each&& each) const;

 private:
  std::uint32_t next_ = 0;
  TextTable literals_;
  SegmentTrie patterns_;  ///< templates, and globs by the literal segments they begin with
  // Stubs that tolerate a slash at the end are kept, and looked for, without it.
  TextTable tolerant_literals_;
  SegmentTrie tolerant_templates_;
  std::uint32_t expressions_ = TextTable::none;
  std::uint32_t pathless_ = TextTable::none;
};

/// The root keeps its slash: there is nothing else to compare.
[[nodiscard]] inline std::string_view without_slash(std::string_view path) noexcept {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

template <class Each>
void PathIndex::visit(std::string_view path, Each&& each) const {
  const auto each_if = [&each](std::uint32_t bucket) {
    if (bucket != TextTable::none) each(bucket);
  };
  each_if(literals_.find(0, path));
  patterns_.visit(path, each);
  if (!tolerant_literals_.empty()) each_if(tolerant_literals_.find(0, without_slash(path)));
  if (!tolerant_templates_.empty()) tolerant_templates_.visit(without_slash(path), each);
  each_if(expressions_);
  each_if(pathless_);
}

}  // namespace phantomime::scenario
