#pragma once

#include <string>
#include <vector>

#include "phantomime/base/file_store.hpp"
#include "phantomime/reports/lint_report.hpp"

namespace phantomime::testing_support {

/// What `phantomime lint PACK` reports, without the command line.
[[nodiscard]] reports::LintReport linted(const FileStore& store, const std::string& pack);

}  // namespace phantomime::testing_support
