#include "phantomime/reports/contract_tally.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/reports/contract_words.hpp"

namespace phantomime::reports {

ContractTally::ContractTally(std::string request, std::string stub, Location where) {
  check_.request = std::move(request);
  check_.stub = std::move(stub);
  check_.where = std::move(where);
}

void ContractTally::add(contract::Comparison&& comparison) {
  contract::Comparison& sum = check_.comparison;
  sum.checked += comparison.checked;
  // What one answer shows is proven, whatever another leaves open.
  sum.unproven = compared_ == 0 ? comparison.unproven : std::min(sum.unproven, comparison.unproven);
  ++compared_;
  for (const std::string& why : comparison.unchecked) unchecked(why);
  for (contract::Finding& finding : comparison.findings) add(std::move(finding));
  sum.more_findings += comparison.more_findings;
}

void ContractTally::add(contract::Finding finding) {
  std::vector<contract::Finding>& findings = check_.comparison.findings;
  const auto known = known_.find(finding.id);
  if (known != known_.end()) {
    findings[known->second].times += finding.times;
  } else if (findings.size() < most_findings) {
    known_.emplace(finding.id, findings.size());
    findings.push_back(std::move(finding));
  } else {
    ++check_.comparison.more_findings;
  }
}

ContractReport::Check ContractTally::finish(std::string_view what) && {
  using Outcome = ContractReport::Check::Outcome;
  check_.outcome = check_.comparison.drifted() ? Outcome::drift : compared_ > 0 ? Outcome::ok : Outcome::not_run;
  if (check_.outcome != Outcome::not_run) check_.why = counted_words(compared_, what);
  for (const auto& [why, count] : unchecked_)
    check_.comparison.unchecked.push_back(count == 1 ? why : why + ", " + std::to_string(count) + " times");
  return std::move(check_);
}

}  // namespace phantomime::reports
