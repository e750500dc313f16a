#include "phantomime/server/verifier/one_check.hpp"

#include <algorithm>

#include "phantomime/contract/eventual.hpp"
#include "phantomime/contract/target.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/server/verifier/list_pages.hpp"
#include "phantomime/server/verifier/polite_asker.hpp"

namespace phantomime::server {
namespace {

using Outcome = reports::ContractReport::Check::Outcome;

constexpr int not_there = 404;
constexpr std::chrono::milliseconds first_look{500}, slowest_look{5'000};

class OneCheck {
 public:
  OneCheck(const contract::Planned& item, const CheckTools& tools)
      : item_{item},
        tools_{tools},
        contract_{tools.judgement.contracts().contracts[item.stub]},
        identity_{item.anonymous ? Identity::nobody : tools.identity},
        eventual_{contract::eventual_of(tools.scenario, tools.scenario.stubs[item.stub])} {
    done_.check = empty_check(contract_, to_string(item.safety));
  }

  CheckedItem check(const std::vector<matchers::Captures>& candidates) {
    auto answer = ask(candidates);
    if (!answer) {
      done_.failure = answer.error();
      return failed(answer.error().what);
    }
    done_.status = answer->status;
    done_.check.milliseconds = std::chrono::duration<double, std::milli>(answer->took).count();
    if (answer->status == not_there && item_.may_lack && !expected(not_there) && !candidates.empty())
      return not_run("none of the " + std::to_string(candidates.size()) +
                     " rows that were tried has it (404): say --bind '" + item_.holes.back().binding + "=VALUE'");
    if (answer->status == not_there && item_.names_one && !expected(not_there))
      return not_run("this server has nothing there (404), and the pack names one thing of its own: say --bind '" +
                     item_.holes.front().binding + "=/...'");
    if (is_busy(answer->status) && !expected(answer->status))
      return failed("the server is too busy: it answered " + std::to_string(answer->status));
    judge(*answer);
    note_redirect(*answer);
    done_.body = std::move(answer->body);
    return std::move(done_);
  }

 private:
  [[nodiscard]] bool expected(int status) const {
    return std::find(contract_.statuses.begin(), contract_.statuses.end(), status) != contract_.statuses.end();
  }

  Result<LiveAnswer> ask(const std::vector<matchers::Captures>& candidates) {
    if (candidates.empty()) return settle(ask_for({}));
    std::optional<std::size_t> under_way;
    for (std::size_t at = 0;; ++at) {
      auto answer = ask_for(candidates[at]);
      // A row may have gone meanwhile, or have nothing of the kind: then another one has to do.
      const bool gone = answer && answer->status == not_there && !expected(not_there);
      const bool unsettled = answer && !state_of(*answer).empty();
      if (unsettled && !under_way) under_way = at;
      if (!gone && !unsettled) return answer;
      if (at + 1 == candidates.size()) return under_way ? settle(ask_for(candidates[*under_way])) : std::move(answer);
    }
  }

  Result<LiveAnswer> ask_for(const matchers::Captures& captures) {
    done_.captures = captures;
    done_.asked = item_.asked;
    const scenario::Stub& stub = tools_.scenario.stubs[item_.stub];
    if (!captures.empty())
      if (auto target = contract::target_with(stub, item_.asked, captures)) done_.asked.target = std::move(*target);
    return tools_.asker.ask(done_.asked, identity_);
  }

  /// What is under way, empty where nothing is.
  [[nodiscard]] std::string state_of(const LiveAnswer& answer) const {
    return eventual_ && expected(answer.status) ? unsettled_state(*eventual_, answer.body) : std::string{};
  }

  /// Asks for it again and again, at longer and longer intervals, until it has settled or the time is over.
  Result<LiveAnswer> settle(Result<LiveAnswer> answer) {
    if (!answer || state_of(*answer).empty()) return answer;
    if (tools_.patience) {
      const auto until = tools_.patience->now() + tools_.settle;
      for (std::chrono::nanoseconds pause = first_look; tools_.patience->now() + pause <= until;
           pause = std::min<std::chrono::nanoseconds>(pause * 2, slowest_look)) {
        if (!tools_.patience->wait(pause)) break;
        auto next = tools_.asker.ask(done_.asked, identity_);
        if (!next) break;
        answer = std::move(next);
        if (state_of(*answer).empty()) return answer;
      }
    }
    still_ = state_of(*answer);
    return answer;
  }

  void judge(const LiveAnswer& answer) {
    contract::Observed seen = answer.observed(done_.asked);
    std::string missing_pages;
    if (item_.all_pages && answer.status == contract_.shaped_status && contract_.listing)
      missing_pages = add_pages(answer, seen);
    contract::Comparison compared = tools_.judgement.compare(contract_, seen);
    if (breaks_rule_of_pages(compared)) {
      // Somebody may have added a row between two pages: what is wrong is wrong a second time.
      if (auto second = tools_.asker.ask(done_.asked, identity_); second && second->status == answer.status) {
        contract::Observed again = second->observed(done_.asked);
        missing_pages = add_pages(*second, again);
        compared = tools_.judgement.compare(contract_, again);
      }
    }
    if (!still_.empty()) compared.unchecked.push_back("what it is like once it is no longer '" + still_ + "'");
    if (!missing_pages.empty()) compared.unchecked.push_back("all pages of a list: " + missing_pages);
    if (!answer.undecoded.empty()) compared.unchecked.push_back("the content coding: " + answer.undecoded);
    done_.check.outcome = compared.drifted() ? Outcome::drift : Outcome::ok;
    done_.check.why = ground_of(contract_, compared.checked);
    done_.check.comparison = std::move(compared);
  }

  std::string add_pages(const LiveAnswer& answer, contract::Observed& seen) {
    ListPages all = fetch_pages(*contract_.listing, done_.asked, answer, tools_.asker, identity_, tools_.page_limit);
    seen.pages = std::move(all.pages);
    return std::move(all.missing);
  }

  [[nodiscard]] bool breaks_rule_of_pages(const contract::Comparison& compared) const {
    if (!item_.all_pages) return false;
    return std::any_of(compared.findings.begin(), compared.findings.end(), [](const contract::Finding& finding) {
      return finding.kind == contract::FindingKind::invariant && finding.blame != contract::Blame::engine;
    });
  }

  void note_redirect(const LiveAnswer& answer) {
    if (answer.status < 300 || answer.status >= 400 || expected(answer.status)) return;
    const auto location = answer.headers.find("Location");
    done_.notes.push_back("redirects are not followed, and nothing was sent there: " + done_.asked.method + ' ' +
                          http::redact_url(done_.asked.target) + " leads to " +
                          (location ? http::redact_url(*location) : "nowhere"));
  }

  CheckedItem failed(std::string why) {
    done_.check.outcome = Outcome::failed;
    done_.check.why = std::move(why);
    return std::move(done_);
  }
  CheckedItem not_run(std::string why) {
    done_.check.outcome = Outcome::not_run;
    done_.check.why = std::move(why);
    return std::move(done_);
  }

  const contract::Planned& item_;
  const CheckTools& tools_;
  const contract::Contract& contract_;
  Identity identity_;
  std::optional<contract::Eventual> eventual_;
  std::string still_;  ///< the state it is in after all waiting
  CheckedItem done_;
};

}  // namespace

CheckedItem check_item(const contract::Planned& item, const std::vector<matchers::Captures>& candidates,
                       const CheckTools& tools) {
  return OneCheck{item, tools}.check(candidates);
}

}  // namespace phantomime::server
