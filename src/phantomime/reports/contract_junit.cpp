#include "phantomime/reports/contract_words.hpp"
#include "phantomime/reports/junit.hpp"

namespace phantomime::reports {
namespace {

using contract::Finding;
using contract::Impact;
using Check = ContractReport::Check;

std::string details_of(const Check& check) {
  std::string text;
  for (const Finding& finding : check.comparison.findings) {
    if (finding.impact == Impact::noise) continue;
    text += std::string{to_string(finding.impact)} + "  " + xml_text(finding.place) + "  " +
            xml_text(sentence_of(finding)) + '\n';
    text += "  " + xml_text(line_of(finding.origin.where)) + "  " + xml_text(finding.origin.text) + "  [" + finding.id +
            "]\n";
    if (finding.set_aside) text += "  " + xml_text(set_aside_of(finding)) + '\n';
  }
  if (check.comparison.more_findings)
    text += "and " + counted_words(check.comparison.more_findings, "further finding") + '\n';
  return text;
}

/// What passes because somebody set it aside is a test that was skipped.
void add_set_aside(JUnitSuite& suite, const Check& check) {
  for (const Finding& finding : check.comparison.findings)
    if (finding.is_set_aside())
      suite.skip(suite.add("contract", check.request + " (" + check.stub + "): " + finding.place + ", " +
                                           std::string{to_string(finding.kind)}),
                 set_aside_of(finding) + "; " + sentence_of(finding));
}

void add_check(JUnitSuite& suite, const Check& check) {
  const auto test = suite.add("contract", check.request + " (" + check.stub + ")");
  switch (check.outcome) {
    case Check::Outcome::ok:
      break;
    case Check::Outcome::not_run:
      suite.skip(test, "not run: " + check.why);
      break;
    case Check::Outcome::failed:
      suite.fail(test, "failed", check.why, "");
      break;
    case Check::Outcome::drift:
      suite.fail(test, check.comparison.count(Impact::breaking) ? "breaking" : "compatible",
                 counted_words(check.comparison.findings.size(), "finding"), details_of(check));
  }
}

}  // namespace

std::string contract_junit(const ContractReport& report) {
  JUnitDocument document{"phantomime " + report.command};
  JUnitSuite suite = document.add_suite("phantomime " + report.command + ' ' + report.subject);
  for (const Check& check : report.checks) {
    add_check(suite, check);
    add_set_aside(suite, check);
  }
  // Build servers show tests and nothing else: what the run rests on is one of them.
  const auto ground = suite.add("contract", ground_of(report));
  if (nothing_checked(report)) suite.fail(ground, "nothing-checked", ground_of(report), "");
  for (const std::string& line : unchecked_of(report)) suite.skip(suite.add("contract", "not checked: " + line), line);
  document.finish(suite);
  return document.text();
}

}  // namespace phantomime::reports
