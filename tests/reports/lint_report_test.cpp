#include "phantomime/reports/lint_report.hpp"

#include <memory>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

namespace phantomime::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

LintReport report_of(std::vector<Diagnostic> diagnostics) {
  LintReport report;
  report.subject = "acme";
  report.checked = LintReport::Checked{2, 3, 1, 0};
  report.diagnostics = std::move(diagnostics);
  report.rules = {{"unused-variable", "a variable that nothing uses"}, {"shadowed-stub", "a stub that never answers"}};
  report.program_version = "1.2.3";
  return report;
}

Location place() {
  static const auto source = std::make_shared<const Source>("acme/pack.yaml", "phantomime: 1\nvariables:\n  base: /\n");
  return {source, 3, 3};
}

Diagnostic warning() {
  return {"unused-variable", Severity::warning, "variable 'base' is never used", place(), "remove it"};
}

TEST(LintText, ShowsPlaceSeverityCheckLineCaretAndHint) {
  EXPECT_EQ(lint_text(report_of({warning()})),
            "acme/pack.yaml:3:3: warning: variable 'base' is never used [unused-variable]\n"
            "  base: /\n"
            "  ^\n"
            "hint: remove it\n"
            "\n"
            "acme: 1 warning in 3 stubs of 2 files, 1 fixture\n");
}

TEST(LintText, CountsErrorsAndWarningsApart) {
  Diagnostic error = warning();
  error.severity = Severity::error;
  EXPECT_THAT(lint_text(report_of({error, warning(), warning()})), HasSubstr("acme: 1 error, 2 warnings in 3 stubs"));
  EXPECT_THAT(lint_text(report_of({error})), HasSubstr("acme/pack.yaml:3:3: error: variable"));
}

TEST(LintText, SaysWhatWasCheckedWhereNothingWasFound) {
  EXPECT_EQ(lint_text(report_of({})), "acme: no problems in 3 stubs of 2 files, 1 fixture\n");
}

TEST(LintText, SaysThatChecksDidNotRun) {
  LintReport report = report_of({{"syntax", Severity::error, "broken", place(), ""}});
  report.checked.reset();
  EXPECT_THAT(lint_text(report), HasSubstr("acme: 1 error; it does not load, so no further check ran\n"));
}

TEST(LintText, KeepsControlCharactersFromTheTerminal) {
  Diagnostic hostile = warning();
  hostile.where->source = std::make_shared<const Source>("\x1b[2J.yaml", "a\nb\n\x1b]0;owned\x07: 1\n");
  hostile.what = "variable '\x1b[31m' is never used";
  const std::string text = lint_text(report_of({hostile}));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
  EXPECT_THAT(text, HasSubstr(": warning: "));
}

TEST(LintJson, IsAnArrayOfProblems) {
  const Json json = Json::parse(lint_json(report_of({warning()})));
  EXPECT_EQ(json, Json::parse(R"([{"check": "unused-variable", "severity": "warning", "file": "acme/pack.yaml",
      "line": 3, "column": 3, "message": "variable 'base' is never used", "hint": "remove it"}])"));
  EXPECT_EQ(lint_json(report_of({})), "[]\n");
}

TEST(LintJson, SaysNullWhereNothingIsKnown) {
  const Json json = Json::parse(lint_json(report_of({{"io", Severity::error, "disk", std::nullopt, ""}})));
  for (const char* member : {"file", "line", "column", "hint"}) EXPECT_TRUE(json.at(0).at(member).is_null()) << member;
}

TEST(LintJson, StaysJsonWhateverTheBytes) {
  const Json json =
      Json::parse(lint_json(report_of({{"syntax", Severity::error, "not UTF-8: \xff\xfe \"\n", place(), ""}})));
  EXPECT_EQ(json.at(0).at("message"), "not UTF-8: \xEF\xBF\xBD\xEF\xBF\xBD \"\n");
}

TEST(LintSarif, HasWhatViewersNeed) {
  const Json json = Json::parse(lint_sarif(report_of({warning()})));
  EXPECT_EQ(json.at("version"), "2.1.0");
  const Json& run = json.at("runs").at(0);
  EXPECT_EQ(run.at("columnKind"), "unicodeCodePoints");
  EXPECT_EQ(run.at("tool").at("driver").at("name"), "phantomime");
  EXPECT_EQ(run.at("tool").at("driver").at("version"), "1.2.3");
  EXPECT_EQ(run.at("tool").at("driver").at("rules").at(1).at("id"), "shadowed-stub");
  EXPECT_EQ(run.at("tool").at("driver").at("rules").at(1).at("shortDescription").at("text"),
            "a stub that never answers");

  const Json& result = run.at("results").at(0);
  EXPECT_EQ(result.at("ruleId"), "unused-variable");
  EXPECT_EQ(result.at("ruleIndex"), 0);
  EXPECT_EQ(result.at("level"), "warning");
  EXPECT_EQ(result.at("message").at("text"), "variable 'base' is never used; remove it");
  const Json& physical = result.at("locations").at(0).at("physicalLocation");
  EXPECT_EQ(physical.at("artifactLocation").at("uri"), "acme/pack.yaml");
  EXPECT_EQ(physical.at("region"), Json::parse(R"({"startLine": 3, "startColumn": 3})"));
}

TEST(LintSarif, WritesPathsAsUris) {
  Diagnostic odd = warning();
  odd.where->source = std::make_shared<const Source>("/a b/größe#1.yaml", "");
  odd.where->line = 0;
  const Json json = Json::parse(lint_sarif(report_of({odd})));
  const Json& physical = json.at("runs").at(0).at("results").at(0).at("locations").at(0).at("physicalLocation");
  EXPECT_EQ(physical.at("artifactLocation").at("uri"), "file:///a%20b/gr%C3%B6%C3%9Fe%231.yaml");
  EXPECT_FALSE(physical.contains("region"));
}

TEST(LintSarif, HasResultsEvenWithoutAny) {
  const Json json = Json::parse(lint_sarif(report_of({})));
  EXPECT_TRUE(json.at("runs").at(0).at("results").is_array());
}

TEST(LintFormats, AreNamedOnceAndWrite) {
  ASSERT_FALSE(lint_formats().empty());
  std::set<std::string_view> names;
  for (const LintFormat& format : lint_formats()) {
    EXPECT_TRUE(names.insert(format.name).second) << format.name;
    EXPECT_FALSE(format.summary.empty());
    EXPECT_FALSE(format.write(report_of({warning()})).empty());
  }
}

}  // namespace
}  // namespace phantomime::reports
