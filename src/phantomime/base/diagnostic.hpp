#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/error.hpp"

namespace phantomime {

enum class Severity { warning, error };
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;

/// One thing found wrong in what people wrote: an error of loading or a finding of a check, in the form in which both
/// are reported together (`phantomime lint`).
struct Diagnostic {
  std::string check;  ///< the rule that found it: "shadowed-stub"; of an error of loading its code: "unknown-key"
  Severity severity = Severity::warning;
  std::string what;               ///< a sentence without the place and without a full stop
  std::optional<Location> where;  ///< absent where there is no text to point at
  std::string hint;               ///< what to do about it; may be empty
};

/// A rule that can give diagnostics, for reports that list them (SARIF) and for help.
struct DiagnosticRule {
  std::string_view name;
  std::string_view summary;
};
/// One row for each ErrorCode, in its order.
[[nodiscard]] std::span<const DiagnosticRule> error_rules() noexcept;

[[nodiscard]] Diagnostic to_diagnostic(const Error& error);
/// In the order of file, line, column, then of the text; diagnostics without a place first.
void sort_diagnostics(std::vector<Diagnostic>& diagnostics);

}  // namespace phantomime
