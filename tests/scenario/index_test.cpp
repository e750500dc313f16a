#include "phantomime/scenario/index.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scenario_maker.hpp"

namespace phantomime::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::request_of;
using testing::scenario_of;

/// The name of the stub that answers, or "-".
std::string winner(const Scenario& scenario, const http::Request& request) {
  const Index index{scenario};
  const std::uint32_t found = index.find(http::RequestView{request});
  return found == Index::none ? "-" : scenario.stubs[found].name;
}

TEST(Index, FindsNothingWithoutStubs) {
  const Scenario empty;
  EXPECT_EQ(winner(empty, request_of("GET /a")), "-");
}

TEST(Index, FindsByEveryKindOfPath) {
  const auto scenario = scenario_of({
      R"({"name": "literal", "request": "GET /runs/latest"})",
      R"({"name": "template", "request": "GET /runs/{id:integer}"})",
      R"({"name": "around", "request": "GET /runs/run-{id:integer}.json"})",
      R"({"name": "rest", "request": "GET /files/{path:rest}"})",
      R"({"name": "glob", "request": {"path": {"glob": "/runs/**/*.txt"}}})",
      R"({"name": "expression", "request": {"path": {"expression": "/v\\d+/.*"}}})",
      R"({"name": "pathless", "request": {"method": "PURGE"}})",
  });
  const struct {
    const char* request;
    const char* name;
  } rows[] = {
      {"GET /runs/latest", "literal"},   {"GET /runs/46", "template"}, {"GET /runs/run-7.json", "around"},
      {"GET /files/a/b", "rest"},        {"GET /files/", "rest"},      {"GET /files", "-"},
      {"GET /runs/a/b/c.txt", "glob"},   {"GET /v2/x", "expression"},  {"PURGE /anything", "pathless"},
      {"GET /runs/latest/", "-"},        {"GET /runs/x46", "-"},       {"GET /runs/46?q=/runs/latest", "template"},
      {"GET /runs/l%61test", "literal"}, {"GET /runs%2Flatest", "-"},  {"GET //runs/latest", "-"},
      {"GET /runs/run-.json", "-"},      {"GET /runs", "-"},           {"OPTIONS *", "-"},
  };
  for (const auto& row : rows) EXPECT_EQ(winner(*scenario, request_of(row.request)), row.name) << row.request;
}

TEST(Index, FindsTheAsteriskOfOptionsByLiteralsAndGlobsOnly) {
  const auto scenario = scenario_of({R"({"name": "template", "request": "OPTIONS /{any}"})",
                                     R"({"name": "rest", "request": "OPTIONS /{all:rest}"})",
                                     R"({"name": "glob", "request": {"path": {"glob": "*"}}})"});
  EXPECT_EQ(winner(*scenario, request_of("OPTIONS *")), "glob");
  EXPECT_EQ(winner(*scenario, request_of("OPTIONS /x")), "template");
  const auto literal = scenario_of({R"({"name": "literal", "request": "OPTIONS *"})"});
  EXPECT_EQ(winner(*literal, request_of("OPTIONS *")), "literal");
}

TEST(Index, FindsStubsThatTolerateASlashUnderBothForms) {
  const auto scenario = scenario_of({
      R"({"name": "with", "request": {"method": "GET", "path": "/with/", "trailing_slash": "tolerated"}})",
      R"({"name": "without", "request": {"method": "GET", "path": "/without", "trailing_slash": "tolerated"}})",
      R"({"name": "template", "request": {"method": "GET", "path": "/t/{id:integer}", "trailing_slash": "tolerated"}})",
      R"({"name": "slashed", "request": {"method": "GET", "path": "/s/{id:integer}/", "trailing_slash": "tolerated"}})",
      R"({"name": "root", "request": {"method": "GET", "path": "/", "trailing_slash": "tolerated"}})",
      R"({"name": "glob", "request": {"method": "GET", "path": {"glob": "/g/*/"}, "trailing_slash": "tolerated"}})",
  });
  const struct {
    const char* target;
    const char* name;
  } rows[] = {{"/with", "with"},        {"/with/", "with"},   {"/without", "without"},
              {"/without/", "without"}, {"/t/5", "template"}, {"/t/5/", "template"},
              {"/s/5", "slashed"},      {"/s/5/", "slashed"}, {"/", "root"},
              {"/g/x", "glob"},         {"/g/x/", "glob"},    {"/with//", "-"},
              {"/t/5//", "-"},          {"//", "-"}};
  for (const auto& row : rows)
    EXPECT_EQ(winner(*scenario, request_of(std::string{"GET "} + row.target)), row.name) << row.target;
}

TEST(Index, PriorityGoesBeforeThePathAcrossAllKinds) {
  const auto scenario = scenario_of({
      R"({"name": "literal", "request": "GET /a/b"})",
      R"({"name": "glob", "request": {"path": {"glob": "/a/*"}}, "priority": 1})",
      R"({"name": "pathless", "request": {"query": {"all": "1"}}, "priority": 2})",
  });
  EXPECT_EQ(winner(*scenario, request_of("GET /a/b")), "glob");
  EXPECT_EQ(winner(*scenario, request_of("GET /a/b?all=1")), "pathless");
}

TEST(Index, GivesWayToTheNextWhereConditionsDoNotHold) {
  const auto scenario = scenario_of({
      R"({"name": "new", "request": {"method": "POST", "path": "/run", "body": {"json_path": {"$.scope": "new"}}}})",
      R"({"name": "any", "request": "POST /run"})",
  });
  EXPECT_EQ(winner(*scenario, request_of("POST /run", R"({"scope": "new"})")), "new");
  EXPECT_EQ(winner(*scenario, request_of("POST /run", R"({"scope": "all"})")), "any");
  EXPECT_EQ(winner(*scenario, request_of("POST /run", "no JSON")), "any");
}

TEST(Index, AnswersHeadByGetUnlessAStubForHeadMatches) {
  const auto scenario = scenario_of({
      R"({"name": "get", "request": "GET /a"})",
      R"({"name": "get b", "request": "GET /b"})",
      R"({"name": "head b", "request": {"method": "HEAD", "path": {"glob": "/b*"}}})",
      R"({"name": "catch-all", "request": {"path": {"glob": "/**"}}, "priority": -10})",
      R"({"name": "grouped", "request": {"method": "GET", "path": "/c", "any": [{"method": "GET"}, {"query": {"x": "1"}}]}})",
  });
  EXPECT_EQ(winner(*scenario, request_of("HEAD /a")), "get");
  EXPECT_EQ(winner(*scenario, request_of("HEAD /b")), "head b");
  EXPECT_EQ(winner(*scenario, request_of("HEAD /other")), "catch-all");
  EXPECT_EQ(winner(*scenario, request_of("HEAD /c")), "grouped");
}

TEST(Index, MethodsAreCaseSensitiveAndMayBeUnheardOf) {
  const auto scenario = scenario_of({R"({"name": "a", "request": "BREW /pot"})"});
  EXPECT_EQ(winner(*scenario, request_of("BREW /pot")), "a");
  EXPECT_EQ(winner(*scenario, request_of("brew /pot")), "-");
}

TEST(Index, TellsAThousandStubsOnOnePathApart) {
  auto scenario = std::make_shared<Scenario>();
  for (int number = 0; number < 1000; ++number) {
    const std::string text = std::to_string(number);
    scenario->stubs.push_back(testing::stub_of(R"({"name": ")" + text +
                                               R"(", "request": {"method": "POST", "path": "/run", "body": )"
                                               R"({"json_path": {"$.id": )" +
                                               text + "}}}}"));
  }
  EXPECT_EQ(winner(*scenario, request_of("POST /run", R"({"id": 0})")), "0");
  EXPECT_EQ(winner(*scenario, request_of("POST /run", R"({"id": 999})")), "999");
  EXPECT_EQ(winner(*scenario, request_of("POST /run", R"({"id": 7.0})")), "7");
  EXPECT_EQ(winner(*scenario, request_of("POST /run", R"({"id": "7"})")), "-");
  EXPECT_EQ(winner(*scenario, request_of("POST /run", R"({"id": 1000})")), "-");
  EXPECT_EQ(winner(*scenario, request_of("POST /run")), "-");
}

TEST(Index, OnPathListsWhatMatchesMethodAndPathInOrderOfPrecedence) {
  const auto scenario = scenario_of({
      R"({"name": "template", "request": "GET /a/{id}"})",
      R"({"name": "other method", "request": "POST /a/b"})",
      R"({"name": "literal", "request": {"method": "GET", "path": "/a/b", "query": {"q": "1"}}})",
      R"({"name": "pathless", "request": {"method": "any"}})",
      R"({"name": "other path", "request": "GET /a"})",
  });
  const Index index{*scenario};
  const http::Request get = request_of("GET /a/b"), head = request_of("HEAD /a/b"), other = request_of("PUT /x");
  EXPECT_THAT(index.on_path(http::RequestView{get}), ElementsAre(2, 0, 3));
  EXPECT_THAT(index.on_path(http::RequestView{head}), ElementsAre(3, 2, 0));
  EXPECT_THAT(index.on_path(http::RequestView{other}), ElementsAre(3));
}

TEST(Index, NearbyGivesThePathBeforeItsNeighboursAndNeverMoreThanAsked) {
  auto scenario = std::make_shared<Scenario>();
  for (int number = 0; number < 2000; ++number)
    scenario->stubs.push_back(
        testing::stub_of(R"({"name": "s", "request": "GET /rest/thing)" + std::to_string(number) + R"("})"));
  scenario->stubs.push_back(testing::stub_of(R"({"name": "run", "request": "GET /rest/playbook_run/{id:integer}"})"));
  scenario->stubs.push_back(testing::stub_of(R"({"name": "post", "request": "POST /rest/thing7"})"));
  const Index index{*scenario};
  const http::Request slip = request_of("GET /rest/playbok_run/46"), put = request_of("PUT /rest/thing7");
  const auto near_slip = index.nearby(http::RequestView{slip}, 30);
  EXPECT_LE(near_slip.size(), 30U);
  ASSERT_FALSE(near_slip.empty());
  EXPECT_EQ(index.by_precedence()[near_slip.front().place], 2000U);
  const auto near_put = index.nearby(http::RequestView{put}, 30);
  ASSERT_GE(near_put.size(), 2U);
  EXPECT_EQ(index.by_precedence()[near_put[0].place], 7U);
  EXPECT_EQ(index.by_precedence()[near_put[1].place], 2001U);
  EXPECT_THAT(index.nearby(http::RequestView{put}, 0), IsEmpty());
}

// Two implementations of one promise: the index, and the rule of scenarios/README.md written down naively.
class IndexOracle : public ::testing::TestWithParam<unsigned> {
 protected:
  std::uint32_t first_match(const http::Request& request) const {
    const http::RequestView view{request};
    std::optional<std::uint32_t> best;
    for (std::uint32_t stub = 0; stub < scenario_.stubs.size(); ++stub) {
      if (!scenario_.stubs[stub].request.matches(view)) continue;
      if (!best || precedes(rank_of(scenario_.stubs[stub], stub), rank_of(scenario_.stubs[*best], *best))) best = stub;
    }
    return best.value_or(Index::none);
  }

  std::uint32_t expected(const http::Request& request) const {
    const std::uint32_t found = first_match(request);
    if (request.method != "HEAD") return found;
    if (found != Index::none) {
      const auto& methods = scenario_.stubs[found].request.methods;
      if (std::count(methods.begin(), methods.end(), "HEAD") > 0) return found;
    }
    http::Request get = request;
    get.method = "GET";
    const std::uint32_t as_get = first_match(get);
    return as_get == Index::none ? found : as_get;
  }

  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_); }
  std::string pick(const std::vector<std::string>& of) { return of[below(of.size())]; }
  std::string digit() { return std::to_string(below(4)); }

  std::string random_path() {
    static const std::vector<std::string> paths = {R"("/a")",
                                                   R"("/a/b")",
                                                   R"("/a/b/")",
                                                   R"("/a/{x}")",
                                                   R"("/a/{x:integer}")",
                                                   R"("/{y}/b")",
                                                   R"("/{y:word}/{z:integer}")",
                                                   R"("/a/p-{x:integer}")",
                                                   R"("/a/p-{x}.txt")",
                                                   R"("/a/{x}.txt")",
                                                   R"("/a/{r:rest}")",
                                                   R"("/{r:rest}")",
                                                   R"("/")",
                                                   R"({"glob": "/a/*"})",
                                                   R"({"glob": "/**"})",
                                                   R"({"glob": "**"})",
                                                   R"({"glob": "*"})",
                                                   R"("*")",
                                                   R"({"glob": "/a/b*"})",
                                                   R"({"glob": "/a/**/c"})",
                                                   R"({"glob": "/?"})",
                                                   R"({"expression": "/a/\\d+"})",
                                                   R"({"expression": "/.*"})"};
    return pick(paths);
  }

  std::string random_stub() {
    std::vector<std::string> keys;
    const std::size_t methods = below(6);
    if (methods < 3) keys.push_back(R"("method": ")" + pick({"GET", "POST", "HEAD"}) + "\"");
    if (methods == 3) keys.emplace_back(R"("method": ["GET", "PUT"])");
    if (methods == 4) keys.emplace_back(R"("method": "any")");
    if (below(12) > 0) keys.push_back(R"("path": )" + (few_paths_ ? R"("/a/b")" : random_path()));
    if (below(3) == 0) keys.emplace_back(R"("trailing_slash": "tolerated")");
    if (below(2) == 0) keys.push_back(R"("query": {"q": ")" + digit() + R"("})");
    if (below(3) == 0) keys.push_back(R"("headers": {"X-H": ")" + digit() + R"("})");
    if (below(3) == 0) keys.push_back(R"("body": {"json_path": {"$.m": )" + digit() + "}}");
    if (below(6) == 0) keys.push_back(R"("any": [{"query": {"q": ")" + digit() + R"("}}, {"method": "GET"}])");
    if (below(6) == 0) keys.push_back(R"("not": {"query": {"q": ")" + digit() + R"("}})");
    if (below(8) == 0) keys.push_back(R"("cookies": {"c": {"any_of": ["0", ")" + digit() + R"("]}})");
    if (keys.empty()) keys.emplace_back(R"("method": "any")");  // a request that asks for nothing is an error
    std::string request;
    for (const std::string& key : keys) request += (request.empty() ? "" : ", ") + key;
    const std::string priority =
        below(4) == 0 ? R"(, "priority": )" + std::to_string(static_cast<int>(below(3)) - 1) : "";
    return R"({"name": "s", "request": {)" + request + "}" + priority + "}";
  }

  http::Request random_request() {
    http::Request request =
        request_of(pick({"GET", "POST", "HEAD", "PUT", "DELETE"}) + " " +
                   pick({"/a", "/a/", "/a/b", "/a/b/", "/a/7", "/b/b", "/b/7", "/a/p-7", "/a/p-7.txt", "/a/x.txt",
                         "/a/b/c", "/", "/x", "//", "/a//b", "*", "/a/%62"}));
    std::string mark = "?";
    for (std::size_t fields = below(4); fields > 0; --fields) {
      request.target += mark + "q=" + digit();
      mark = "&";
    }
    if (below(2) == 0) request.headers.add("x-h", digit());
    if (below(3) == 0) request.headers.add("Cookie", "c=" + digit());
    if (below(2) == 0) request.body = R"({"m": )" + digit() + (below(2) == 0 ? ".0}" : "}");
    if (below(8) == 0) request.body = "[";
    return request;
  }

  Scenario scenario_;
  bool few_paths_ = false;
  std::mt19937 random_;
};

TEST_P(IndexOracle, AgreesWithTryingEveryStub) {
  random_.seed(GetParam());
  few_paths_ = GetParam() % 2 == 1;  // large buckets, so that facets decide
  const std::size_t stubs = 1 + below(GetParam() % 3 == 0 ? 12 : 150);
  for (std::size_t stub = 0; stub < stubs; ++stub) scenario_.stubs.push_back(testing::stub_of(random_stub()));
  const Index index{scenario_};
  int matched = 0;
  for (int round = 0; round < 200; ++round) {
    const http::Request request = random_request();
    const std::uint32_t wanted = expected(request), found = index.find(http::RequestView{request});
    ASSERT_EQ(found, wanted) << request.method << " " << request.target << " " << request.body;
    matched += wanted == Index::none ? 0 : 1;
  }
  EXPECT_TRUE(stubs <= 30 || matched > 0);  // a few stubs may well match nothing
}

INSTANTIATE_TEST_SUITE_P(Seeds, IndexOracle, ::testing::Range(0U, 60U));

}  // namespace
}  // namespace phantomime::scenario
