#include <cstddef>
#include <optional>

#include "phantomime/base/json.hpp"
#include "phantomime/reports/lint_report.hpp"
#include "phantomime/reports/sarif.hpp"

namespace phantomime::reports {
namespace {

std::optional<std::size_t> rule_index(const LintReport& report, std::string_view check) {
  for (std::size_t rule = 0; rule < report.rules.size(); ++rule)
    if (report.rules[rule].name == check) return rule;
  return std::nullopt;
}

OrderedJson result(const LintReport& report, const Diagnostic& diagnostic) {
  OrderedJson made;
  made["ruleId"] = diagnostic.check;
  if (const auto rule = rule_index(report, diagnostic.check)) made["ruleIndex"] = *rule;
  made["level"] = to_string(diagnostic.severity);
  // SARIF has no place of its own for advice; its viewers show the message alone.
  made["message"]["text"] = diagnostic.hint.empty() ? diagnostic.what : diagnostic.what + "; " + diagnostic.hint;
  if (diagnostic.where && diagnostic.where->source)
    made["locations"] = OrderedJson::array({sarif_location(*diagnostic.where)});
  return made;
}

}  // namespace

std::string lint_sarif(const LintReport& report) {
  OrderedJson rules = OrderedJson::array();
  for (const DiagnosticRule& rule : report.rules) {
    OrderedJson made;
    made["id"] = rule.name;
    made["shortDescription"]["text"] = rule.summary;
    rules.push_back(std::move(made));
  }
  OrderedJson results = OrderedJson::array();
  for (const Diagnostic& diagnostic : report.diagnostics) results.push_back(result(report, diagnostic));

  OrderedJson driver;
  driver["name"] = "phantomime";
  if (!report.program_version.empty()) driver["version"] = report.program_version;
  driver["rules"] = std::move(rules);

  OrderedJson run;
  run["tool"]["driver"] = std::move(driver);
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = std::move(results);

  return sarif_text(std::move(run));
}

}  // namespace phantomime::reports
