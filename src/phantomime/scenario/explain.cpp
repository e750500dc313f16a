#include "phantomime/scenario/explain.hpp"

#include "phantomime/scenario/verdict.hpp"

namespace phantomime::scenario {
namespace {

constexpr std::size_t nearest_considered = 5;

Explanation::Outcome outcome_of(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::Kind::matched:
      return Explanation::Outcome::matched;
    case Verdict::Kind::refused:
      return Explanation::Outcome::refused;
    case Verdict::Kind::fallback:
      return Explanation::Outcome::fallback;
    case Verdict::Kind::unmatched:
      break;
  }
  return Explanation::Outcome::unmatched;
}

/// Where one stub nearly matches, stubs on other paths only hide it.
bool worth_telling(const NearMiss& miss, const NearMiss& nearest) {
  return miss.distance <= 2 * nearest.distance + 0.1;
}

Explanation::Considered beside_winner(const Scenario& scenario, const Index& index, const http::RequestView& request,
                                      std::uint32_t stub, std::uint32_t winner) {
  Explanation::Considered considered;
  considered.stub = stub;
  considered.differences = differences(scenario.stubs[stub], request);
  considered.matches = considered.differences.empty();
  if (!considered.matches || stub == winner) return considered;
  // The one case in which a winner need not precede: HEAD prefers a stub of its own.
  considered.why = precedes(index.rank(winner), index.rank(stub)) ? why_precedes(index.rank(winner), index.rank(stub))
                                                                  : "a stub for HEAD itself goes first";
  return considered;
}

}  // namespace

Explanation explain(const Scenario& scenario, const Index& index, const http::Request& request) {
  const http::RequestView view{request};
  const Verdict verdict = judge(scenario, index, view);
  Explanation explanation;
  explanation.outcome = outcome_of(verdict.kind);
  explanation.winner = verdict.stub;
  explanation.pack = verdict.pack;
  explanation.unmatched_status = verdict.unmatched_status;
  if (verdict.stub == Index::none) {
    std::vector<NearMiss> nearest = near_misses(scenario, index, view, nearest_considered);
    for (NearMiss& miss : nearest)
      if (worth_telling(miss, nearest.front()))
        explanation.considered.push_back({miss.stub, false, {}, std::move(miss.differences)});
  } else {
    std::size_t room = Explanation::most_considered - 1;  // and one place for the winner, whatever precedes it
    for (const std::uint32_t stub : index.on_path(view)) {
      if (stub != verdict.stub && room == 0) continue;
      if (stub != verdict.stub) --room;
      explanation.considered.push_back(beside_winner(scenario, index, view, stub, verdict.stub));
    }
  }
  explanation.not_considered = scenario.stubs.size() - explanation.considered.size();
  return explanation;
}

}  // namespace phantomime::scenario
