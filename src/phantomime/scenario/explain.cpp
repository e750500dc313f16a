#include "phantomime/scenario/explain.hpp"

#include <algorithm>

#include "phantomime/scenario/verdict.hpp"
#include "phantomime/scenario/world_gate.hpp"
#include "phantomime/state/clockwork.hpp"
#include "phantomime/state/performance.hpp"

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
                                      std::uint32_t stub, std::uint32_t winner, const StateGate* gate) {
  Explanation::Considered considered;
  considered.stub = stub;
  considered.differences = differences(scenario.stubs[stub], request, gate);
  considered.matches = considered.differences.empty();
  if (!considered.matches || stub == winner) return considered;
  // The one case in which a winner need not precede: HEAD prefers a stub of its own.
  considered.why = precedes(index.rank(winner), index.rank(stub)) ? why_precedes(index.rank(winner), index.rank(stub))
                                                                  : "a stub for HEAD itself goes first";
  return considered;
}

/// A world that nobody has played in; none where nothing is remembered.
class FirstDay {
 public:
  explicit FirstDay(const Scenario& scenario) : scenario_{scenario} {
    if (!scenario.model) return;
    const auto pack = std::find_if(scenario.packs.begin(), scenario.packs.end(),
                                   [](const Pack& one) { return one.epoch.has_value(); });
    if (pack != scenario.packs.end()) start_ = *pack->epoch;
    world_.emplace(scenario.model, start_, 0);
    static_cast<void>(state::catch_up(*world_, start_));
    gate_.emplace(*world_);
  }
  [[nodiscard]] const StateGate* gate() const { return gate_ ? &*gate_ : nullptr; }

  /// Runs the check of the pack that guards this verdict; refused by it, the verdict is another.
  void check(const http::RequestView& request, Verdict& verdict, Explanation& explanation) {
    const std::uint32_t guarding = guarding_pack(scenario_, verdict.stub);
    if (!world_ || guarding == Index::none || scenario_.packs[guarding].check.empty()) return;
    const matchers::Captures captures;
    Random random{0};
    const state::Performance::Stage stage{*world_, request, captures, start_, random};
    state::Performance performance{stage};
    world_->begin();
    if (!performance.run(scenario_.packs[guarding].check)) {
      verdict.kind = Verdict::Kind::refused;
      verdict.pack = guarding;
      tell(performance.failure(), explanation);
    }
    world_->roll_back();
  }

 private:
  void tell(const state::Failure& failure, Explanation& explanation) const {
    explanation.error = failure.broken ? failure.broken->what : failure.error;
    explanation.error_status = failure.broken ? 500 : 400;
    if (failure.broken) return;
    if (const state::ErrorKind* const kind = state::error_kind(failure.error)) explanation.error_status = kind->status;
    if (const state::ErrorAnswer* const answer = scenario_.model->error(failure.error)) {
      explanation.error_status = answer->response.at_call(0).status;
      explanation.error_where = answer->where;
    }
  }

  const Scenario& scenario_;
  Instant start_{};
  std::optional<state::World> world_;
  std::optional<WorldGate> gate_;
};

void consider_nearest(const Scenario& scenario, const Index& index, const http::RequestView& request,
                      const StateGate* gate, Explanation& explanation) {
  std::vector<NearMiss> nearest = near_misses(scenario, index, request, nearest_considered, gate);
  for (NearMiss& miss : nearest)
    if (worth_telling(miss, nearest.front()))
      explanation.considered.push_back({miss.stub, false, {}, std::move(miss.differences)});
}

}  // namespace

Explanation explain(const Scenario& scenario, const Index& index, const http::Request& request) {
  const http::RequestView view{request};
  FirstDay day{scenario};
  Verdict verdict = judge(scenario, index, view, day.gate());
  Explanation explanation;
  day.check(view, verdict, explanation);
  explanation.outcome = outcome_of(verdict.kind);
  explanation.winner = verdict.stub;
  explanation.pack = verdict.pack;
  explanation.unmatched_status = verdict.unmatched_status;
  if (verdict.stub == Index::none) {
    consider_nearest(scenario, index, view, day.gate(), explanation);
  } else {
    std::size_t room = Explanation::most_considered - 1;  // and one place for the winner, whatever precedes it
    for (const std::uint32_t stub : index.on_path(view)) {
      if (stub != verdict.stub && room == 0) continue;
      if (stub != verdict.stub) --room;
      explanation.considered.push_back(beside_winner(scenario, index, view, stub, verdict.stub, day.gate()));
    }
  }
  explanation.not_considered = scenario.stubs.size() - explanation.considered.size();
  return explanation;
}

}  // namespace phantomime::scenario
