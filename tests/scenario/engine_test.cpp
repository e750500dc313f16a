#include "phantomime/scenario/engine.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scenario_maker.hpp"

namespace phantomime::scenario {
namespace {

using testing::credential_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::request_of;
using testing::response_of;
using testing::scenario_of;

using Kind = Played::Kind;

const FixedClock& clock() {
  static const FixedClock fixed{Instant{std::chrono::seconds{1'579'721'983}}};
  return fixed;
}

const http::Headers admin = {{"Authorization", "Basic YWRtaW46Y2hhbmdlbWU="}};  // admin:changeme

std::string header(const Played& played, std::string_view name) {
  const auto value = played.reply.headers.find(name);
  return std::string{value.value_or("(absent)")};
}

TEST(Engine, PlaysTheWinningStubWithItsCaptures) {
  Engine engine{scenario_of({R"({"name": "run", "request": "GET /run/{id}",
                                 "response": {"status": 201, "template": "run {{ captures.id }}"}})"}),
                clock(),
                {}};
  const Played played = engine.play(request_of("GET /run/a%20b"));
  EXPECT_EQ(played.kind, Kind::matched);
  EXPECT_EQ(played.stub, 0U);
  EXPECT_EQ(played.reply.status, 201);
  EXPECT_EQ(played.reply.body_text(), "run a b");
  EXPECT_FALSE(played.near_miss);
  EXPECT_EQ(header(played, "X-Phantomime-Near-Miss"), "(absent)");
  EXPECT_EQ(engine.calls(0), 1U);
  EXPECT_EQ(engine.matched(), 1U);
}

TEST(Engine, GivesTheNthCallTheNthAnswer) {
  Engine engine{scenario_of({R"({"name": "a", "request": "GET /a",
                                 "response": {"sequence": [{"status": 503}, {"status": 200}]}})",
                             R"({"name": "b", "request": "GET /b",
                                 "response": {"sequence": [{"status": 503}, {"status": 200}], "then": "cycle"}})"}),
                clock(),
                {}};
  std::vector<int> stays, cycles;
  for (int call = 0; call < 4; ++call) {
    stays.push_back(engine.play(request_of("GET /a")).reply.status);
    cycles.push_back(engine.play(request_of("GET /b")).reply.status);
  }
  EXPECT_THAT(stays, ElementsAre(503, 200, 200, 200));
  EXPECT_THAT(cycles, ElementsAre(503, 200, 503, 200));
}

TEST(Engine, AnswersTheUnmatchedWithProblemJson) {
  Engine engine{scenario_of({R"({"name": "run", "request": "POST /run"})"}), clock(), {}};
  const Played played = engine.play(request_of("POST /rum"));
  EXPECT_EQ(played.kind, Kind::unmatched);
  EXPECT_EQ(played.stub, Index::none);
  EXPECT_EQ(played.reply.status, 404);
  EXPECT_EQ(header(played, "Content-Type"), "application/problem+json");
  EXPECT_EQ(header(played, "X-Phantomime-Near-Miss"), "run: path is /rum, not /run");
  EXPECT_THAT(std::string{played.reply.body_text()}, HasSubstr("urn:phantomime:unmatched"));
  ASSERT_TRUE(played.near_miss);
  EXPECT_EQ(played.near_miss->stub, 0U);
  EXPECT_EQ(engine.unmatched(), 1U);
  EXPECT_EQ(engine.matched(), 0U);
}

TEST(Engine, AnswersWith400WhereStubsLookForJsonAndTheBodyIsNone) {
  Engine engine{
      scenario_of(
          {R"({"name": "login", "request": {"method": "POST", "path": "/login", "body": {"json_path": {"$.a": 1}}},
                                 "example": {"request": "POST /login", "json": {"a": 1}}, "response": {"status": 204}})"}),
      clock(),
      {}};
  const auto status = [&](const std::string& line, std::string body) {
    http::Request request = request_of(line);
    request.body = std::move(body);
    return engine.play(request).reply.status;
  };
  EXPECT_EQ(status("POST /login", "{\"a\": "), 400);
  EXPECT_EQ(status("POST /login", "{\"a\": \"\xff\"}"), 400);
  EXPECT_EQ(status("POST /login", std::string(100'000, '[')), 400);
  EXPECT_EQ(status("POST /login", "{\"a\": 2}"), 404);
  EXPECT_EQ(status("POST /login", ""), 404);
  EXPECT_EQ(status("POST /other", "{\"a\": "), 404);
}

TEST(Engine, SaysSoWhereThereAreNoStubs) {
  Engine engine{std::make_shared<Scenario>(), clock(), {}};
  const Played played = engine.play(request_of("GET /"));
  EXPECT_EQ(played.reply.status, 404);
  EXPECT_EQ(header(played, "X-Phantomime-Near-Miss"), "there are no stubs");
  EXPECT_FALSE(played.near_miss);
}

TEST(Engine, AnswersTheUnmatchedByTheFirstFallback) {
  auto scenario = scenario_of({R"({"name": "run", "request": "POST /run"})"});
  scenario->packs.resize(3);
  scenario->packs[1].fallback = response_of(R"({"status": 410, "text": "first"})");
  scenario->packs[2].fallback = response_of(R"({"status": 411, "text": "second"})");
  Engine engine{scenario, clock(), {}};
  const Played played = engine.play(request_of("POST /rum"));
  EXPECT_EQ(played.kind, Kind::unmatched);
  EXPECT_EQ(played.reply.status, 410);
  EXPECT_EQ(played.reply.body_text(), "first");
  EXPECT_EQ(header(played, "X-Phantomime-Near-Miss"), "run: path is /rum, not /run");
}

std::shared_ptr<Scenario> guarded() {
  auto scenario =
      scenario_of({R"({"name": "closed", "request": "GET /closed"})",
                   R"({"name": "open", "request": {"method": "GET", "path": "/open", "credentials": "none"}})"});
  scenario->packs[0].accept = {credential_of(R"({"basic": {"user": "admin", "password": "changeme"}})"),
                               credential_of(R"({"token": {"header": "X-Key", "value": "k"}})")};
  return scenario;
}

TEST(Engine, LetsInWhoeverHasOneOfTheAcceptedCredentials) {
  Engine engine{guarded(), clock(), {}};
  EXPECT_EQ(engine.play(request_of("GET /closed", "", admin)).kind, Kind::matched);
  EXPECT_EQ(engine.play(request_of("GET /closed", "", {{"x-key", "k"}})).kind, Kind::matched);
  EXPECT_EQ(engine.play(request_of("GET /closed", "", {{"x-key", "wrong"}})).kind, Kind::refused);
}

TEST(Engine, RefusesBarelyByDefaultAndDoesNotCountTheCall) {
  auto scenario = guarded();
  scenario->packs[0].name = "ac\"me\n";
  Engine engine{scenario, clock(), {}};
  const Played played = engine.play(request_of("GET /closed"));
  EXPECT_EQ(played.kind, Kind::refused);
  EXPECT_EQ(played.stub, 0U);
  EXPECT_EQ(played.reply.status, 401);
  EXPECT_EQ(header(played, "WWW-Authenticate"), "Basic realm=\"ac\\\"me\"");
  EXPECT_EQ(played.reply.body, nullptr);
  EXPECT_EQ(header(played, "X-Phantomime-Near-Miss"), "(absent)");
  EXPECT_EQ(engine.calls(0), 0U);
  EXPECT_EQ(engine.refused(), 1U);
  EXPECT_EQ(engine.unmatched(), 0U);
}

TEST(Engine, RefusesAsThePackSays) {
  auto scenario = guarded();
  scenario->packs[0].refuse = response_of(R"({"status": 403, "json": {"failed": true}})");
  Engine engine{scenario, clock(), {}};
  const Played played = engine.play(request_of("GET /closed"));
  EXPECT_EQ(played.kind, Kind::refused);
  EXPECT_EQ(played.reply.status, 403);
  EXPECT_EQ(played.reply.body_text(), R"({"failed":true})");
}

TEST(Engine, AsksNobodyWhereTheStubAnswersWithoutCredentials) {
  Engine engine{guarded(), clock(), {}};
  EXPECT_EQ(engine.play(request_of("GET /open")).kind, Kind::matched);
}

TEST(Engine, RefusesBeforeItSaysThatNothingIsThere) {
  auto scenario = guarded();
  scenario->packs[0].fallback = response_of(R"({"status": 404})");
  Engine engine{scenario, clock(), {}};
  EXPECT_EQ(engine.play(request_of("GET /nothing")).kind, Kind::refused);
  EXPECT_EQ(engine.play(request_of("GET /nothing", "", admin)).kind, Kind::unmatched);
}

TEST(Engine, AsksForTheCredentialsOfTheWinnersPackOnly) {
  auto scenario = guarded();
  scenario->packs.emplace_back();
  scenario->stubs.push_back(testing::stub_of(R"({"name": "other", "request": "GET /other"})"));
  scenario->stubs.back().pack = 1;
  Engine engine{scenario, clock(), {}};
  EXPECT_EQ(engine.play(request_of("GET /other")).kind, Kind::matched);
  EXPECT_EQ(engine.play(request_of("GET /closed")).kind, Kind::refused);
}

std::shared_ptr<Scenario> dice() {
  return scenario_of(
      {R"({"name": "a", "request": {"method": "any"}, "response": {"template": "{{ random_integer(0, 1000000000) }}"}})"});
}

std::vector<std::string> rolls(std::uint64_t seed) {
  Engine engine{dice(), clock(), {seed, false}};
  std::vector<std::string> rolled;
  for (const char* line : {"GET /a", "GET /a", "GET /b", "PUT /a"})
    rolled.emplace_back(engine.play(request_of(line)).reply.body_text());
  rolled.emplace_back(engine.play(request_of("PUT /a", "body")).reply.body_text());
  return rolled;
}

TEST(Engine, DrawsTheSameForTheSameRequestInEveryRun) {
  EXPECT_EQ(rolls(1), rolls(1));
  EXPECT_NE(rolls(1), rolls(2));
}

TEST(Engine, DrawsDifferByMethodTargetBodyAndOccurrence) {
  auto rolled = rolls(1);
  std::sort(rolled.begin(), rolled.end());
  EXPECT_EQ(std::unique(rolled.begin(), rolled.end()), rolled.end());
}

TEST(Engine, DrawsDoNotDependOnTheOrderOfOtherRequests) {
  Engine engine{dice(), clock(), {1, false}};
  static_cast<void>(engine.play(request_of("GET /b")));
  EXPECT_EQ(engine.play(request_of("GET /a")).reply.body_text(), rolls(1).front());
}

TEST(Engine, WritesEachExchangeIntoTheJournal) {
  Engine engine{guarded(), clock(), {}};
  static_cast<void>(engine.play(request_of("GET /open", "body", {{"A", "b"}})));
  static_cast<void>(engine.play(request_of("GET /closed")));
  static_cast<void>(engine.play(request_of("GET /nothing", "", admin)));
  const auto entries = engine.journal().entries();
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].request.body, "body");
  EXPECT_EQ(entries[0].at, clock().now());
  EXPECT_EQ(engine.stub_name(entries[0]), "open");
  EXPECT_EQ(entries[0].status, 200);
  EXPECT_FALSE(entries[0].unmatched || entries[0].refused);
  EXPECT_TRUE(entries[1].refused);
  EXPECT_TRUE(entries[2].unmatched);
  EXPECT_EQ(entries[2].stub, Index::none);
  EXPECT_EQ(engine.stub_name(entries[2]), "");
}

TEST(Engine, KeepsNoJournalWhereNoneIsWanted) {
  Engine engine{guarded(), clock(), {0, false}};
  static_cast<void>(engine.play(request_of("GET /open")));
  EXPECT_EQ(engine.journal().total(), 0U);
}

TEST(Engine, NamesTheExpectationsThatAreNotMet) {
  Engine engine{scenario_of({R"({"name": "once", "request": "GET /a", "expect": 1})",
                             R"({"name": "never", "request": "GET /b", "expect": 0})",
                             R"({"name": "whatever", "request": "GET /c"})"}),
                clock(),
                {}};
  EXPECT_THAT(engine.unmet_expectations(), ElementsAre(0));
  static_cast<void>(engine.play(request_of("GET /a")));
  EXPECT_THAT(engine.unmet_expectations(), IsEmpty());
  static_cast<void>(engine.play(request_of("GET /b")));
  EXPECT_THAT(engine.unmet_expectations(), ElementsAre(1));
}

TEST(Engine, InheritsWhatHappenedByTheNamesOfStubs) {
  Engine before{
      scenario_of({R"({"name": "gone", "request": "GET /gone"})", R"({"name": "kept", "request": "GET /kept"})"}),
      clock(),
      {}};
  for (const char* line : {"GET /gone", "GET /kept", "GET /kept", "GET /nothing"})
    static_cast<void>(before.play(request_of(line)));
  Engine after{scenario_of({R"({"name": "kept", "request": "GET /moved",
                                "response": {"sequence": [{"status": 201}, {"status": 202}, {"status": 203}]}})",
                            R"({"name": "fresh", "request": "GET /fresh"})"}),
               clock(),
               {}};
  after.inherit(before);
  EXPECT_EQ(after.calls(0), 2U);
  EXPECT_EQ(after.calls(1), 0U);
  EXPECT_EQ(after.matched(), 3U);
  EXPECT_EQ(after.unmatched(), 1U);
  EXPECT_EQ(after.play(request_of("GET /moved")).reply.status, 203);
  std::vector<std::uint32_t> stubs;
  for (const JournalEntry& entry : after.journal().entries()) stubs.push_back(entry.stub);
  EXPECT_THAT(stubs, ElementsAre(Index::none, 0, 0, Index::none, 0));
}

TEST(Engine, CountsEveryCallOfManyThreads) {
  auto scenario =
      scenario_of({R"({"name": "a", "request": "GET /a", "response": {"sequence": [{"status": 200}]}})",
                   R"({"name": "b", "request": "GET /b/{id}", "response": {"template": "{{ captures.id }}"}})"});
  Engine engine{scenario, clock(), {}};
  constexpr std::uint64_t threads = 4, rounds = 500;
  std::vector<std::thread> running;
  for (std::uint64_t number = 0; number < threads; ++number)
    running.emplace_back([&] {
      for (std::uint64_t round = 0; round < rounds; ++round) {
        static_cast<void>(engine.play(request_of("GET /a")));
        static_cast<void>(engine.play(request_of("GET /b/7")));
        static_cast<void>(engine.play(request_of("GET /c")));
      }
    });
  for (std::thread& thread : running) thread.join();
  EXPECT_EQ(engine.calls(0), threads * rounds);
  EXPECT_EQ(engine.calls(1), threads * rounds);
  EXPECT_EQ(engine.matched(), 2 * threads * rounds);
  EXPECT_EQ(engine.unmatched(), threads * rounds);
  EXPECT_EQ(engine.journal().total(), 3 * threads * rounds);
}

}  // namespace
}  // namespace phantomime::scenario
