#include "phantomime/cli/diff_pack.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "phantomime/contract/compare.hpp"
#include "phantomime/contract/compare_contracts.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/request_view.hpp"
#include "phantomime/reports/contract_tally.hpp"
#include "phantomime/reports/contract_words.hpp"
#include "phantomime/scenario/example_request.hpp"

namespace phantomime::cli {
namespace {

using contract::Contract;
using reports::ContractReport;
using reports::ContractTally;
using scenario::Index;
using Outcome = ContractReport::Check::Outcome;

constexpr std::size_t most_unread = 100;

bool is_error(int status) { return status >= 400 && status < 500; }

/// What was recorded, against a pack.
class HeldAnswers {
 public:
  HeldAnswers(const server::PackContracts& pack, formats::ExchangeSource& said, ContractReport& report)
      : pack_{pack}, said_{said}, report_{report} {}

  void hold(Errors& problems) {
    std::size_t unread = 0;
    for (std::size_t number = 0; number < said_.keys().size() && unread < most_unread; ++number) {
      auto answer = said_.answer(number);
      if (answer)
        hold(*answer);
      else
        ++unread, problems.push_back(answer.error());
    }
    finish();
  }

 private:
  void hold(const formats::SaidAnswer& answer) {
    // Who may ask is another matter: credentials of a recording are replaced.
    const std::uint32_t stub = pack_.edition->index().find(http::RequestView{answer.request});
    if (stub == Index::none) return no_stub(answer);
    const Contract& contract = pack_.contracts.contracts[stub];
    ContractTally& tally = tallies_.try_emplace(stub, contract.request, contract.stub, contract.where).first->second;
    const auto& statuses = contract.statuses;
    if (!answer.none.empty()) return tally.unchecked("there is no answer: " + http::redact_text(answer.none));
    if (!answer.body_lost.empty()) return tally.unchecked("the body: " + answer.body_lost);
    if (is_error(answer.status) && std::find(statuses.begin(), statuses.end(), answer.status) == statuses.end())
      return tally.unchecked("an error that the contract says nothing of: " + std::to_string(answer.status));
    tally.add(contract::compare(contract, answer.observed()));
  }

  void no_stub(const formats::SaidAnswer& answer) {
    const std::string path{http::RequestView{answer.request}.path()};
    ContractReport::Check& check = unknown_[answer.request.method + ' ' + http::redact_url(path)];
    if (check.request.empty()) {
      check.request = answer.request.method + ' ' + http::redact_url(path);
      check.where = answer.where;
      check.outcome = Outcome::not_run;
      check.why = "no stub of the pack answers it";
    }
    ++without_stub_;
  }

  void finish() {
    for (auto& [stub, tally] : tallies_) {
      report_.checks.push_back(std::move(tally).finish("answer"));
      if (report_.checks.back().outcome == Outcome::not_run) report_.checks.back().why = "no answer could be held";
    }
    for (auto& [request, check] : unknown_) report_.checks.push_back(std::move(check));
    const std::size_t stubs = pack_.contracts.contracts.size();
    report_.notes.push_back(reports::counted_words(said_.keys().size(), "exchange") + ", " +
                            std::to_string(without_stub_) + " of them without a stub; " +
                            std::to_string(stubs - tallies_.size()) + " of " + reports::counted_words(stubs, "stub") +
                            " not reached");
  }

  const server::PackContracts& pack_;
  formats::ExchangeSource& said_;
  ContractReport& report_;
  std::map<std::uint32_t, ContractTally> tallies_;
  std::map<std::string, ContractReport::Check> unknown_;
  std::size_t without_stub_ = 0;
};

/// Two versions of a pack.
class PackDiff {
 public:
  PackDiff(const server::PackContracts& before, const server::PackContracts& after, ContractReport& report)
      : before_{before}, after_{after}, report_{report} {}

  void compare() {
    for (const Contract& was : before_.contracts.contracts) compare(was);
    for (const Contract& is : after_.contracts.contracts)
      if (!before_.contracts.find(is.stub) && !taken_.contains(is.stub)) came(is);
    if (documentation_ > 0)
      report_.notes.push_back(reports::counted_words(documentation_, "difference") +
                              " in documentation alone: the JSON report has them");
  }

 private:
  void compare(const Contract& was) {
    ContractTally tally{was.request, was.stub, was.where};
    const Contract* is = after_.contracts.find(was.stub);
    if (!is) is = answering(was);
    if (!is) {
      contract::Comparison comparison;
      comparison.checked.add(was.origins[0].strength);
      comparison.findings.push_back(request_finding(was, was.request, "no stub answers it", contract::Impact::breaking,
                                                    "clients that ask for it get no answer"));
      tally.add(std::move(comparison));
    } else {
      taken_.insert(is->stub);
      contract::Comparison comparison = contract::compare_contracts(was, *is);
      if (was.request != is->request) {
        const bool reached = answering(was) == is;
        comparison.findings.insert(
            comparison.findings.begin(),
            request_finding(was, was.request, is->request,
                            reached ? contract::Impact::compatible : contract::Impact::breaking,
                            reached ? "what was asked before is still answered" : "what was asked before is not"));
      }
      documentation_ += comparison.count(contract::Impact::noise);
      tally.add(std::move(comparison));
    }
    report_.checks.push_back(std::move(tally).finish("contract"));
  }

  void came(const Contract& is) {
    ContractTally tally{is.request, is.stub, is.where};
    contract::Finding finding =
        request_finding(is, "no such request", is.request, contract::Impact::compatible, "nobody asks for it yet");
    finding.kind = contract::FindingKind::extra;
    tally.add(std::move(finding));
    report_.checks.push_back(std::move(tally).finish("contract"));
    report_.checks.back().why = "only in B";
  }

  /// The contract of the later stub that answers the request that reaches the earlier one.
  [[nodiscard]] const Contract* answering(const Contract& was) const {
    const scenario::Scenario& scenario = before_.edition->scenario();
    const auto request = scenario::reaching_request(scenario, scenario.stubs[was.stub_number]);
    if (!request) return nullptr;
    const std::uint32_t stub = after_.edition->index().find(http::RequestView{*request});
    return stub == Index::none ? nullptr : &after_.contracts.contracts[stub];
  }

  static contract::Finding request_finding(const Contract& contract, std::string expected, std::string actual,
                                           contract::Impact impact, std::string reason) {
    contract::Finding finding;
    finding.id = contract::finding_id(contract.stub, "request", contract::FindingKind::missing);
    finding.stub = contract.stub;
    finding.request = contract.request;
    finding.place = finding.general = "request";
    finding.kind = contract::FindingKind::missing;
    finding.expected = std::move(expected);
    finding.actual = std::move(actual);
    finding.impact = impact;
    finding.reason = std::move(reason);
    finding.origin = contract.origins[0];
    return finding;
  }

  const server::PackContracts& before_;
  const server::PackContracts& after_;
  ContractReport& report_;
  std::set<std::string, std::less<>> taken_;  ///< later stubs that an earlier one was held against
  std::size_t documentation_ = 0;
};

}  // namespace

void diff_with_pack(const server::PackContracts& pack, formats::ExchangeSource& said, ContractReport& report,
                    Errors& problems) {
  HeldAnswers{pack, said, report}.hold(problems);
}

void diff_packs(const server::PackContracts& before, const server::PackContracts& after, ContractReport& report) {
  PackDiff{before, after, report}.compare();
}

}  // namespace phantomime::cli
