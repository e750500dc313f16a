#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/file_store.hpp"
#include "phantomime/reports/run_report.hpp"
#include "phantomime/server/verification.hpp"

namespace phantomime::cli {

/// A file of `--expect`: a YAML list of what `POST verify` takes.
struct ExpectFile {
  struct Entry {
    std::string name;  ///< what is asked: "POST /orders", redacted
    Location where;
    server::Question question;
  };
  std::shared_ptr<const Source> source;  ///< the places point into it
  std::vector<Entry> entries;
};

/// Reads it as the requests of a scenario's first pack are read. Reports every error of the file; empty if there was
/// any. A file that expects nothing is one.
[[nodiscard]] std::optional<ExpectFile> read_expect_file(const FileStore& files, const std::string& path,
                                                         const scenario::Scenario& scenario, Errors& errors);

/// Whether what was expected came, in the order of the file.
[[nodiscard]] std::vector<reports::RunReport::Expectation> judge(ExpectFile file, const scenario::Journal& journal);

}  // namespace phantomime::cli
