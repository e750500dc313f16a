#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/diagnostic.hpp"

namespace phantomime::reports {

/// What `phantomime lint` has to say, whoever found it: errors of loading and findings of checks in one list.
struct LintReport {
  /// What was looked at, so that "no problems" is never vacuous.
  struct Checked {
    std::size_t files = 0;  ///< scenario files
    std::size_t stubs = 0;
    std::size_t fixtures = 0;
    std::size_t tables = 0;
  };

  std::string subject;                  ///< the packs by name: "phantom-docs"
  std::optional<Checked> checked;       ///< empty: the pack did not load, and no check ran
  std::vector<Diagnostic> diagnostics;  ///< in the order to show them (sort_diagnostics)
  std::vector<DiagnosticRule> rules;    ///< every rule that could have spoken: error_rules() and those of the checks
  std::string_view program_version;
};

/// For people: each diagnostic as `file:line:column: warning: what [check]`, its line, a caret and the hint; then one
/// line that sums up. Control characters of the files never reach the terminal.
[[nodiscard]] std::string lint_text(const LintReport& report);
/// A JSON array of {check, severity, file, line, column, message, hint}; what is not known is null.
[[nodiscard]] std::string lint_json(const LintReport& report);
/// SARIF 2.1.0, one run; columns count Unicode code points.
[[nodiscard]] std::string lint_sarif(const LintReport& report);

/// A row of the registry of forms: what `--format` takes.
struct LintFormat {
  std::string_view name;
  std::string_view summary;
  std::string (*write)(const LintReport& report) = nullptr;
};
[[nodiscard]] std::span<const LintFormat> lint_formats() noexcept;

}  // namespace phantomime::reports
