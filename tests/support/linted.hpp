#pragma once

#include <memory>
#include <string>

#include "phantomime/base/file_store.hpp"
#include "phantomime/reports/lint_report.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::testing_support {

/// The scenario of one pack, or null where it does not load.
[[nodiscard]] std::shared_ptr<const scenario::Scenario> loaded(const FileStore& store, const std::string& pack);

/// What `phantomime lint PACK` reports, without the command line.
[[nodiscard]] reports::LintReport linted(const FileStore& store, const std::string& pack);

}  // namespace phantomime::testing_support
