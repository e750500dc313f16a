#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "phantomime/matchers/path_pattern.hpp"
#include "phantomime/scenario/text_table.hpp"

namespace phantomime::scenario {

/// Templates and the fixed beginnings of globs by segment: literal segments are hashed, captures found by the text
/// before them and tried by type. For a path with a leading slash, what is found for a template matches, save where its
/// last capture takes the rest; that and globs may be named although they do not match: callers check. The patterns
/// must outlive it. Lookups are safe from several threads.
class SegmentTrie {
 public:
  using Segment = matchers::PathPattern::Segment;

  /// The number of the place for exactly these segments (or, where the last captures the rest, for what begins so).
  /// `next` is used and counted up where the place is new.
  std::uint32_t add(std::span<const Segment> segments, std::uint32_t& next);
  /// The place for everything below these literal segments.
  std::uint32_t add_below(const std::vector<std::string_view>& literals, std::uint32_t& next);

  /// Calls `each(place)` for every place whose segments fit the path. At most one visit a node: linear in the trie.
  template <class Each>
  void visit(std::string_view path, Each&& each) const;

  [[nodiscard]] bool empty() const noexcept { return nodes_.size() == 1 && nodes_[0].below == TextTable::none; }

 private:
  static constexpr std::size_t capture_types = 5;  ///< but for `rest`, which is no segment
  static constexpr std::array<std::uint32_t, capture_types> no_children{
      TextTable::none, TextTable::none, TextTable::none, TextTable::none, TextTable::none};
  struct Node {
    std::uint32_t here = TextTable::none;   ///< the path ends at this node
    std::uint32_t below = TextTable::none;  ///< it ends here or goes on, however
    /// The children of captures without text around them, by type: nearly all captures, found without another look-up.
    std::array<std::uint32_t, capture_types> plain = no_children;
    /// Its other captures: where prefix_lengths_ says how much text may stand before one.
    std::uint32_t prefixes = TextTable::none;
    bool has_literals = false;
  };
  struct Capture {
    std::string_view suffix;
    matchers::CaptureType type;
    std::uint32_t child;
  };
  /// A way still to go: the node reached and what is left of the path. `done`: nothing, not even an empty segment.
  struct Way {
    std::uint32_t node;
    std::string_view rest;
    bool done;
  };
  /// Few, nearly always: they need no memory of their own then.
  class Ways {
   public:
    explicit Ways(Way first) {
      ways_.reserve(inline_ways);
      ways_.push_back(first);
    }
    void push(Way way) { ways_.push_back(way); }
    Way pop() {
      const Way last = ways_.back();
      ways_.pop_back();
      return last;
    }
    [[nodiscard]] bool empty() const noexcept { return ways_.empty(); }

   private:
    static constexpr std::size_t inline_ways = 16;
    std::array<std::byte, inline_ways * sizeof(Way)> buffer_;
    std::pmr::monotonic_buffer_resource memory_{buffer_.data(), buffer_.size()};
    std::pmr::vector<Way> ways_{&memory_};
  };

  std::uint32_t literal_child(std::uint32_t node, std::string_view text);
  std::uint32_t capture_child(std::uint32_t node, const Segment& segment);
  void step(const Way& way, Ways& ways) const;

  std::vector<Node> nodes_ = std::vector<Node>(1);
  TextTable literals_;                          ///< (node, segment) → child
  TextTable prefixes_;                          ///< (node, text before a capture) → index into captures_
  std::vector<std::vector<Capture>> captures_;  ///< those of one node with one prefix
  std::vector<std::vector<std::uint32_t>> prefix_lengths_;
};

/// A path without its leading slash; what is then split at '/'.
[[nodiscard]] inline std::string_view after_slash(std::string_view path) noexcept {
  return path.starts_with('/') ? path.substr(1) : path;
}

template <class Each>
void SegmentTrie::visit(std::string_view path, Each&& each) const {
  if (empty()) return;
  Ways ways{{0, after_slash(path), false}};  // no recursion: depth is the scenario's choice
  while (!ways.empty()) {
    const Way way = ways.pop();
    const Node& node = nodes_[way.node];
    if (node.below != TextTable::none) each(node.below);
    if (!way.done)
      step(way, ways);
    else if (node.here != TextTable::none && path.starts_with('/'))  // templates match no `*`
      each(node.here);
  }
}

}  // namespace phantomime::scenario
