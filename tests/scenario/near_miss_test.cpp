#include "phantomime/scenario/near_miss.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

#include "support/scenario_maker.hpp"

namespace phantomime::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::request_of;
using testing::scenario_of;

std::vector<NearMiss> misses(const std::shared_ptr<Scenario>& scenario, const http::Request& request,
                             std::size_t limit = 10) {
  const Index index{*scenario};
  return near_misses(*scenario, index, http::RequestView{request}, limit);
}

std::string line(const std::shared_ptr<Scenario>& scenario, const http::Request& request) {
  const auto found = misses(scenario, request, 1);
  return found.empty() ? "" : found.front().header_line();
}

std::vector<std::string> names(const std::vector<NearMiss>& found) {
  std::vector<std::string> result;
  for (const NearMiss& miss : found) result.push_back(miss.stub_name);
  return result;
}

TEST(NearMisses, AreNoneWithoutStubs) {
  EXPECT_TRUE(misses(std::make_shared<Scenario>(), request_of("GET /")).empty());
}

TEST(NearMisses, PutThePathBeforeTheMethodBeforeTheBody) {
  const auto scenario = scenario_of({
      R"({"name": "another path", "request": {"method": "POST", "path": "/playbook_runs"}})",
      R"({"name": "far away", "request": "POST /rest/approval/detail"})",
      R"({"name": "another method", "request": "PUT /playbook_run"})",
      R"({"name": "two fields", "request": {"method": "POST", "path": "/playbook_run", "query": {"a": "1", "b": "2"}}})",
      R"({"name": "one member", "request": {"method": "POST", "path": "/playbook_run",
                                            "body": {"json_path": {"$.scope": "new"}}}})",
  });
  EXPECT_THAT(names(misses(scenario, request_of("POST /playbook_run", R"({"scope": "all"})"))),
              ElementsAre("one member", "two fields", "another method", "another path", "far away"));
}

TEST(NearMisses, TakeASlipInThePathForNearerThanEverythingElseWrong) {
  const auto scenario = scenario_of({
      R"({"name": "catch-all", "request": {"method": "DELETE", "path": {"glob": "/rest/**"},
                                           "query": {"really": "yes"}, "headers": {"X-Sure": "yes"}}})",
      R"({"name": "run", "request": "POST /rest/playbook_run"})",
  });
  EXPECT_EQ(names(misses(scenario, request_of("POST /rest/playbok_run"))).front(), "run");
}

TEST(NearMisses, AreInOrderOfPrecedenceWhereEquallyFar) {
  const auto scenario = scenario_of({
      R"({"name": "second", "request": {"method": "GET", "path": "/a", "query": {"x": "1"}}})",
      R"({"name": "first", "priority": 1, "request": {"method": "GET", "path": "/a", "query": {"x": "1"}}})",
  });
  EXPECT_THAT(names(misses(scenario, request_of("GET /a"))), ElementsAre("first", "second"));
  EXPECT_THAT(names(misses(scenario, request_of("GET /a"), 1)), ElementsAre("first"));
}

TEST(NearMisses, ListDifferencesInTheOrderOfARequest) {
  const auto scenario = scenario_of({R"({"name": "all", "request": {"body": {"json_path": {"$.a": 1}},
      "credentials": {"bearer": "x"}, "cookies": {"c": "1"}, "headers": {"H": "1"}, "query": {"q": "1"},
      "path": "/a", "method": "POST"}})"});
  const auto found = misses(scenario, request_of("GET /b", "{}"));
  ASSERT_EQ(found.size(), 1U);
  std::vector<std::string> fields;
  for (const auto& difference : found.front().differences)
    fields.push_back(difference.field.substr(0, difference.field.find(' ')));
  EXPECT_THAT(fields, ElementsAre("method", "path", "query", "header", "cookie", "credentials", "body"));
}

TEST(NearMisses, CompareHeadAsGet) {
  const auto scenario =
      scenario_of({R"({"name": "a", "request": {"method": "GET", "path": "/a", "query": {"q": "1"}}})"});
  EXPECT_EQ(line(scenario, request_of("HEAD /a")), "a: query q is absent, not \"1\"");
}

TEST(NearMisses, StayCheapWithManyStubs) {
  auto scenario = std::make_shared<Scenario>();
  for (int number = 0; number < 5'000; ++number) {
    const std::string text = std::to_string(number);
    scenario->stubs.push_back(testing::stub_of(R"({"name": "s", "request": "GET /rest/thing)" + text + R"("})"));
    scenario->stubs.push_back(testing::stub_of(
        R"({"name": "t", "request": {"method": "POST", "path": "/rest/one", "query": {"id": ")" + text + R"("}}})"));
  }
  const Index index{*scenario};
  const http::Request slip = request_of("GET /rest/thinf4711"), query = request_of("POST /rest/one?id=x");
  EXPECT_THAT(near_misses(*scenario, index, http::RequestView{slip}, 1).front().header_line(),
              HasSubstr("not /rest/thing4711"));
  // Counted in stubs and not in time, which a test cannot: what is compared does not grow with what there is.
  EXPECT_LE(near_misses(*scenario, index, http::RequestView{slip}, 100'000).size(), 100U);
  EXPECT_LE(near_misses(*scenario, index, http::RequestView{query}, 100'000).size(), 100U);
}

TEST(HeaderLine, NamesTheFieldTheValueAndTheExpectation) {
  const struct {
    const char* stub;
    http::Request request;
    const char* line;
  } rows[] = {
      {R"({"name": "run", "request": {"method": "POST", "path": "/run", "body": {"json_path": {"$.scope": "new"}}}})",
       request_of("POST /run", R"({"scope": "all"})"), R"(run: body $.scope is "all", not "new")"},
      {R"({"name": "run", "request": "POST /run"})", request_of("GET /run"), "run: method is GET, not POST"},
      {R"({"name": "run", "request": {"method": ["POST", "PUT"], "path": "/run"}})", request_of("GET /run"),
       "run: method is GET, not one of POST, PUT"},
      {R"({"name": "one", "request": "GET /run/{id:integer}"})", request_of("GET /run/x"),
       "one: path is /run/x, not the form /run/{id:integer}"},
      {R"({"name": "page", "request": {"path": "/a", "query": {"page": {"matches": "\\d+"}}}})",
       request_of("GET /a?page=x"), R"(page: query page is "x", not a value that matches \d+)"},
      {R"({"name": "none", "request": {"path": "/a", "query": {"page": {"absent": true}}}})",
       request_of("GET /a?page=x"), R"(none: query page is "x", not absent)"},
      {R"({"name": "two", "request": {"method": "POST", "path": "/a", "headers": {"X-A": "1"}}})", request_of("GET /a"),
       R"(two: method is GET, not POST; header X-A is absent, not "1")"},
  };
  for (const auto& row : rows) EXPECT_EQ(line(scenario_of({row.stub}), row.request), row.line);
}

TEST(HeaderLine, IsOneLineOfVisibleAsciiHoweverHostileTheTexts) {
  NearMiss miss;
  miss.stub_name = "na\r\nX-Evil: 1 \xc3\xbc\xe2\x82\xac \x1b[31m \xff";
  miss.differences.push_back({"query a\tb", "equals \"c\"", std::string(2'000, 'x'), "", 1, {}});
  const std::string text = miss.header_line();
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; })) << text;
  EXPECT_THAT(text, ::testing::StartsWith("na? X-Evil: 1 ?? ?[31m ?: query a b is xxx"));
  EXPECT_EQ(text.size(), 512U);
  EXPECT_THAT(text, ::testing::EndsWith("..."));
}

TEST(HeaderLine, ShowsNoSecrets) {
  const auto scenario = scenario_of({R"({"name": "login", "request": {"method": "POST", "path": "/login",
      "query": {"token": "right-secret"}, "credentials": {"basic": {"user": "admin", "password": "right-secret"}},
      "body": {"json_path": {"$.password": "right-secret"}}}})"});
  http::Request request = request_of("POST /login?token=wrong-secret", R"({"password": "wrong-secret"})",
                                     {{"Authorization", "Basic YWRtaW46d3Jvbmctc2VjcmV0"}});
  const auto found = misses(scenario, request);
  EXPECT_THAT(found.front().header_line(), Not(HasSubstr("secret")));
  EXPECT_THAT(problem_json(request, found), Not(HasSubstr("secret")));
}

TEST(ProblemJson, IsTheExplanationForMachinesAndPeople) {
  auto scenario = scenario_of({R"({"name": "run a playbook", "request": {"method": "POST", "path": "/run",
                                   "body": {"json_path": {"$.scope": "new"}}}})"});
  const http::Request request = request_of("POST /run?password=x", R"({"scope": "all"})");
  EXPECT_EQ(problem_json(request, misses(scenario, request)), R"({
  "type": "urn:phantomime:unmatched",
  "title": "No stub matches this request",
  "status": 404,
  "detail": "the nearest stub is 'run a playbook' (pack.yaml:10): body $.scope is \"all\", not \"new\"",
  "request": {
    "method": "POST",
    "target": "/run?password=[redacted]"
  },
  "nearest": [
    {
      "stub": "run a playbook",
      "where": "pack.yaml:10",
      "differences": [
        {
          "field": "body $.scope",
          "expected": "equals \"new\"",
          "actual": "\"all\"",
          "edit": "change $.scope in the body from \"all\" to \"new\""
        }
      ]
    }
  ]
}
)");
}

TEST(ProblemJson, IsValidWhateverTheClientSent) {
  const auto scenario = scenario_of({R"({"name": "run", "request": "POST /run"})"});
  http::Request request = request_of("GET /\xff\x01\"\\" + std::string(100'000, 'a'));
  const std::string text = problem_json(request, misses(scenario, request));
  EXPECT_TRUE(parse_json(text).ok());
  EXPECT_LT(text.size(), 10'000U);
}

}  // namespace
}  // namespace phantomime::scenario
