#include "phantomime/base/json.hpp"
#include "phantomime/reports/contract_report_schema.hpp"
#include "phantomime/reports/contract_words.hpp"

namespace phantomime::reports {
namespace {

using contract::Finding;
using Check = ContractReport::Check;

OrderedJson place(const Location& where) {
  if (!where.source) return nullptr;
  OrderedJson made = {{"file", where.source->name}};
  made["line"] = where.line ? OrderedJson(where.line) : OrderedJson(nullptr);
  made["column"] = where.column ? OrderedJson(where.column) : OrderedJson(nullptr);
  return made;
}

OrderedJson strengths(const contract::Strengths& checked) {
  return {{"documented", checked.documented}, {"recorded", checked.recorded}, {"assumed", checked.assumed}};
}

OrderedJson set_aside(const Finding& finding) {
  if (!finding.set_aside) return nullptr;
  const Finding::SetAside& said = *finding.set_aside;
  return {{"owner", said.owner},
          {"reason", said.reason},
          {"until", said.until},
          {"over", said.over},
          {"where", place(said.where)}};
}

OrderedJson finding_of(const Finding& finding) {
  return {{"id", finding.id},
          {"place", finding.place},
          {"general_place", finding.general},
          {"kind", to_string(finding.kind)},
          {"class", to_string(finding.impact)},
          {"reason", finding.reason},
          {"expected", finding.expected},
          {"actual", finding.actual},
          {"times", finding.times},
          {"origin",
           {{"kind", to_string(finding.origin.kind)},
            {"strength", phantomime::to_string(finding.origin.strength)},
            {"text", finding.origin.text},
            {"where", place(finding.origin.where)}}},
          {"blame", to_string(finding.blame)},
          {"blame_reason", finding.blame_reason},
          {"observed", finding.observed.empty() ? OrderedJson(nullptr) : OrderedJson(finding.observed)},
          {"unobserved", finding.unobserved},
          {"set_aside", set_aside(finding)}};
}

OrderedJson json_of_check(const Check& check) {
  OrderedJson made = {{"request", check.request},
                      {"stub", check.stub},
                      {"where", place(check.where)},
                      {"outcome", to_string(check.outcome)},
                      {"why", check.why},
                      {"safety", check.safety},
                      {"milliseconds", check.milliseconds},
                      {"assertions", strengths(check.comparison.checked)},
                      {"unproven", check.comparison.unproven},
                      {"unchecked", check.comparison.unchecked}};
  OrderedJson findings = OrderedJson::array();
  for (const Finding& finding : check.comparison.findings) {
    findings.push_back(finding_of(finding));
    findings.back()["request"] = finding.request;
  }
  made["findings"] = std::move(findings);
  made["more_findings"] = check.comparison.more_findings;
  return made;
}

}  // namespace

std::string contract_json(const ContractReport& report) {
  const ContractTotals totals = totals_of(report);
  OrderedJson made = {{"version", 1},
                      {"program", "phantomime " + std::string{report.program_version}},
                      {"command", report.command},
                      {"subject", report.subject},
                      {"pack", report.pack},
                      {"profile", report.profile},
                      {"target", report.target},
                      {"started", report.started}};
  made["totals"] = {{"requests", totals.requests}, {"ok", totals.ok},
                    {"drift", totals.drift},       {"breaking", totals.breaking},
                    {"not_run", totals.not_run},   {"failed", totals.failed},
                    {"findings", totals.findings}, {"set_aside", totals.set_aside},
                    {"unproven", totals.unproven}};
  made["totals"]["assertions"] = strengths(totals.checked);
  made["failed"] = has_findings(report);
  made["nothing_checked"] = nothing_checked(report);
  made["not_checked"] = unchecked_of(report);
  made["notes"] = report.notes;
  OrderedJson checks = OrderedJson::array();
  for (const Check& check : report.checks) checks.push_back(json_of_check(check));
  made["checks"] = std::move(checks);
  // `replace`: texts of servers may be any bytes, and a report must be valid JSON whatever they are.
  return made.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

std::string contract_report_schema() { return std::string{contract_report_schema_text}; }

}  // namespace phantomime::reports
