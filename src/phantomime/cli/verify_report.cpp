#include "phantomime/cli/verify_report.hpp"

#include <algorithm>

#include "phantomime/server/output_file.hpp"

namespace phantomime::cli {

Errors write_reports(Context& context, const reports::ContractReport& report,
                     const std::vector<ReportTarget>& targets) {
  const bool taken =
      std::any_of(targets.begin(), targets.end(), [](const ReportTarget& target) { return target.file == "-"; });
  (taken ? context.err : context.out) << reports::contract_text(report);
  Errors errors;
  for (const ReportTarget& target : targets) {
    const std::string text = target.format->write(report);
    if (target.file == "-") {
      context.out << text;
    } else if (auto written = server::replace_file(target.file, text); !written) {
      errors.push_back(written.error());
    }
  }
  return errors;
}

bool fails(const reports::ContractReport& report, contract::Impact least) {
  if (least != contract::Impact::breaking || reports::nothing_checked(report)) return reports::has_findings(report);
  const reports::ContractTotals totals = reports::totals_of(report);
  return totals.failed > 0 || totals.breaking > 0;
}

}  // namespace phantomime::cli
