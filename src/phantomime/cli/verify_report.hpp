#pragma once

#include "phantomime/cli/context.hpp"
#include "phantomime/cli/verify_options.hpp"

namespace phantomime::cli {

/// Writes a report in every form that was asked for, each file replaced whole; the text goes to standard output, or to
/// standard error where another form goes there. Errors: io, for files that cannot be written; the others are.
[[nodiscard]] Errors write_reports(Context& context, const reports::ContractReport& report,
                                   const std::vector<ReportTarget>& targets);

/// Whether a report is a failure: nothing checked, answers that did not come, findings of at least that impact.
[[nodiscard]] bool fails(const reports::ContractReport& report, contract::Impact least);

}  // namespace phantomime::cli
