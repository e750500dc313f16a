#include <cstddef>
#include <optional>

#include "phantomime/base/json.hpp"
#include "phantomime/reports/lint_report.hpp"

namespace phantomime::reports {
namespace {

/// A path as a URI reference (RFC 3986): relative paths stay relative to where lint ran, absolute ones become file
/// URIs.
std::string to_uri(std::string_view path) {
  static constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string uri = !path.empty() && path.front() == '/' ? "file://" : "";
  for (const char letter : path) {
    if (plain.find(letter) != std::string_view::npos) {
      uri += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    uri += '%';
    uri += digits[byte >> 4];
    uri += digits[byte & 15];
  }
  return uri;
}

OrderedJson location(const Location& where) {
  OrderedJson made;
  OrderedJson& physical = made["physicalLocation"];
  physical["artifactLocation"]["uri"] = to_uri(where.source->name);
  if (where.line) physical["region"]["startLine"] = where.line;
  if (where.line && where.column) physical["region"]["startColumn"] = where.column;
  return made;
}

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
    made["locations"] = OrderedJson::array({location(*diagnostic.where)});
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

  OrderedJson log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = OrderedJson::array({std::move(run)});
  return log.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace phantomime::reports
