#include "phantomime/scenario/explain.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scenario_maker.hpp"

namespace phantomime::scenario {
namespace {

using testing::credential_of;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::place;
using testing::request_of;
using testing::response_of;
using testing::scenario_of;

std::string explained(const std::shared_ptr<Scenario>& scenario, const http::Request& request) {
  const Index index{*scenario};
  return to_text(explain(*scenario, index, request), *scenario, request);
}

std::shared_ptr<Scenario> runs() {
  return scenario_of({
      R"({"name": "run a playbook", "request": {"method": "POST", "path": "/run",
                                                "body": {"json_path": {"$.run": true, "$.scope": "new"}}}})",
      R"({"name": "status of a run", "request": "GET /run/{id:integer}"})",
      R"({"name": "run 46", "request": "GET /run/46", "response": {"status": 202}})",
      R"({"name": "anything", "request": {"path": {"glob": "/run/*"}}, "priority": -1})",
      R"({"name": "approvals", "request": "GET /approval"})",
  });
}

TEST(Explain, NamesTheWinnerAndTheRuleByWhichEachOtherLost) {
  EXPECT_EQ(explained(runs(), request_of("GET /run/46")), R"(GET /run/46
→ 202 by run 46 (pack.yaml:30)

considered, in order of precedence
  ✓ run 46            pack.yaml:30
      answers
  ✓ status of a run   pack.yaml:20
      matches too, but goes after the one that answers: a literal path is more specific than a template
  ✓ anything          pack.yaml:40
      matches too, but goes after the one that answers: priority 0 is higher than -1
2 other stubs are for other paths or methods
)");
}

TEST(Explain, SaysTheStatusOfABodyThatIsNoJson) {
  http::Request request = request_of("POST /run");
  request.body = "{oops";
  EXPECT_THAT(explained(runs(), request), HasSubstr("\n→ 400; no stub matched and there is no fallback;\n"
                                                    "  the stubs on the path look for JSON, and the body is none\n"));
  request.body.clear();
  EXPECT_THAT(explained(runs(), request), HasSubstr("\n→ 404; no stub matched and there is no fallback\n"));
}

TEST(Explain, SaysWhyAMoreSpecificStubDidNotWin) {
  auto scenario = runs();
  scenario->stubs.push_back(testing::stub_of(
      R"({"name": "slow run", "priority": 5, "request": {"path": "/run/46", "query": {"slow": {"bare": true}}}})", 60));
  EXPECT_THAT(explained(scenario, request_of("GET /run/46")), HasSubstr(R"(
  ✗ slow run          pack.yaml:60
      query slow   expected bare (without "="), was absent
  ✓ run 46            pack.yaml:30
      answers
)"));
}

TEST(Explain, NamesTheFallbackTheDifferencesAndTheSmallestEdit) {
  auto scenario = runs();
  scenario->packs[0].fallback = response_of(R"({"status": 404, "text": "no"})");
  scenario->packs[0].fallback_where = place("acme/pack.yaml", 12);
  EXPECT_EQ(explained(scenario, request_of("POST /run", R"({"run": "true", "scope": "new"})")), R"(POST /run
→ 404 by the fallback of acme (acme/pack.yaml:12); no stub matched

considered, nearest first
  ✗ run a playbook   pack.yaml:10
      body $.run   expected true, was "true"
    would match with: change $.run in the body from "true" to true
4 other stubs are further away
)");
}

TEST(Explain, WithoutAFallbackSaysSo) {
  const std::string text = explained(runs(), request_of("DELETE /approval"));
  EXPECT_THAT(text, ::testing::StartsWith(R"(DELETE /approval
→ 404; no stub matched and there is no fallback

considered, nearest first
  ✗ approvals   pack.yaml:50
      method   expected GET, was DELETE
    would match with: send GET instead of DELETE
)"));
}

TEST(Explain, ListsSeveralEditsOneByOne) {
  const auto scenario =
      scenario_of({R"({"name": "a", "request": {"method": "POST", "path": "/a", "query": {"q": "1"}}})"});
  EXPECT_EQ(explained(scenario, request_of("GET /a")), R"(GET /a
→ 404; no stub matched and there is no fallback

considered, nearest first
  ✗ a   pack.yaml:10
      method    expected POST, was GET
      query q   expected "1", was absent
    would match with:
      send POST instead of GET
      add the query field q=1
)");
}

TEST(Explain, SaysWhoIsLetInWithoutTheirSecrets) {
  auto scenario = runs();
  scenario->packs[0].accept = {credential_of(R"({"basic": {"user": "admin", "password": "hush"}})"),
                               credential_of(R"({"basic": {"user": "other", "password": "hush"}})"),
                               credential_of(R"({"token": {"header": "ph-auth-token", "value": "hush"}})")};
  scenario->packs[0].refuse = response_of(R"({"status": 403})");
  scenario->packs[0].refuse_where = place("acme/pack.yaml", 9);
  const std::string text = explained(scenario, request_of("GET /run/46"));
  EXPECT_THAT(text,
              ::testing::StartsWith("GET /run/46\n→ 403 refused by the credentials of acme (acme/pack.yaml:9)\n"));
  EXPECT_THAT(text, HasSubstr("with that, run 46 answers"));
  EXPECT_THAT(text, Not(HasSubstr("hush")));
  EXPECT_THAT(explained(scenario, request_of("GET /nowhere")), HasSubstr("even then no stub would match"));
}

TEST(Explain, SaysThatThereAreNoStubs) {
  EXPECT_EQ(explained(std::make_shared<Scenario>(), request_of("GET /")), "GET /\n→ 404; there are no stubs\n");
}

TEST(Explain, IsBoundedAndKeepsTheWinner) {
  auto scenario = std::make_shared<Scenario>();
  for (int number = 0; number < 100; ++number)
    scenario->stubs.push_back(testing::stub_of(R"({"name": "s", "request": {"path": "/a", "query": {"q": ")" +
                                               std::to_string(number) + R"("}}})"));
  const http::Request request = request_of("GET /a?q=99");
  const Index index{*scenario};
  const Explanation explanation = explain(*scenario, index, request);
  EXPECT_EQ(explanation.winner, 99U);
  EXPECT_EQ(explanation.considered.size(), Explanation::most_considered);
  EXPECT_EQ(explanation.considered.back().stub, 99U);
  EXPECT_EQ(explanation.not_considered, 80U);
  EXPECT_THAT(to_text(explanation, *scenario, request), HasSubstr("80 other stubs are not shown\n"));
}

TEST(Explain, TellsWhyHeadPrefersAStubOfItsOwn) {
  const auto scenario = scenario_of({R"({"name": "get", "request": "GET /a"})",
                                     R"({"name": "head", "request": {"method": "HEAD", "path": {"glob": "/*"}}})"});
  EXPECT_THAT(explained(scenario, request_of("HEAD /a")),
              HasSubstr("matches too, but goes after the one that answers: a stub for HEAD itself goes first"));
}

TEST(Explain, LetsNoTextSteerTheTerminal) {
  auto scenario = scenario_of({R"({"name": "a", "request": {"method": "GET", "path": "/a", "query": {"q": "1"}}})"});
  scenario->stubs[0].name = "a\x1b[31m";
  const std::string text = explained(scenario, request_of("G\x07T /a\x1b[2J?q=\x1b"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
  EXPECT_THAT(text, HasSubstr("a\\x1b[31m"));
}

}  // namespace
}  // namespace phantomime::scenario
