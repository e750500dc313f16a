#pragma once

#include <string>
#include <vector>

#include "phantomime/base/file_store.hpp"
#include "phantomime/contract/finding.hpp"

namespace phantomime::cli {

/// What `accept` needs of a contract report that was written as JSON (`--report json=FILE`).
struct ReportFile {
  std::string command, pack, profile, target, started;
  std::vector<contract::Finding> findings;  ///< of all checks, in their order
  std::size_t more_findings = 0;            ///< that the report only counts
};

/// Reads one. Every error is located; empty if there was any: no JSON, cut off, another program's, another version.
[[nodiscard]] std::optional<ReportFile> read_report(const FileStore& files, const std::string& path, Errors& errors);

}  // namespace phantomime::cli
