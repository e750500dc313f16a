#include "phantomime/server/verifier/plan_run.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "phantomime/base/json.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/server/verifier/detection.hpp"
#include "phantomime/server/verifier/one_check.hpp"

namespace phantomime::server {
namespace {

using Outcome = reports::ContractReport::Check::Outcome;

/// Rows of a list that are tried for one request.
constexpr std::size_t most_candidates = 5;
/// So many requests in a row without any answer: the server is gone.
constexpr std::size_t most_failures_in_a_row = 5;
constexpr std::size_t most_notes = 20;
constexpr std::string_view ended_before = "not asked: the run was ended before its turn";

class PlanRunner {
 public:
  PlanRunner(const contract::Plan& plan, const scenario::Scenario& scenario, Judgement& judgement, Asker& asker,
             const PlanRunOptions& options)
      : plan_{plan},
        options_{options},
        tools_{scenario, judgement, asker, options.identity, options.page_limit, options.patience, options.settle},
        states_(plan.items.size()) {
    run_.checks.reserve(plan.items.size());
    for (std::size_t at = 0; at < plan.items.size(); ++at) prepare(at);
  }

  PlanRun run() {
    // Alone, until an answer shows that whoever asks is let in.
    while (!proven_ && !ready_.empty() && !run_.gave_up) {
      const std::size_t at = take();
      finish(at, carry_out(at));
    }
    std::vector<std::thread> workers;
    // Looked at before there are others who count.
    const std::size_t left = sendable_ - done_;
    const std::size_t jobs = std::min(std::max<std::size_t>(options_.jobs, 1), left);
    for (std::size_t job = 0; job < jobs; ++job) workers.emplace_back([this] { work(); });
    for (std::thread& worker : workers) worker.join();
    return std::move(run_);
  }

 private:
  struct State {
    std::size_t waits_for = 0;
    std::vector<std::size_t> feeds;
    std::vector<std::string> ids;  ///< by it, for what it feeds
    matchers::Captures captures;   ///< that it was asked with
    std::string no_ids;            ///< why there are none
  };

  void prepare(std::size_t at) {
    const contract::Planned& item = plan_.items[at];
    const auto& contract = tools_.judgement.contracts().contracts[item.stub];
    run_.checks.push_back(empty_check(contract, to_string(item.safety)));
    run_.checks.back().outcome = Outcome::not_run;
    // Of a flow, its turn comes behind all of this.
    run_.checks.back().why = item.in_flow ? std::string{ended_before} : item.not_run;
    if (!item.not_run.empty() || item.in_flow) return;
    ++sendable_;
    std::set<std::size_t> feeders;
    for (const contract::Hole& hole : item.holes)
      if (!hole.value && hole.feeder) feeders.insert(*hole.feeder);
    for (const std::size_t feeder : feeders) states_[feeder].feeds.push_back(at);
    states_[at].waits_for = feeders.size();
    if (feeders.empty()) ready_.insert(at);
  }

  /// The first in the plan that may be sent.
  std::size_t take() {
    const std::size_t at = *ready_.begin();
    ready_.erase(ready_.begin());
    return at;
  }

  void work() {
    std::unique_lock lock{mutex_};
    for (;;) {
      wake_.wait(lock, [this] { return !ready_.empty() || done_ == sendable_; });
      if (ready_.empty()) return;
      const std::size_t at = take();
      lock.unlock();
      CheckedItem item = carry_out(at);
      lock.lock();
      finish(at, std::move(item));
      wake_.notify_all();
    }
  }

  /// Without the lock. What feeds it is done and does not change any more.
  CheckedItem carry_out(std::size_t at) {
    const contract::Planned& item = plan_.items[at];
    std::vector<matchers::Captures> candidates;
    if (const std::string why = why_not(item, candidates); !why.empty()) {
      CheckedItem none;
      none.check = run_.checks[at];
      none.check.why = why;
      return none;
    }
    return check_item(item, candidates, tools_);
  }

  std::string why_not(const contract::Planned& item, std::vector<matchers::Captures>& candidates) {
    {
      const std::lock_guard lock{giving_up_};
      if (!stop_why_.empty()) return stop_why_;
    }
    if (options_.stopped && options_.stopped()) return std::string{ended_before};
    return fill(item, candidates);
  }

  /// The values for the holes, the last list's rows one after the other. Returns why there are none.
  std::string fill(const contract::Planned& item, std::vector<matchers::Captures>& candidates) {
    matchers::Captures fixed;
    const contract::Hole* last = nullptr;
    for (const contract::Hole& hole : item.holes) {
      if (hole.value) fixed.emplace_back(hole.capture, *hole.value);
      if (!hole.value && hole.feeder) last = &hole;
    }
    if (!last) return {};
    for (const contract::Hole& hole : item.holes) {
      if (hole.value || !hole.feeder) continue;
      const State& list = states_[*hole.feeder];
      if (list.ids.empty()) return list.no_ids + ": say --bind '" + hole.binding + "=VALUE'";
      if (&hole == last) continue;
      // A list below another one was asked for a row of that: what is asked below it is of the same row.
      const auto& of_last = states_[*last->feeder].captures;
      const auto same = std::find_if(of_last.begin(), of_last.end(),
                                     [&](const auto& capture) { return capture.first == hole.capture; });
      fixed.emplace_back(hole.capture, same == of_last.end() ? list.ids.front() : same->second);
    }
    for (const std::string& id : states_[*last->feeder].ids) {
      candidates.push_back(fixed);
      candidates.back().emplace_back(last->capture, id);
    }
    return {};
  }

  /// With the lock, where there are several threads.
  void finish(std::size_t at, CheckedItem item) {
    ++done_;
    judge_login(plan_.items[at], item);
    judge_reachable(item);
    for (std::string& note : item.notes)
      if (run_.notes.size() < most_notes) run_.notes.push_back(std::move(note));
    State& state = states_[at];
    state.captures = item.captures;
    if (!state.feeds.empty()) take_ids(at, item);
    for (const std::size_t fed : state.feeds)
      if (--states_[fed].waits_for == 0) ready_.insert(fed);
    run_.checks[at] = std::move(item.check);
    if (options_.progress) options_.progress(done_, sendable_);
  }

  void take_ids(std::size_t at, const CheckedItem& item) {
    State& state = states_[at];
    const std::string list = tools_.judgement.contracts().contracts[plan_.items[at].stub].request;
    const auto answer = parse_json(item.body);
    for (const std::size_t fed : state.feeds)
      for (const contract::Hole& hole : plan_.items[fed].holes)
        if (answer && state.ids.empty() && hole.feeder == at) state.ids = ids_in(*answer, hole.at, most_candidates);
    state.no_ids = item.status == 0 ? list + " was not answered"
                   : answer         ? list + " shows no rows to ask for"
                                    : list + " gave no list";
  }

  void judge_login(const contract::Planned& planned, const CheckedItem& item) {
    if (proven_ || item.status == 0 || planned.anonymous || item.asked.target == options_.detected_by) return;
    const auto& statuses = tools_.judgement.contracts().contracts[planned.stub].statuses;
    const bool expected = std::find(statuses.begin(), statuses.end(), item.status) != statuses.end();
    if (!refuses(item.status) || expected) {
      proven_ = true;
      return;
    }
    give_up(login_failed(item.asked, item.status, options_.identity), "not asked: the login failed");
  }

  void judge_reachable(const CheckedItem& item) {
    if (item.status != 0) failures_in_a_row_ = 0;
    if (!item.failure || ++failures_in_a_row_ < most_failures_in_a_row) return;
    give_up(*item.failure, "not asked: the server does not answer any more");
  }

  void give_up(Error error, std::string why) {
    if (run_.gave_up) return;
    run_.gave_up = std::move(error);
    proven_ = true;
    const std::lock_guard lock{giving_up_};
    stop_why_ = std::move(why);
  }

  const contract::Plan& plan_;
  const PlanRunOptions& options_;
  const CheckTools tools_;
  std::vector<State> states_;  ///< by item
  PlanRun run_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::set<std::size_t> ready_;
  std::size_t sendable_ = 0, done_ = 0, failures_in_a_row_ = 0;
  bool proven_ = false;
  std::mutex giving_up_;
  std::string stop_why_;
};

}  // namespace

PlanRun run_plan(const contract::Plan& plan, const scenario::Scenario& scenario, Judgement& judgement, Asker& asker,
                 const PlanRunOptions& options) {
  return PlanRunner{plan, scenario, judgement, asker, options}.run();
}

}  // namespace phantomime::server
