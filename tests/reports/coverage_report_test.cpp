#include "phantomime/reports/coverage_report.hpp"

#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

namespace phantomime::reports {
namespace {

using scenario::Coverage;
using scenario::CoverageItem;
using testing::HasSubstr;
using Kind = CoverageItem::Kind;

Coverage two_packs() {
  Coverage coverage;
  coverage.add({Kind::stub, "shop", "greeting", "", "shop/pack.yaml", 4, 2});
  coverage.add({Kind::stub, "shop", "never", "", "shop/pack.yaml", 2, 0});
  coverage.add({Kind::branch, "shop", "greeting", "answer 1", "shop/pack.yaml", 5, 2});
  coverage.add({Kind::branch, "shop", "greeting", "answer 2", "shop/pack.yaml", 5, 0});
  coverage.add({Kind::state, "shop", "order", "open", "shop/order.yaml", 9, 1});
  coverage.add({Kind::member, "shop", "greeting, answer 1", "/a", "shop/fixtures/a.json", 2, 2});
  coverage.add({Kind::stub, "bank", "balance", "", "bank.yaml", 3, 1});
  return coverage;
}

Coverage hostile() {
  Coverage coverage;
  coverage.add({Kind::stub, "p\x1b[2J", "a,b\n\"<&>\x01 \xff", "", "dir\nend_of_record/x.yaml", 1, 0});
  coverage.add({Kind::stub, "p\x1b[2J", "a;b\n\"<&>\x01 \xff", "", "dir\nend_of_record/x.yaml", 2, 3});
  coverage.add({Kind::branch, "p\x1b[2J", "m", "go: a,b -> c\r\nDA:1,1", "dir\nend_of_record/x.yaml", 2, 0});
  coverage.add({Kind::member, "p\x1b[2J", "m", "/\xe2\x80\xae", "", 0, 0});
  return coverage;
}

TEST(CoverageText, IsATableAndWhatWasNeverTouched) {
  EXPECT_EQ(coverage_text(two_packs()),
            "pack        stubs     branches       states      members\n"
            "bank  1/1 100.0 %            -            -            -\n"
            "shop  1/2  50.0 %  1/2  50.0 %  1/1 100.0 %  1/1 100.0 %\n"
            "all   2/3  66.6 %  1/2  50.0 %  1/1 100.0 %  1/1 100.0 %\n"
            "\n"
            "never touched\n"
            "  shop/pack.yaml:2: stub never\n"
            "  shop/pack.yaml:5: branch greeting answer 2\n");
}

TEST(CoverageText, IsTheTableAloneWhereAllWasTouched) {
  Coverage coverage;
  coverage.add({Kind::stub, "shop", "greeting", "", "p.yaml", 4, 2});
  EXPECT_EQ(coverage_text(coverage),
            "pack        stubs  branches  states  members\n"
            "shop  1/1 100.0 %         -       -        -\n");
  EXPECT_EQ(coverage_text({}), "nothing that could be touched\n");
}

TEST(CoverageText, NeverRoundsUp) {
  Coverage coverage;
  for (int i = 0; i < 2001; ++i)
    coverage.add({Kind::stub, "shop", std::to_string(i), "", "p.yaml", 4, i == 0 ? 0U : 1U});
  EXPECT_THAT(coverage_table(coverage), HasSubstr("2000/2001  99.9 %"));
}

TEST(CoverageText, SpellsControlCharacters) {
  EXPECT_EQ(coverage_text(hostile()),
            "pack            stubs     branches  states      members\n"
            "p\\x1b[2J  1/2  50.0 %  0/1   0.0 %       -  0/1   0.0 %\n"
            "\n"
            "never touched\n"
            "  dir\\nend_of_record/x.yaml:1: stub a,b\\n\"<&>\\x01 \\xff\n"
            "  dir\\nend_of_record/x.yaml:2: branch m go: a,b -> c\\r\\nDA:1,1\n"
            "  (unknown): member m /\\u202e\n");
}

TEST(CoverageLcov, HasARecordForEachFile) {
  EXPECT_EQ(coverage_lcov(two_packs()), R"(TN:
SF:bank.yaml
FN:3,balance
FNDA:1,balance
FNF:1
FNH:1
BRF:0
BRH:0
DA:3,1
LF:1
LH:1
end_of_record
TN:
SF:shop/fixtures/a.json
FNF:0
FNH:0
BRF:0
BRH:0
DA:2,2
LF:1
LH:1
end_of_record
TN:
SF:shop/order.yaml
FNF:0
FNH:0
BRDA:9,0,0,1
BRF:1
BRH:1
DA:9,1
LF:1
LH:1
end_of_record
TN:
SF:shop/pack.yaml
FN:2,never
FN:4,greeting
FNDA:0,never
FNDA:2,greeting
FNF:2
FNH:1
BRDA:5,0,0,2
BRDA:5,0,1,0
BRF:2
BRH:1
DA:2,0
DA:4,2
DA:5,2
LF:3
LH:2
end_of_record
)");
}

TEST(CoverageLcov, KeepsItsGrammarWhateverTheNamesHold) {
  const std::string text = coverage_lcov(hostile());
  const std::regex line{
      "TN:|SF:[^\\x00-\\x1f]+|FN:\\d+,[^,\\x00-\\x1f]+|FNDA:\\d+,[^,\\x00-\\x1f]+|(FNF|FNH|BRF|BRH|LF|LH):\\d+|"
      "BRDA:\\d+,\\d+,\\d+,\\d+|DA:\\d+,\\d+|end_of_record"};
  std::istringstream lines{text};
  for (std::string one; std::getline(lines, one);) EXPECT_TRUE(std::regex_match(one, line)) << one;
  EXPECT_THAT(text, HasSubstr("FN:1,a;b\\n\"<&>\\x01 \\xff\nFN:2,a;b\\n\"<&>\\x01 \\xff #2\n"));
  EXPECT_THAT(text, HasSubstr("SF:dir\\nend_of_record/x.yaml\n"));
}

TEST(CoverageJUnit, FailsStubsThatWereNeverCalled) {
  EXPECT_EQ(coverage_junit(two_packs()), R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="phantomime coverage" tests="3" failures="1" errors="0" skipped="0">
  <testsuite name="phantomime coverage bank" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="phantomime.coverage" name="balance (bank.yaml:3)" time="0" />
  </testsuite>
  <testsuite name="phantomime coverage shop" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="phantomime.coverage" name="greeting (shop/pack.yaml:4)" time="0" />
    <testcase classname="phantomime.coverage" name="never (shop/pack.yaml:2)" time="0">
      <failure type="uncalled" message="the stub was never called">shop/pack.yaml:2
</failure>
    </testcase>
  </testsuite>
</testsuites>
)xml");
}

TEST(CoverageJUnit, IsWellFormedWhateverTheNamesHold) {
  const std::string text = coverage_junit(hostile());
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(text.c_str())) << text;
  EXPECT_STREQ(document.child("testsuites").child("testsuite").child("testcase").attribute("name").value(),
               "a,b\\n\"<&>\\x01 \\xff (dir\\nend_of_record/x.yaml:1)");
}

TEST(CoverageFormats, AreNamedAndWriteSomething) {
  ASSERT_FALSE(coverage_formats().empty());
  for (const CoverageFormat& format : coverage_formats())
    EXPECT_FALSE(format.write(two_packs()).empty()) << format.name;
}

}  // namespace
}  // namespace phantomime::reports
