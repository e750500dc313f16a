#include "phantomime/reports/contract_report.hpp"

#include <array>

namespace phantomime::reports {

using Outcome = ContractReport::Check::Outcome;

ContractTotals totals_of(const ContractReport& report) noexcept {
  ContractTotals totals;
  for (const ContractReport::Check& check : report.checks) {
    ++totals.requests;
    if (check.outcome == Outcome::ok) ++totals.ok;
    if (check.outcome == Outcome::not_run) ++totals.not_run;
    if (check.outcome == Outcome::failed) ++totals.failed;
    if (check.outcome == Outcome::drift) {
      ++totals.drift;
      if (check.comparison.count(contract::Impact::breaking) > 0) ++totals.breaking;
    }
    totals.findings += check.comparison.findings.size() + check.comparison.more_findings;
    totals.set_aside += check.comparison.set_aside();
    totals.checked += check.comparison.checked;
    totals.unproven += check.comparison.unproven;
  }
  return totals;
}

bool nothing_checked(const ContractReport& report) noexcept { return totals_of(report).checked.all() == 0; }

bool has_findings(const ContractReport& report) noexcept {
  if (nothing_checked(report)) return true;
  for (const ContractReport::Check& check : report.checks)
    if (check.outcome == Outcome::drift || check.outcome == Outcome::failed || check.comparison.drifted()) return true;
  return false;
}

std::span<const ContractFormat> contract_formats() noexcept {
  static constexpr std::array<ContractFormat, 6> formats{{
      {"text", "for people", contract_text},
      {"json", "JSON, for programs", contract_json},
      {"junit", "JUnit's XML, for build servers", contract_junit},
      {"sarif", "SARIF 2.1.0, for code hosts and editors", contract_sarif},
      {"github", "annotations of GitHub Actions", contract_github},
      {"html", "one page for a browser", contract_html},
  }};
  return formats;
}

}  // namespace phantomime::reports
