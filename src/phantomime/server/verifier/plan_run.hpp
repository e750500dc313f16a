#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "phantomime/contract/plan.hpp"
#include "phantomime/server/verifier/asker.hpp"
#include "phantomime/server/verifier/judgement.hpp"

namespace phantomime::server {

struct PlanRunOptions {
  std::size_t jobs = 4;
  std::size_t page_limit = 50;  ///< pages of one list, where a rule looks at all of them
  /// Whether there are credentials: then the first answer says whether they are any good.
  Identity identity = Identity::ours;
  std::string detected_by;  ///< the target that has been asked already and proves no login; may be empty
  /// How long what is under way is waited for; see CheckTools.
  Patience* patience = nullptr;
  std::chrono::nanoseconds settle{0};
  /// Told after each request of the plan. From any thread, one at a time. May be empty.
  std::function<void(std::size_t done, std::size_t all)> progress;
  /// Whether no further request is to be sent. From any thread. May be empty.
  std::function<bool()> stopped;
};

/// What carrying out a plan came to.
struct PlanRun {
  std::vector<reports::ContractReport::Check> checks;  ///< one for each item, in the plan's order
  std::vector<std::string> notes;                      ///< for people
  /// Why the rest was not asked: a login that failed, a server that is gone.
  std::optional<Error> gave_up;
};

/// Sends what of a plan is to be sent, several at once, lists before what they feed, the first alone: credentials that
/// are refused are tried once. Every item gets a check, whatever happens. Blocks.
[[nodiscard]] PlanRun run_plan(const contract::Plan& plan, const scenario::Scenario& scenario, Judgement& judgement,
                               Asker& asker, const PlanRunOptions& options);

}  // namespace phantomime::server
