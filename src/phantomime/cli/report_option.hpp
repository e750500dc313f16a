#pragma once

#include <string>
#include <vector>

#include "phantomime/cli/commands.hpp"
#include "phantomime/reports/contract_report.hpp"

namespace phantomime::cli {

/// Where a report goes besides standard output, as `--report FORMAT=FILE` says it.
struct ReportFile {
  const reports::ContractFormat* format = nullptr;
  std::string path;
};

/// Declares `--report` on a command.
void declare_report_option(CLI::App& app, std::vector<std::string>& texts);
/// Errors: usage, with all formats and the nearest.
[[nodiscard]] Result<std::vector<ReportFile>> parse_report_options(const std::vector<std::string>& texts);
/// Writes each, whole or not at all. Errors: io, of every file that could not be written.
[[nodiscard]] Errors write_reports(const reports::ContractReport& report, const std::vector<ReportFile>& files);

}  // namespace phantomime::cli
