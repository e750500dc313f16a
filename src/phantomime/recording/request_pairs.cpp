#include "phantomime/recording/request_pairs.hpp"

#include <algorithm>
#include <functional>

#include "phantomime/recording/learn/learn.hpp"

namespace phantomime::recording {
namespace {

/// Places of requests of one shape in one list, in its order.
using Places = std::vector<std::uint32_t>;

std::vector<Places> by_shape(std::span<const RequestKey> keys) {
  std::vector<Places> places;
  for (std::uint32_t at = 0; at < keys.size(); ++at) {
    if (keys[at].shape >= places.size()) places.resize(keys[at].shape + std::size_t{1});
    places[keys[at].shape].push_back(at);
  }
  return places;
}

/// Pairs the requests of one shape.
class Pairing {
 public:
  Pairing(std::span<const RequestKey> a, std::span<const RequestKey> b) : a_{a}, b_{b} {}

  RequestPairs pair(Places a, Places b) {
    result_.all_a = a;
    const Places in_order_a = a, in_order_b = b;
    sort_by_target(a_, a);
    sort_by_target(b_, b);
    const auto targets_a = targets_of(a_, a), targets_b = targets_of(b_, b);
    const bool same_targets = std::includes(targets_a.begin(), targets_a.end(), targets_b.begin(), targets_b.end()) ||
                              std::includes(targets_b.begin(), targets_b.end(), targets_a.begin(), targets_a.end());
    if (same_targets)
      pair_targets(a, b);
    else
      pair_in_order(in_order_a, in_order_b);
    std::sort(result_.pairs.begin(), result_.pairs.end(), [](const auto& x, const auto& y) { return x.b < y.b; });
    std::sort(result_.only_a.begin(), result_.only_a.end());
    std::sort(result_.only_b.begin(), result_.only_b.end());
    return std::move(result_);
  }

 private:
  static void sort_by_target(std::span<const RequestKey> keys, Places& places) {
    std::sort(places.begin(), places.end(), [&](std::uint32_t x, std::uint32_t y) {
      return keys[x].target != keys[y].target ? keys[x].target < keys[y].target : x < y;
    });
  }
  /// Each once: how often something is asked for may differ. Sorted, as the places are.
  static std::vector<std::uint64_t> targets_of(std::span<const RequestKey> keys, const Places& places) {
    std::vector<std::uint64_t> targets;
    targets.reserve(places.size());
    for (const std::uint32_t place : places)
      if (targets.empty() || targets.back() != keys[place].target) targets.push_back(keys[place].target);
    return targets;
  }

  /// Both are sorted by target and place.
  void pair_targets(const Places& a, const Places& b) {
    std::size_t at_a = 0, at_b = 0;
    while (at_a < a.size() && at_b < b.size()) {
      const std::uint64_t target_a = a_[a[at_a]].target, target_b = b_[b[at_b]].target;
      if (target_a == target_b)
        result_.pairs.push_back({a[at_a++], b[at_b++]});
      else if (target_a < target_b)
        result_.only_a.push_back(a[at_a++]);
      else
        result_.only_b.push_back(b[at_b++]);
    }
    leave(a, at_a, b, at_b);
  }

  void pair_in_order(const Places& a, const Places& b) {
    const std::size_t both = std::min(a.size(), b.size());
    for (std::size_t at = 0; at < both; ++at) result_.pairs.push_back({a[at], b[at]});
    leave(a, both, b, both);
  }

  void leave(const Places& a, std::size_t from_a, const Places& b, std::size_t from_b) {
    const auto rest = [](const Places& places, std::size_t from) {
      return places.begin() + static_cast<std::ptrdiff_t>(from);
    };
    result_.only_a.insert(result_.only_a.end(), rest(a, from_a), a.end());
    result_.only_b.insert(result_.only_b.end(), rest(b, from_b), b.end());
  }

  std::span<const RequestKey> a_, b_;
  RequestPairs result_;
};

}  // namespace

std::uint32_t ShapeNumbers::number(std::string_view shape) {
  const auto known = numbers_.find(shape);
  if (known != numbers_.end()) return known->second;
  const auto added = numbers_.emplace(shape, static_cast<std::uint32_t>(texts_.size())).first;
  texts_.push_back(&added->first);
  return added->second;
}

RequestKey request_key(ShapeNumbers& shapes, std::string_view method, std::string_view target) {
  return {shapes.number(request_shape(method, target)), std::hash<std::string_view>{}(target)};
}

std::vector<RequestPairs> pair_requests(std::span<const RequestKey> a, std::span<const RequestKey> b) {
  auto places_a = by_shape(a), places_b = by_shape(b);
  const std::size_t shapes = std::max(places_a.size(), places_b.size());
  places_a.resize(shapes);
  places_b.resize(shapes);
  std::vector<RequestPairs> pairs;
  pairs.reserve(shapes);
  for (std::size_t shape = 0; shape < shapes; ++shape)
    pairs.push_back(Pairing{a, b}.pair(std::move(places_a[shape]), std::move(places_b[shape])));
  return pairs;
}

}  // namespace phantomime::recording
