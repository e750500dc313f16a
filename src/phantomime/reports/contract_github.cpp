#include "phantomime/base/utf8.hpp"
#include "phantomime/reports/contract_words.hpp"

namespace phantomime::reports {
namespace {

using contract::Finding;
using contract::Impact;
using Check = ContractReport::Check;

enum class Part { message, property };

/// As the runner's own toolkit escapes it: else a server's text could give it commands.
std::string escaped(std::string_view text, Part part) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '%')
      result += "%25";
    else if (c == '\r')
      result += "%0D";
    else if (c == '\n')
      result += "%0A";
    else if (c == ':' && part == Part::property)
      result += "%3A";
    else if (c == ',' && part == Part::property)
      result += "%2C";
    else
      result += c;
  }
  return result;
}

std::string annotation(std::string_view level, const Location& where, std::string_view title,
                       std::string_view message) {
  std::string text = "::" + std::string{level} + ' ';
  if (where.source) {
    text += "file=" + escaped(where.source->name, Part::property) + ',';
    if (where.line) text += "line=" + std::to_string(where.line) + ',';
    if (where.line && where.column) text += "col=" + std::to_string(where.column) + ',';
  }
  return text + "title=" + escaped(title, Part::property) + "::" + escaped(message, Part::message) + '\n';
}

}  // namespace

std::string contract_github(const ContractReport& report) {
  std::string text;
  for (const Check& check : report.checks) {
    for (const Finding& finding : check.comparison.findings) {
      if (finding.impact == Impact::noise) continue;
      const std::string aside = set_aside_of(finding);
      const std::string_view level = finding.impact == Impact::breaking ? "error" : "warning";
      text += annotation(finding.is_set_aside() ? "notice" : level, finding.origin.where,
                         finding.request + ' ' + finding.place,
                         sentence_of(finding) + " (" + std::string{to_string(finding.impact)} + ": " + finding.reason +
                             ")" + (aside.empty() ? "" : "; " + aside));
    }
    if (check.outcome == Check::Outcome::failed) text += annotation("error", check.where, check.request, check.why);
  }
  for (const std::string& line : unchecked_of(report)) text += annotation("notice", {}, "not checked", line);
  return text + annotation(nothing_checked(report) ? "error" : "notice", {}, summary_of(report), ground_of(report));
}

}  // namespace phantomime::reports
