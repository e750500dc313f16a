#include "phantomime/reports/contract_words.hpp"

#include <map>

namespace phantomime::reports {

using Outcome = ContractReport::Check::Outcome;

std::string_view to_string(Outcome outcome) noexcept {
  static constexpr std::string_view words[] = {"ok", "drift", "not run", "failed"};
  return words[static_cast<std::size_t>(outcome)];
}

std::string counted_words(std::size_t count, std::string_view word) {
  std::string text = std::to_string(count) + ' ' + std::string{word};
  if (count != 1) text += 's';
  return text;
}

std::string line_of(const Location& where) {
  if (!where.source) return {};
  return where.line ? where.source->name + ':' + std::to_string(where.line) : where.source->name;
}

std::string sentence_of(const contract::Finding& finding) {
  // Nobody is blamed where it was not a live server that was asked (diff).
  const std::string_view who = finding.blame == contract::Blame::engine    ? "replay "
                               : finding.blame == contract::Blame::unknown ? "found "
                                                                           : "live ";
  return std::string{phantomime::to_string(finding.origin.strength)} + ' ' + finding.expected + ", " +
         std::string{who} + finding.actual;
}

std::string set_aside_of(const contract::Finding& finding) {
  if (!finding.set_aside) return {};
  const contract::Finding::SetAside& said = *finding.set_aside;
  return (said.over ? "was set aside until " : "set aside until ") + said.until + " by " + said.owner + ": " +
         said.reason;
}

std::string summary_of(const ContractReport& report) {
  const ContractTotals totals = totals_of(report);
  std::string text = counted_words(totals.requests, "request") + " · " + std::to_string(totals.ok) + " ok · " +
                     std::to_string(totals.drift) + " drift";
  if (totals.breaking) text += " (" + std::to_string(totals.breaking) + " breaking)";
  if (totals.set_aside) text += " · " + std::to_string(totals.set_aside) + " set aside";
  if (totals.failed) text += " · " + std::to_string(totals.failed) + " failed";
  return text + " · " + std::to_string(totals.not_run) + " not run · " +
         counted_words(totals.unproven, "unproven field");
}

std::string ground_of(const ContractReport& report) {
  if (nothing_checked(report)) return "nothing was checked: that is a failure";
  const contract::Strengths checked = totals_of(report).checked;
  return counted_words(checked.all(), "assertion") + ": " + std::to_string(checked.documented) + " documented, " +
         std::to_string(checked.recorded) + " recorded, " + std::to_string(checked.assumed) + " assumed";
}

std::vector<std::string> unchecked_of(const ContractReport& report) {
  std::map<std::string, std::size_t> counts;
  for (const ContractReport::Check& check : report.checks) {
    if (check.outcome == Outcome::not_run) ++counts["requests not sent: " + check.why];
    for (const std::string& why : check.comparison.unchecked) ++counts[why];
  }
  std::vector<std::string> lines;
  lines.reserve(counts.size());
  for (const auto& [why, count] : counts)
    lines.push_back(count == 1 ? why : why + " (" + std::to_string(count) + " times)");
  return lines;
}

}  // namespace phantomime::reports
