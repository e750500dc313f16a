#include "phantomime/scenario/segment_trie.hpp"

#include <algorithm>

namespace phantomime::scenario {
namespace {

std::uint32_t take(std::uint32_t& place, std::uint32_t& next) {
  if (place == TextTable::none) place = next++;
  return place;
}

}  // namespace

std::uint32_t SegmentTrie::add(std::span<const Segment> segments, std::uint32_t& next) {
  std::uint32_t node = 0;
  for (const Segment& segment : segments) {
    if (!segment.is_literal() && segment.type == matchers::CaptureType::rest) return take(nodes_[node].below, next);
    node = segment.is_literal() ? literal_child(node, segment.prefix) : capture_child(node, segment);
  }
  return take(nodes_[node].here, next);
}

std::uint32_t SegmentTrie::add_below(const std::vector<std::string_view>& literals, std::uint32_t& next) {
  std::uint32_t node = 0;
  for (const std::string_view text : literals) node = literal_child(node, text);
  return take(nodes_[node].below, next);
}

std::uint32_t SegmentTrie::literal_child(std::uint32_t node, std::string_view text) {
  const auto fresh = static_cast<std::uint32_t>(nodes_.size());
  const std::uint32_t child = literals_.insert(node, text, fresh);
  nodes_[node].has_literals = true;
  if (child == fresh) nodes_.emplace_back();
  return child;
}

std::uint32_t SegmentTrie::capture_child(std::uint32_t node, const Segment& segment) {
  const auto type = static_cast<std::size_t>(segment.type);
  if (segment.prefix.empty() && segment.suffix.empty() && type < capture_types) {
    if (nodes_[node].plain[type] == TextTable::none) {
      nodes_[node].plain[type] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
    }
    return nodes_[node].plain[type];
  }
  const auto fresh_list = static_cast<std::uint32_t>(captures_.size());
  const std::uint32_t list = prefixes_.insert(node, segment.prefix, fresh_list);
  if (list == fresh_list) {
    captures_.emplace_back();
    const auto length = static_cast<std::uint32_t>(segment.prefix.size());
    if (nodes_[node].prefixes == TextTable::none) {
      nodes_[node].prefixes = static_cast<std::uint32_t>(prefix_lengths_.size());
      prefix_lengths_.emplace_back();
    }
    std::vector<std::uint32_t>& lengths = prefix_lengths_[nodes_[node].prefixes];
    if (std::find(lengths.begin(), lengths.end(), length) == lengths.end()) lengths.push_back(length);
  }
  for (const Capture& known : captures_[list])
    if (known.suffix == segment.suffix && known.type == segment.type) return known.child;
  captures_[list].push_back({segment.suffix, segment.type, static_cast<std::uint32_t>(nodes_.size())});
  nodes_.emplace_back();
  return captures_[list].back().child;
}

void SegmentTrie::step(const Way& way, Ways& ways) const {
  const std::size_t slash = way.rest.find('/');
  const std::string_view segment = way.rest.substr(0, slash);
  const bool last = slash == std::string_view::npos;
  const std::string_view rest = last ? std::string_view{} : way.rest.substr(slash + 1);

  const Node& node = nodes_[way.node];
  if (node.has_literals) {
    const std::uint32_t literal = literals_.find(way.node, segment);
    if (literal != TextTable::none) ways.push({literal, rest, last});
  }
  for (std::size_t type = 0; type < capture_types; ++type)
    if (node.plain[type] != TextTable::none && capture_accepts(static_cast<matchers::CaptureType>(type), segment))
      ways.push({node.plain[type], rest, last});
  if (node.prefixes == TextTable::none) return;
  for (const std::uint32_t length : prefix_lengths_[node.prefixes]) {
    if (length > segment.size()) continue;
    const std::uint32_t list = prefixes_.find(way.node, segment.substr(0, length));
    if (list == TextTable::none) continue;
    const std::string_view after = segment.substr(length);
    for (const Capture& capture : captures_[list]) {
      if (!after.ends_with(capture.suffix)) continue;
      const std::string_view captured = after.substr(0, after.size() - capture.suffix.size());
      if (capture_accepts(capture.type, captured)) ways.push({capture.child, rest, last});
    }
  }
}

}  // namespace phantomime::scenario
