#include <string>
#include <string_view>

#include "phantomime/base/utf8.hpp"
#include "phantomime/reports/lint_report.hpp"

namespace phantomime::reports {
namespace {

/// base/error.hpp draws line and caret; it knows only errors, so a warning's word is put in place of it.
std::string drawn(const Diagnostic& diagnostic) {
  std::string text = render(
      Error{ErrorCode::syntax, diagnostic.what + " [" + diagnostic.check + "]", diagnostic.where, diagnostic.hint});
  static constexpr std::string_view word = "error: ";
  const std::string place = diagnostic.where ? printable(diagnostic.where->to_string()) : std::string{};
  const std::size_t at = place.empty() ? 0 : place.size() + 2;
  if (diagnostic.severity == Severity::warning && text.compare(at, word.size(), word) == 0)
    text.replace(at, word.size(), "warning: ");
  return text;
}

std::string counted(std::size_t count, std::string_view word) {
  std::string text = std::to_string(count) + " " + std::string{word};
  if (count != 1) text += 's';
  return text;
}

std::string summary(const LintReport& report) {
  std::size_t errors = 0, warnings = 0;
  for (const Diagnostic& diagnostic : report.diagnostics)
    ++(diagnostic.severity == Severity::error ? errors : warnings);

  std::string line = report.subject + ": ";
  if (errors) line += counted(errors, "error");
  if (errors && warnings) line += ", ";
  if (warnings) line += counted(warnings, "warning");
  if (!errors && !warnings) line += "no problems";
  if (!report.checked) return line + "; it does not load, so no further check ran\n";

  line += " in " + counted(report.checked->stubs, "stub") + " of " + counted(report.checked->files, "file");
  if (report.checked->fixtures) line += ", " + counted(report.checked->fixtures, "fixture");
  if (report.checked->tables) line += ", " + counted(report.checked->tables, "table");
  return line + "\n";
}

}  // namespace

std::string lint_text(const LintReport& report) {
  std::string text;
  for (const Diagnostic& diagnostic : report.diagnostics) text += drawn(diagnostic) + "\n";
  return text + summary(report);
}

}  // namespace phantomime::reports
