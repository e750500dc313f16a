#include "phantomime/server/verification.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "phantomime/base/time_text.hpp"
#include "phantomime/server/journal_page.hpp"

namespace phantomime::server {
namespace {

using scenario::Index;
using scenario::JournalEntry;
using scenario::Scenario;
using Entries = std::vector<std::shared_ptr<const JournalEntry>>;

constexpr std::size_t most_matched_told = 100;
constexpr std::size_t nearest_requests_told = 3;
/// Explaining costs more than matching: of a full journal only the latest requests are compared.
constexpr std::size_t most_requests_compared = 1000;

/// A matcher as the engine would ask it: a scenario of one stub, with HEAD answered as GET.
class Asked {
 public:
  explicit Asked(matchers::RequestSpec spec) : scenario_{std::make_unique<Scenario>(of(std::move(spec)))} {}

  [[nodiscard]] bool matches(const JournalEntry& entry) const {
    return index_.find(http::RequestView{entry.request}) != Index::none;
  }

  /// The requests that came nearest, nearest first; of equal ones the latest.
  [[nodiscard]] OrderedJson nearest(const Entries& entries) const {
    struct Near {
      const JournalEntry* entry;
      scenario::NearMiss miss;
    };
    std::vector<Near> found;
    std::size_t compared = 0;
    for (auto entry = entries.rbegin(); entry != entries.rend() && compared < most_requests_compared;
         ++entry, ++compared) {
      if (matches(**entry)) continue;
      auto misses = scenario::near_misses(*scenario_, index_, http::RequestView{(*entry)->request}, 1);
      if (misses.empty()) continue;
      const auto place =
          std::upper_bound(found.begin(), found.end(), misses.front().distance,
                           [](double distance, const Near& other) { return distance < other.miss.distance; });
      found.insert(place, {entry->get(), std::move(misses.front())});
      if (found.size() > nearest_requests_told) found.pop_back();
    }
    OrderedJson json = OrderedJson::array();
    for (const Near& near : found)
      json.push_back({{"number", near.entry->number},
                      {"at", format_instant(near.entry->at)},
                      {"request", request_line_json(near.entry->request)},
                      {"differences", scenario::to_json(near.miss.differences)}});
    return json;
  }

 private:
  static Scenario of(matchers::RequestSpec spec) {
    Scenario scenario;
    scenario.packs.emplace_back();
    scenario.stubs.emplace_back().request = std::move(spec);
    return scenario;
  }

  std::unique_ptr<const Scenario> scenario_;  ///< the index points into it
  Index index_{*scenario_};
};

struct Count {
  std::uint64_t count = 0;
  std::string expected;
  OrderedJson matched = OrderedJson::array(), nearest = OrderedJson::array();
  bool passed = false;

  void add(const JournalEntry& entry) {
    ++count;
    if (matched.size() < most_matched_told) matched.push_back(entry.number);
  }
};

Count count_matches(matchers::RequestSpec request, const scenario::Expectation& times, const Entries& entries) {
  const Asked asked{std::move(request)};
  Count result;
  for (const auto& entry : entries)
    if (asked.matches(*entry)) result.add(*entry);
  result.passed = times.met_by(result.count);
  result.expected = times.describe();
  if (result.count < times.at_least) result.nearest = asked.nearest(entries);
  return result;
}

/// Each matcher takes the first request behind the one before that it matches: if any choice succeeds, this one does.
Count follow(std::vector<matchers::RequestSpec> requests, const Entries& entries) {
  Count result;
  result.expected = std::to_string(requests.size()) + " in this order";
  auto at = entries.begin();
  for (matchers::RequestSpec& request : requests) {
    const Asked asked{std::move(request)};
    const auto found = std::find_if(at, entries.end(), [&](const auto& entry) { return asked.matches(*entry); });
    if (found == entries.end()) {
      result.nearest = asked.nearest({at, entries.end()});
      return result;
    }
    result.add(**found);
    at = std::next(found);
  }
  result.passed = true;
  return result;
}

}  // namespace

OrderedJson answer_question(Question question, const scenario::Journal& journal) {
  const auto excerpt = journal.excerpt();
  Count result = question.in_order
                     ? follow(std::move(question.requests), excerpt.entries)
                     : count_matches(std::move(question.requests.front()), question.times, excerpt.entries);
  return {{"passed", result.passed},
          {"count", result.count},
          {"expected", result.expected},
          {"matched", std::move(result.matched)},
          {"nearest", std::move(result.nearest)},
          {"dropped", excerpt.dropped}};
}

}  // namespace phantomime::server
