#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "phantomime/matchers/matcher.hpp"
#include "phantomime/scenario/stub.hpp"

namespace phantomime::scenario {

/// Many stubs on one path, told apart by their method and by the equalities their conditions promise, before any
/// matcher runs. Works on places in the order of precedence: what it gives out is ascending. Immutable after building;
/// safe from several threads.
class FacetTree {
 public:
  using Places = std::span<const std::uint32_t>;
  /// Fewer stubs than this are simply tried one after the other.
  static constexpr std::size_t small = 8;

  /// `stub_at` gives the stub of a place.
  template <class StubAt>
  FacetTree(Places places, const StubAt& stub_at);

  /// Appends the lists (each ascending, none overlapping) in which every stub that may match a request is.
  template <class Lists>
  void candidates(const http::RequestView& request, std::string_view method, Lists& lists) const {
    candidates(root_, request, method, lists);
  }
  /// Every place, in no order.
  [[nodiscard]] Places all() const noexcept { return places_; }

 private:
  struct Split;
  struct Node {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::unique_ptr<const Split> split;  ///< null: a leaf
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  struct Split {
    std::optional<matchers::FacetKey> key;  ///< empty: the method
    std::unordered_map<std::string, Node, TextHash, std::equal_to<>> by_value;
    Node rest;  ///< the stubs that do not ask for this
  };
  class Builder;

  void build(const std::vector<const Stub*>& stubs);
  template <class Lists>
  void candidates(const Node& node, const http::RequestView& request, std::string_view method, Lists& lists) const;
  /// The values a request has for a key, each once: a client may repeat a field as often as it likes.
  static std::vector<std::string> distinct_values(const http::RequestView& request, const matchers::FacetKey& key);

  std::vector<std::uint32_t> places_;  ///< so ordered that the stubs of each node lie together
  Node root_;
};

template <class StubAt>
FacetTree::FacetTree(Places places, const StubAt& stub_at) : places_{places.begin(), places.end()} {
  std::vector<const Stub*> stubs;
  stubs.reserve(places.size());
  for (const std::uint32_t place : places) stubs.push_back(&stub_at(place));
  build(stubs);
}

template <class Lists>
void FacetTree::candidates(const Node& node, const http::RequestView& request, std::string_view method,
                           Lists& lists) const {
  if (!node.split) {
    if (node.count > 0) lists.push_back(Places{places_}.subspan(node.first, node.count));
    return;
  }
  const Split& split = *node.split;
  const auto enter = [&](std::string_view value) {
    const auto found = split.by_value.find(value);
    if (found != split.by_value.end()) candidates(found->second, request, method, lists);
  };
  if (!split.key)
    enter(method);
  else
    for (const std::string& value : distinct_values(request, *split.key)) enter(value);
  candidates(split.rest, request, method, lists);
}

}  // namespace phantomime::scenario
