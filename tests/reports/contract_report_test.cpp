#include "phantomime/reports/contract_report.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/contract/quarantine.hpp"

namespace phantomime::reports {
namespace {

using contract::Finding;
using contract::FindingKind;
using contract::Impact;
using contract::Origin;
using testing::HasSubstr;
using testing::Not;
using Check = ContractReport::Check;

constexpr std::string_view hostile = "</code><script>alert(1)</script>\x1b[31m\n::error::x %0A \" ' & \xff";

Finding missing() {
  static const auto source = std::make_shared<const Source>("fixtures/phantom/approval/one.json", "{}");
  Finding finding;
  finding.id = contract::finding_id("approval: one", "$.due_time", FindingKind::missing);
  finding.stub = "approval: one";
  finding.request = "GET /rest/approval/1";
  finding.place = finding.general = "$.due_time";
  finding.kind = FindingKind::missing;
  finding.expected = "string, timestamp_micros";
  finding.actual = "missing";
  finding.reason = "a consumer reads it";
  finding.origin = {
      Origin::Kind::fixture, Provenance::documented, "REST Approval, /rest/approval/<id>", {source, 15, 2}};
  finding.blame = contract::Blame::server;
  finding.blame_reason = "it is documented";
  return finding;
}

ContractReport report_of(std::vector<Finding> findings) {
  ContractReport report;
  report.subject = "phantom 4.10";
  report.target = "https://phantom.example";
  report.program_version = "1.2.3";
  Check ok;
  ok.request = "GET /rest/approval";
  ok.stub = "approval: list";
  ok.why = "documented (REST Approval)";
  ok.comparison.checked = {40, 0, 2};
  ok.comparison.unproven = 3;
  ok.comparison.unchecked = {"'all pages': the pages of the list were not fetched"};
  Check drift;
  drift.request = "GET /rest/approval/{id}";
  drift.stub = "approval: one";
  drift.outcome = findings.empty() ? Check::Outcome::ok : Check::Outcome::drift;
  drift.comparison.checked = {19, 0, 0};
  drift.comparison.findings = std::move(findings);
  Check not_run;
  not_run.request = "POST /rest/ph_user";
  not_run.outcome = Check::Outcome::not_run;
  not_run.why = "creates; allow with --allow creates";
  report.checks = {ok, drift, not_run};
  return report;
}

/// What would run, leave its element, turn the text round or move a cursor, were it not only text.
std::string attack() {
  return "</style></title></textarea>--><script>document.title='owned'</script><img src=x "
         "onerror=\"document.title='owned'\"><svg onload=document.title='owned'><a href=\"javascript:document.title="
         "'owned'\">x</a><iframe srcdoc='<script>parent.document.title=\"owned\"</script>'></iframe>"
         "<meta http-equiv=refresh content='0;url=//evil'><link rel=stylesheet href=//evil/x.css>"
         "<body onload=document.title='owned'>\u202e\u2066 \x1b[2J\x1b]0;owned\x07 \x08 \r\n ]]> &lt; "
         "%0A::error::x";
}

ContractReport hostile_report() {
  Finding finding = missing();
  for (std::string* text : {&finding.request, &finding.place, &finding.expected, &finding.actual, &finding.reason,
                            &finding.stub, &finding.origin.text, &finding.blame_reason})
    *text = hostile;
  finding.origin.where.source = std::make_shared<const Source>(std::string{hostile}, "");
  ContractReport report = report_of({finding});
  for (std::string* text :
       {&report.subject, &report.target, &report.started, &report.checks[0].request, &report.checks[2].why})
    *text = hostile;
  report.notes = {std::string{hostile}};
  return report;
}

TEST(ContractText, IsATableWithFindingsAndWhatItRestsOn) {
  EXPECT_EQ(contract_text(report_of({missing()})),
            "  GET /rest/approval       ok       documented (REST Approval), 42 assertions, 2 assumed\n"
            "  GET /rest/approval/{id}  drift    19 assertions\n"
            "        $.due_time  documented string, timestamp_micros, live missing  breaking  blame: server\n"
            "          fixtures/phantom/approval/one.json:15  REST Approval, /rest/approval/<id>  [" +
                missing().id +
                "]\n"
                "  POST /rest/ph_user       not run  creates; allow with --allow creates\n"
                "  not checked: 'all pages': the pages of the list were not fetched\n"
                "  not checked: requests not sent: creates; allow with --allow creates\n"
                "  3 requests · 1 ok · 1 drift (1 breaking) · 1 not run · 3 unproven fields\n"
                "  61 assertions: 59 documented, 0 recorded, 2 assumed\n");
}

TEST(ContractReport, FailsWhereNothingWasChecked) {
  ContractReport vacuous = report_of({});
  EXPECT_FALSE(has_findings(vacuous));
  vacuous.checks.erase(vacuous.checks.begin(), vacuous.checks.begin() + 2);
  EXPECT_TRUE(nothing_checked(vacuous));
  EXPECT_TRUE(has_findings(vacuous));
  for (const ContractFormat& format : contract_formats())
    EXPECT_THAT(format.write(vacuous),
                testing::AnyOf(HasSubstr("othing was checked"), HasSubstr("nothing_checked\": true")))
        << format.name;
  EXPECT_TRUE(has_findings(ContractReport{}));
}

TEST(ContractReport, IsNoFailureForNoiseAlone) {
  Finding noise = missing();
  noise.impact = Impact::noise;
  ContractReport report = report_of({noise});
  report.checks[1].outcome = Check::Outcome::ok;
  EXPECT_FALSE(has_findings(report));
  report.checks[1].comparison.findings[0].impact = Impact::compatible;
  EXPECT_TRUE(has_findings(report));
}

TEST(ContractReport, EveryFormSaysWhatWasNotCheckedAndWhatIsAssumed) {
  ASSERT_EQ(contract_formats().size(), 6u);
  std::set<std::string_view> names;
  for (const ContractFormat& format : contract_formats()) {
    EXPECT_TRUE(names.insert(format.name).second);
    const std::string text = format.write(report_of({missing()}));
    EXPECT_THAT(text, HasSubstr("pages of the list were not fetched")) << format.name;
    EXPECT_THAT(text, testing::AnyOf(HasSubstr("2 assumed"), HasSubstr("\"assumed\": 2"))) << format.name;
    EXPECT_THAT(text, HasSubstr("one.json")) << format.name;
    EXPECT_THAT(text, HasSubstr("due_time")) << format.name;
  }
}

TEST(ContractJson, IsVersionedAndNamesEveryPart) {
  const auto json = parse_json(contract_json(report_of({missing()})));
  ASSERT_TRUE(json);
  EXPECT_EQ(json->at("version"), 1);
  EXPECT_EQ(json->at("totals").at("breaking"), 1);
  const Json& finding = json->at("checks").at(1).at("findings").at(0);
  EXPECT_EQ(finding.at("class"), "breaking");
  EXPECT_EQ(finding.at("origin").at("where"),
            (Json{{"file", "fixtures/phantom/approval/one.json"}, {"line", 15}, {"column", 2}}));
  const auto schema = parse_json(contract_report_schema());
  ASSERT_TRUE(schema);
  // Every member that is written is in the schema, and every required one is written.
  for (const auto& [name, value] : json->items()) EXPECT_TRUE(schema->at("properties").contains(name)) << name;
  for (const Json& name : schema->at("required")) EXPECT_TRUE(json->contains(name.get<std::string>())) << name;
  for (const Json& name : schema->at("$defs").at("finding").at("required"))
    EXPECT_TRUE(finding.contains(name.get<std::string>())) << name;
  EXPECT_EQ(finding.size(), schema->at("$defs").at("finding").at("properties").size());
}

TEST(ContractSarif, PointsAtTheLineThatSaysOtherwise) {
  const auto sarif = parse_json(contract_sarif(report_of({missing()})));
  ASSERT_TRUE(sarif);
  const Json& result = sarif->at("runs").at(0).at("results").at(0);
  EXPECT_EQ(result.at("ruleId"), "missing");
  EXPECT_EQ(result.at("level"), "error");
  EXPECT_EQ(result.at("partialFingerprints").at("phantomime/v1"), missing().id);
  const Json& place = result.at("locations").at(0).at("physicalLocation");
  EXPECT_EQ(place.at("artifactLocation").at("uri"), "fixtures/phantom/approval/one.json");
  EXPECT_EQ(place.at("region").at("startLine"), 15);
  const Json& rules = sarif->at("runs").at(0).at("tool").at("driver").at("rules");
  for (std::size_t kind = 0; kind <= static_cast<std::size_t>(FindingKind::invariant); ++kind) {
    Finding finding = missing();
    finding.kind = static_cast<FindingKind>(kind);
    const auto one = parse_json(contract_sarif(report_of({finding})));
    const Json& made = one->at("runs").at(0).at("results").at(0);
    EXPECT_EQ(rules.at(made.at("ruleIndex").get<std::size_t>()).at("id"), made.at("ruleId"));
  }
}

TEST(ContractJUnit, IsWellFormedAndCounts) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(contract_junit(report_of({missing()})).c_str()));
  EXPECT_STREQ(document.child("testsuites").attribute("failures").value(), "1");
  EXPECT_STREQ(document.select_node("//failure").node().attribute("type").value(), "breaking");
}

TEST(ContractGithub, AnnotatesTheLine) {
  EXPECT_THAT(contract_github(report_of({missing()})),
              HasSubstr("::error file=fixtures/phantom/approval/one.json,line=15,col=2,title=GET /rest/approval/1 "
                        "$.due_time::documented "
                        "string, timestamp_micros, live missing (breaking: a consumer reads it)\n"));
}

TEST(ContractReport, EveryFormShowsWhatIsSetAside) {
  Finding aside = missing();
  aside.set_aside = Finding::SetAside{"ann", "mended in 8.5.1", "2026-12-31", false, {}};
  ContractReport report = report_of({aside});
  report.checks[1].outcome = Check::Outcome::ok;
  EXPECT_FALSE(has_findings(report));
  EXPECT_EQ(totals_of(report).set_aside, 1u);
  for (const ContractFormat& format : contract_formats()) {
    const std::string text = format.write(report);
    EXPECT_THAT(text, HasSubstr("2026-12-31")) << format.name;
    EXPECT_THAT(text, HasSubstr("mended in 8.5.1")) << format.name;
    EXPECT_THAT(text, HasSubstr("ann")) << format.name;
    EXPECT_THAT(text, HasSubstr("due_time")) << format.name;
  }
  const auto sarif = parse_json(contract_sarif(report));
  EXPECT_EQ(sarif->at("runs").at(0).at("results").at(0).at("suppressions").at(0).at("status"), "accepted");
  EXPECT_THAT(contract_github(report), Not(HasSubstr("::error")));
  EXPECT_THAT(contract_text(report), HasSubstr("1 set aside"));

  report.checks[1].outcome = Check::Outcome::drift;
  report.checks[1].comparison.findings[0].set_aside->over = true;
  EXPECT_TRUE(has_findings(report));
  EXPECT_EQ(totals_of(report).set_aside, 0u);
  for (const ContractFormat& format : contract_formats())
    EXPECT_THAT(format.write(report), HasSubstr("2026-12-31")) << format.name << ": it says that the time is over";
}

/// A scenario with one quarantine, as the loader makes it.
scenario::Scenario quarantined(const std::string& until) {
  static const auto source = std::make_shared<const Source>("p/quarantine.yaml", "");
  contract::Quarantine::Entry entry;
  entry.finding = missing().id;
  entry.stub = "approval: one";
  entry.named = "approval: one, $.due_time, missing";
  entry.owner = "ann";
  entry.until = until;
  entry.over = *parse_instant(until) + std::chrono::hours{24};
  entry.where = {source, 3, 5};
  contract::Quarantine quarantine;
  quarantine.entries.push_back(entry);
  scenario::Scenario scenario;
  scenario.packs.emplace_back();
  scenario.packs[0].quarantine = std::make_shared<const contract::Quarantine>(quarantine);
  return scenario;
}

TEST(ApplyQuarantine, MakesACheckOkWhoseFindingsAreAllSetAside) {
  ContractReport report = report_of({missing()});
  EXPECT_TRUE(apply_quarantine(report, quarantined("2026-12-31"), *parse_instant("2026-12-01")).empty());
  EXPECT_EQ(report.checks[1].outcome, Check::Outcome::ok);
  EXPECT_FALSE(has_findings(report));
  EXPECT_TRUE(report.notes.empty());
}

TEST(ApplyQuarantine, SaysThatItsTimeIsOver) {
  ContractReport report = report_of({missing()});
  EXPECT_TRUE(apply_quarantine(report, quarantined("2026-11-30"), *parse_instant("2026-12-01")).empty());
  EXPECT_EQ(report.checks[1].outcome, Check::Outcome::drift);
  EXPECT_TRUE(has_findings(report));
  EXPECT_THAT(report.notes, testing::ElementsAre(AllOf(HasSubstr("p/quarantine.yaml:3"), HasSubstr("fails again"))));
}

TEST(ApplyQuarantine, SaysWhatNamesNothingAnyMore) {
  ContractReport report = report_of({});
  (void)apply_quarantine(report, quarantined("2026-12-31"), *parse_instant("2026-12-01"));
  EXPECT_THAT(report.notes, testing::ElementsAre(HasSubstr("names nothing that this run found")));
  // A stub that was not asked says nothing of its findings.
  ContractReport other = report_of({});
  other.checks.erase(other.checks.begin() + 1);
  (void)apply_quarantine(other, quarantined("2026-12-31"), *parse_instant("2026-12-01"));
  EXPECT_TRUE(other.notes.empty());
}

TEST(ApplyQuarantine, RefusesAnEndThatIsTooFarAhead) {
  ContractReport report = report_of({missing()});
  EXPECT_EQ(apply_quarantine(report, quarantined("2027-12-31"), *parse_instant("2026-12-01")).size(), 1u);
}

TEST(ContractReport, NoFormObeysWhatAServerSaid) {
  const ContractReport report = hostile_report();
  for (const ContractFormat& format : contract_formats()) {
    const std::string text = format.write(report);
    EXPECT_THAT(text, Not(HasSubstr("\x1b"))) << format.name;
    const bool markup = format.name == "html" || format.name == "junit";
    EXPECT_FALSE(markup && text.find("<script") != std::string::npos) << format.name;
  }
  EXPECT_TRUE(parse_json(contract_json(report)));
  EXPECT_TRUE(parse_json(contract_sarif(report)));
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(contract_junit(report).c_str()));
  // Each line of annotations begins with a command of ours.
  const std::string github = contract_github(report);
  for (std::size_t at = 0; at < github.size(); at = github.find('\n', at) + 1)
    EXPECT_THAT(github.substr(at, 9),
                testing::AnyOf(HasSubstr("::error "), HasSubstr("::warning"), HasSubstr("::notice ")));
  EXPECT_THAT(contract_html(report), HasSubstr("default-src 'none'"));
}

/// For tests/python/test_reports.py and test_report_page.py, which hold every form against others' readers. Written
/// only where they ask for it.
TEST(ContractReport, IsGivenToTheValidators) {
  const char* folder = std::getenv("PHANTOMIME_REPORTS_FOLDER");
  if (!folder) GTEST_SKIP() << "PHANTOMIME_REPORTS_FOLDER is not set";
  Finding aside = missing();
  aside.place = aside.general = "$.owner";
  aside.observed = "null";
  aside.set_aside = Finding::SetAside{"ann", "mended in 8.5.1", "2026-12-31", false, aside.origin.where};
  ContractReport worst_report = hostile_report();
  Finding& worst = worst_report.checks[1].comparison.findings[0];
  worst.actual = attack();
  worst.set_aside = Finding::SetAside{attack(), attack(), "2026-12-31", true, worst.origin.where};
  worst.observed = attack();
  worst_report.notes.push_back(std::string(1 << 20, '<') + attack());
  ContractReport vacuous;
  vacuous.checks.push_back(report_of({}).checks[2]);
  const std::pair<std::string, ContractReport> reports[] = {
      {"ordinary", report_of({missing(), aside})}, {"hostile", worst_report}, {"vacuous", vacuous}};
  const std::string at = std::string{folder} + "/";
  for (const auto& [name, report] : reports)
    for (const ContractFormat& format : contract_formats())
      std::ofstream{at + name + "." + std::string{format.name}, std::ios::binary} << format.write(report);
  std::ofstream{at + "json.schema"} << contract_report_schema();
}

}  // namespace
}  // namespace phantomime::reports
