#include "phantomime/scenario/facet_tree.hpp"

#include <algorithm>
#include <deque>
#include <numeric>

namespace phantomime::scenario {
namespace {

using Number = std::uint32_t;
constexpr Number no_value = 0xffffffff;
/// A request may go down two branches at each split, so splits on the way bound the lists a lookup merges (2^6), and
/// they bound the building to that many rounds over the stubs.
constexpr int most_splits = 6;

struct KeyHash {
  std::size_t operator()(const matchers::FacetKey& key) const noexcept {
    return std::hash<std::string_view>{}(key.name) * 31 + static_cast<std::size_t>(key.kind);
  }
};

}  // namespace

/// Gives keys and values numbers, so that splitting compares numbers and copies each text once.
class FacetTree::Builder {
 public:
  Builder(const std::vector<const Stub*>& stubs, std::vector<std::uint32_t>& places) : places_{places} {
    keys_.push_back({});  // key 0: the method
    known_values_.emplace_back();
    std::vector<matchers::Facet> facets;
    for (const Stub* stub : stubs) {
      std::vector<Asked>& asked = asked_.emplace_back();
      if (stub->request.methods.size() == 1) asked.push_back({0, value(0, stub->request.methods.front())});
      facets.clear();
      for (const matchers::MatcherPtr& condition : stub->request.conditions) condition->facets(facets);
      for (matchers::Facet& facet : facets) {
        const Number key = key_number(std::move(facet.key));
        const auto same = [key](const Asked& other) { return other.key == key; };
        // Where a stub asks for two values of one field either will do: it is found under one of them only.
        if (std::none_of(asked.begin(), asked.end(), same)) asked.push_back({key, value(key, std::move(facet.value))});
      }
    }
    order_.resize(stubs.size());
    std::iota(order_.begin(), order_.end(), Number{0});
    last_seen_.assign(values_.size(), 0);
    distinct_.assign(keys_.size(), 0);
  }

  Node build() {
    Node root = node(0, static_cast<Number>(order_.size()), most_splits);
    std::vector<std::uint32_t> ordered(places_.size());
    for (std::size_t at = 0; at < order_.size(); ++at) ordered[at] = places_[order_[at]];
    places_.swap(ordered);
    return root;
  }

 private:
  struct Asked {
    Number key;
    Number value;
  };

  Number key_number(matchers::FacetKey key) {
    const auto [found, fresh] = known_keys_.try_emplace(std::move(key), static_cast<Number>(keys_.size()));
    if (fresh) {
      keys_.push_back(found->first);
      known_values_.emplace_back();
    }
    return found->second;
  }

  Number value(Number key, std::string text) {
    const auto [found, fresh] = known_values_[key].try_emplace(std::move(text), static_cast<Number>(values_.size()));
    if (fresh) values_.push_back(&found->first);
    return found->second;
  }

  Number value_of(Number stub, Number key) const {
    for (const Asked& asked : asked_[stub])
      if (asked.key == key) return asked.value;
    return no_value;
  }

  /// The key with the most distinct values among these stubs, the method before all others (it costs nothing to look
  /// at); empty where none tells two stubs apart.
  std::optional<Number> best_key(Number first, Number count) {
    ++round_;
    std::vector<Number> seen;
    for (Number at = first; at < first + count; ++at)
      for (const Asked& asked : asked_[order_[at]]) {
        if (last_seen_[asked.value] == round_) continue;
        last_seen_[asked.value] = round_;
        if (distinct_[asked.key]++ == 0) seen.push_back(asked.key);
      }
    std::optional<Number> best;
    for (const Number key : seen)
      if (distinct_[key] > 1 && (!best || key == 0 || (*best != 0 && distinct_[key] > distinct_[*best]))) best = key;
    for (const Number key : seen) distinct_[key] = 0;
    return best;
  }

  Node node(Number first, Number count, int splits_left) {
    Node made;
    made.first = first;
    made.count = count;
    if (count <= small || splits_left == 0) return made;
    const std::optional<Number> key = best_key(first, count);
    if (!key) return made;
    auto split = std::make_unique<Split>();
    if (*key != 0) split->key = keys_[*key];
    // Stubs of one value come to lie together, still in order; those without the key (the largest number) at the end.
    const auto begin = order_.begin() + first, end = begin + count;
    std::vector<std::pair<Number, Number>> sorted;
    sorted.reserve(count);
    for (auto at = begin; at != end; ++at) sorted.emplace_back(value_of(*at, *key), *at);
    std::sort(sorted.begin(), sorted.end());
    std::transform(sorted.begin(), sorted.end(), begin, [](const auto& pair) { return pair.second; });
    for (Number from = 0; from < count;) {
      Number to = from;
      while (to < count && sorted[to].first == sorted[from].first) ++to;
      Node child = node(first + from, to - from, splits_left - 1);
      if (sorted[from].first == no_value)
        split->rest = std::move(child);
      else
        split->by_value.emplace(*values_[sorted[from].first], std::move(child));
      from = to;
    }
    made.split = std::move(split);
    return made;
  }

  std::vector<std::uint32_t>& places_;
  std::vector<std::optional<matchers::FacetKey>> keys_;
  std::unordered_map<matchers::FacetKey, Number, KeyHash> known_keys_;
  std::deque<std::unordered_map<std::string, Number>> known_values_;  ///< of each key
  std::vector<const std::string*> values_;                            ///< in known_values_, whose nodes stay in place
  std::vector<std::vector<Asked>> asked_;                             ///< by stub
  std::vector<Number> order_;                                         ///< of stubs, in the making
  std::vector<Number> last_seen_;                                     ///< by value: the round that counted it
  std::vector<Number> distinct_;                                      ///< by key, within a round
  Number round_ = 0;
};

void FacetTree::build(const std::vector<const Stub*>& stubs) { root_ = Builder{stubs, places_}.build(); }

std::vector<std::string> FacetTree::distinct_values(const http::RequestView& request, const matchers::FacetKey& key) {
  std::vector<std::string> values;
  matchers::facet_values(request, key, values);
  if (values.size() > 1) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }
  return values;
}

}  // namespace phantomime::scenario
