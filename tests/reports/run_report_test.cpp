#include "phantomime/reports/run_report.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/utf8.hpp"

namespace phantomime::reports {
namespace {

using testing::HasSubstr;

RunReport quiet_run() {
  RunReport report;
  report.subject = "shop";
  report.matched = 3;
  report.world = "seed 7";
  return report;
}

RunReport findings() {
  RunReport report = quiet_run();
  report.refused = 1;
  report.bad_requests = 2;
  report.unmatched_requests = 12;
  report.unmatched = {{"GET /helo", 404, "greeting: path is /helo, not /hello", {"one", "two"}, true, 3},
                      {"POST /other", 404, "", {}, false, 1}};
  report.unmatched_others = 8;
  report.expectations = {
      {"met", "pack.yaml:3:5", true, "at least 1", 2, {}, 0},
      {"GET /never", "expect.yaml:1:3", false, "exactly 1", 0, {"GET /nev: path is /nev, not /never"}, 4}};
  return report;
}

std::string hostile_text() {
  std::string text = "]]> <b>&amp;\"' \n\r\t";
  for (char c = 0; c < 32; ++c) text += c;
  text += "\x7f\x80\xff\xc0\xaf \xed\xa0\x80 \xef\xbf\xbe \xef\xbf\xbf \xc2\x85 \xe2\x80\xae \xf0\x9f\x8d\xb5";
  return text;
}

bool has_no_controls(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32 && c != '\n'; });
}

TEST(RunText, IsOneLineWhereNothingWasFound) {
  EXPECT_FALSE(has_findings(quiet_run()));
  EXPECT_EQ(run_text(quiet_run()), "phantomime: 3 requests: 3 matched, 0 refused, 0 unmatched\n");
}

TEST(RunText, SaysWhatWentUnmatchedAndWhatDidNotCome) {
  EXPECT_TRUE(has_findings(findings()));
  EXPECT_EQ(run_text(findings()),
            "phantomime: 16 requests: 3 matched, 1 refused, 12 unmatched, and 2 bad ones\n"
            "unmatched\n"
            "     3  GET /helo  404  in one, two, ...\n"
            "          nearest: greeting: path is /helo, not /hello\n"
            "     1  POST /other  404\n"
            "     8  others\n"
            "not called as expected\n"
            "  GET /never: expected exactly 1, was 0  (expect.yaml:1:3)\n"
            "          nearest: GET /nev: path is /nev, not /never\n"
            "          4 earlier requests are no longer known\n"
            "played with seed 7\n");
}

TEST(RunText, AllowsUnmatchedRequestsWhereToldSo) {
  RunReport report = findings();
  report.unmatched_allowed = true;
  EXPECT_TRUE(has_findings(report)) << "an expectation is still not met";
  report.expectations.clear();
  EXPECT_FALSE(has_findings(report));
  EXPECT_THAT(run_text(report), HasSubstr("unmatched, which is allowed\n     3  GET /helo"));
}

TEST(RunJUnit, HasATestCaseForEachExpectationAndKindOfRequest) {
  EXPECT_EQ(run_junit(findings()), R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="phantomime run" tests="5" failures="4" errors="0" skipped="0">
  <testsuite name="phantomime run shop" tests="5" failures="4" errors="0" skipped="0">
    <testcase classname="phantomime.expectations" name="met (pack.yaml:3:5)" time="0" />
    <testcase classname="phantomime.expectations" name="GET /never (expect.yaml:1:3)" time="0">
      <failure type="unmet" message="expected exactly 1, was 0">expect.yaml:1:3
nearest: GET /nev: path is /nev, not /never
4 earlier requests are no longer known
</failure>
    </testcase>
    <testcase classname="phantomime.unmatched" name="GET /helo ~ greeting: path is /helo, not /hello" time="0">
      <failure type="unmatched" message="no stub matched, 3 times">GET /helo  404
nearest: greeting: path is /helo, not /hello
in space one
in space two
and in others
</failure>
    </testcase>
    <testcase classname="phantomime.unmatched" name="POST /other" time="0">
      <failure type="unmatched" message="no stub matched, 1 time">POST /other  404
</failure>
    </testcase>
    <testcase classname="phantomime.unmatched" name="others" time="0">
      <failure type="unmatched" message="8 more requests that no stub matched"></failure>
    </testcase>
  </testsuite>
</testsuites>
)xml");
}

TEST(RunJUnit, SkipsWhatIsAllowedAndIsNeverEmpty) {
  RunReport report = findings();
  report.expectations.clear();
  report.unmatched_allowed = true;
  EXPECT_THAT(run_junit(report), HasSubstr("tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"3\""));
  EXPECT_THAT(run_junit(quiet_run()),
              HasSubstr("<testcase classname=\"phantomime.unmatched\" name=\"no request went unmatched\""));
}

TEST(RunJUnit, IsWellFormedWhateverTheTextsHold) {
  RunReport report = findings();
  const std::string hostile = hostile_text();
  report.subject = hostile;
  report.unmatched = {{hostile, 404, hostile, {hostile}, false, 1}, {std::string(1 << 20, 'x'), 404, "", {}, false, 1}};
  report.expectations = {{hostile, hostile, false, hostile, 0, {hostile}, 0}};
  const std::string xml = run_junit(report);
  EXPECT_TRUE(valid_utf8(xml));
  EXPECT_TRUE(has_no_controls(xml));
  EXPECT_LT(xml.size(), 100'000U);
  const auto holds = [&xml](std::string_view text) { return xml.find(text) != std::string::npos; };
  EXPECT_FALSE(holds("&#"));
  EXPECT_FALSE(holds("\xef\xbf\xbe")) << "U+FFFE is no character of XML";
  EXPECT_TRUE(holds(R"(">]]&gt; &lt;b&gt;&amp;amp;)")) << "in text; in a value ]]> may stand";
  EXPECT_TRUE(holds(R"(\x00\x01)"));
  EXPECT_TRUE(holds(R"(\x7f\x80\xff\xc0\xaf)"));
  EXPECT_TRUE(holds(R"(\ufffe \uffff)"));
  EXPECT_TRUE(has_no_controls(run_text(report)));
}

}  // namespace
}  // namespace phantomime::reports
