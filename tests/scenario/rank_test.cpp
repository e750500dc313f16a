#include <string>

#include <gtest/gtest.h>

#include "support/scenario_maker.hpp"

namespace phantomime::scenario {
namespace {

using testing::stub_of;

TEST(Rank, FollowsEveryRuleOfTheReferenceInItsOrder) {
  // In each row the first precedes the second, although the second is written first.
  const struct {
    const char* rule;
    const char* first;
    const char* second;
    const char* why;
  } rows[] = {
      {"priority before path", R"({"name": "a", "priority": 1, "request": {"path": {"glob": "/**"}}})",
       R"({"name": "b", "request": "GET /a"})", "priority 1 is higher than 0"},
      {"negative priority", R"({"name": "a", "request": {"method": "any"}})",
       R"({"name": "b", "priority": -10, "request": "GET /a"})", "priority 0 is higher than -10"},
      {"literal before template", R"({"name": "a", "request": {"path": "/a"}})",
       R"({"name": "b", "request": "GET /long/template/{id}"})", "a literal path is more specific than a template"},
      {"template before glob", R"({"name": "a", "request": {"path": "/{id}"}})",
       R"({"name": "b", "request": {"method": "GET", "path": {"glob": "/long/glob/*"}}})",
       "a template is more specific than a glob"},
      {"glob before expression", R"({"name": "a", "request": {"path": {"glob": "/*"}}})",
       R"({"name": "b", "request": {"method": "GET", "path": {"expression": "/long/expression"}}})",
       "a glob is more specific than an expression"},
      {"expression before none", R"({"name": "a", "request": {"path": {"expression": ".*"}}})",
       R"({"name": "b", "request": {"method": "GET", "query": {"a": "1", "b": "2"}}})",
       "an expression is more specific than no path"},
      {"literal characters of templates", R"({"name": "a", "request": {"path": "/ab/{id}"}})",
       R"({"name": "b", "request": "GET /a/{id}"})", "more literal characters in the path (4 against 3)"},
      {"one method before several", R"({"name": "a", "request": "GET /a"})",
       R"({"name": "b", "request": {"method": ["GET", "PUT"], "path": "/a", "query": {"a": "1"}}})",
       "one method is more specific than several methods"},
      {"several before any", R"({"name": "a", "request": {"method": ["GET", "PUT"], "path": "/a"}})",
       R"({"name": "b", "request": {"path": "/a", "query": {"a": "1"}}})",
       "several methods is more specific than any method"},
      {"more conditions", R"({"name": "a", "request": {"path": "/a", "query": {"a": "1", "b": "2"}}})",
       R"({"name": "b", "request": {"path": "/a", "query": {"a": "1"}}})", "more conditions (2 against 1)"},
      {"'any' counts its smallest branch", R"({"name": "a", "request": {"path": "/a", "query": {"a": "1", "b": "2"}}})",
       R"({"name": "b", "request": {"path": "/a", "any": [{"query": {"a": "1", "b": "2", "c": "3"}}, {"query": {"a": "1"}}]}})",
       "more conditions (2 against 1)"},
      {"'not' counts one", R"({"name": "a", "request": {"path": "/a", "query": {"a": "1", "b": "2"}}})",
       R"({"name": "b", "request": {"path": "/a", "not": {"query": {"a": "1", "b": "2", "c": "3"}}}})",
       "more conditions (2 against 1)"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.rule);
    const Rank second = rank_of(stub_of(row.second), 0), first = rank_of(stub_of(row.first), 1);
    EXPECT_TRUE(precedes(first, second));
    EXPECT_FALSE(precedes(second, first));
    EXPECT_EQ(why_precedes(first, second), row.why);
  }
}

TEST(Rank, TheOneWrittenFirstWinsATie) {
  const Stub stub = stub_of(R"({"name": "a", "request": "GET /a"})");
  const Rank first = rank_of(stub, 0), second = rank_of(stub, 1);
  EXPECT_TRUE(precedes(first, second));
  EXPECT_FALSE(precedes(second, first));
  EXPECT_FALSE(precedes(first, first));
  EXPECT_EQ(why_precedes(first, second), "written first, and as specific");
}

TEST(Rank, TheLengthOfLiteralsSaysNothing) {
  const Rank longer = rank_of(stub_of(R"({"name": "a", "request": "GET /a/"})"), 1);
  const Rank shorter = rank_of(stub_of(R"({"name": "b", "request": "GET /a"})"), 0);
  EXPECT_TRUE(precedes(shorter, longer));
}

TEST(Rank, OrdersTheExtremesOfPriority) {
  Rank low, high;
  low.priority = INT64_MIN;
  high.priority = INT64_MAX;
  EXPECT_TRUE(precedes(high, low));
  EXPECT_FALSE(precedes(low, high));
}

TEST(Expectation, DescribesItself) {
  EXPECT_EQ((Expectation{1, 1}.describe()), "exactly 1");
  EXPECT_EQ((Expectation{0, 0}.describe()), "exactly 0");
  EXPECT_EQ((Expectation{1, std::nullopt}.describe()), "at least 1");
  EXPECT_EQ((Expectation{0, 3}.describe()), "at most 3");
  EXPECT_EQ((Expectation{1, 3}.describe()), "at least 1 and at most 3");
  EXPECT_EQ((Expectation{0, std::nullopt}.describe()), "any number");
}

TEST(Provenance, HasAWordForEach) {
  EXPECT_EQ(to_string(Provenance::unstated), "unstated");
  EXPECT_EQ(to_string(Provenance::documented), "documented");
  EXPECT_EQ(to_string(Provenance::recorded), "recorded");
  EXPECT_EQ(to_string(Provenance::assumed), "assumed");
}

}  // namespace
}  // namespace phantomime::scenario
