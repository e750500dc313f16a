#include "phantomime/base/json.hpp"
#include "phantomime/reports/contract_words.hpp"
#include "phantomime/reports/sarif.hpp"

namespace phantomime::reports {
namespace {

using contract::Finding;
using contract::FindingKind;
using contract::Impact;
using Check = ContractReport::Check;

struct Rule {
  FindingKind kind;
  std::string_view name;
  std::string_view summary;
};

constexpr Rule rules[] = {
    {FindingKind::status, "status", "the answer has another status"},
    {FindingKind::header, "header", "a header is missing or another"},
    {FindingKind::not_json, "not-json", "the body is no JSON"},
    {FindingKind::truncated, "truncated", "the body was cut off"},
    {FindingKind::extra, "extra", "a member that the contract does not know"},
    {FindingKind::missing, "missing", "a member that should be there is not"},
    {FindingKind::type, "type", "a value has another JSON type"},
    {FindingKind::null, "null", "a value is null that should not be"},
    {FindingKind::value, "value", "a value is none of those that are allowed"},
    {FindingKind::format, "format", "a text is written in another way"},
    {FindingKind::order, "order", "elements follow each other in another order"},
    {FindingKind::count, "count", "there are too many or too few elements"},
    {FindingKind::invariant, "invariant", "what holds of every answer does not"},
};

OrderedJson rule_objects() {
  OrderedJson made = OrderedJson::array();
  for (const Rule& rule : rules) {
    OrderedJson one;
    one["id"] = rule.name;
    one["shortDescription"]["text"] = rule.summary;
    made.push_back(std::move(one));
  }
  return made;
}

OrderedJson result_of(const Finding& finding) {
  const auto kind = static_cast<std::size_t>(finding.kind);
  OrderedJson made;
  made["ruleId"] = rules[kind].name;
  made["ruleIndex"] = kind;
  made["level"] = finding.impact == Impact::breaking     ? "error"
                  : finding.impact == Impact::compatible ? "warning"
                                                         : "note";
  made["message"]["text"] = finding.request + ": " + finding.place + ": " + sentence_of(finding) + " (" +
                            std::string{to_string(finding.impact)} + ": " + finding.reason + "; " +
                            finding.origin.text + ")";
  if (finding.origin.where.source) made["locations"] = OrderedJson::array({sarif_location(finding.origin.where)});
  if (finding.is_set_aside())
    made["suppressions"] =
        OrderedJson::array({{{"kind", "external"}, {"status", "accepted"}, {"justification", set_aside_of(finding)}}});
  else if (finding.set_aside)
    made["message"]["text"] = made["message"]["text"].get<std::string>() + "; " + set_aside_of(finding);
  made["partialFingerprints"]["phantomime/v1"] = finding.id;
  made["properties"] = {{"strength", phantomime::to_string(finding.origin.strength)},
                        {"blame", to_string(finding.blame)},
                        {"stub", finding.stub}};
  return made;
}

}  // namespace

std::string contract_sarif(const ContractReport& report) {
  OrderedJson results = OrderedJson::array();
  OrderedJson notifications = OrderedJson::array();
  const auto notify = [&](std::string_view level, const std::string& text) {
    notifications.push_back({{"level", level}, {"message", {{"text", text}}}});
  };
  for (const Check& check : report.checks) {
    for (const Finding& finding : check.comparison.findings) results.push_back(result_of(finding));
    if (check.outcome == Check::Outcome::failed) notify("error", check.request + ": " + check.why);
  }
  for (const std::string& line : unchecked_of(report)) notify("warning", "not checked: " + line);
  notify(nothing_checked(report) ? "error" : "note", ground_of(report));

  OrderedJson driver;
  driver["name"] = "phantomime";
  if (!report.program_version.empty()) driver["version"] = report.program_version;
  driver["rules"] = rule_objects();
  OrderedJson run;
  run["tool"]["driver"] = std::move(driver);
  OrderedJson invocation;
  // SARIF means by it that the tool itself did its work.
  invocation["executionSuccessful"] = !nothing_checked(report);
  invocation["toolExecutionNotifications"] = std::move(notifications);
  run["invocations"] = OrderedJson::array({std::move(invocation)});
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = std::move(results);
  return sarif_text(std::move(run));
}

}  // namespace phantomime::reports
