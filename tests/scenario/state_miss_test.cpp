// What near misses and explain say of stubs that are bound to a state.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/scenario/engine.hpp"
#include "phantomime/scenario/explain.hpp"

#include "support/hand_clock.hpp"
#include "support/requests.hpp"
#include "support/scenario_text.hpp"

namespace phantomime::scenario {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::make_request;

constexpr const char* bound_pack = R"(phantomime: 1
pack:
  epoch: 2020-01-22T19:40:00Z
  credentials:
    sample: {basic: {user: ann, password: x}}
    check:
      - find: {in: user, where: {name: "{{ basic_user() }}"}, as: caller, otherwise: none}
      - require: {that: "{{ caller and caller.password == basic_password() }}", otherwise: CREDENTIALS}
errors:
  bad_credentials: {response: {status: 403, text: "no"}}
collections:
  user: {rows: [{id: 1, name: ann, password: x}], fields: {id: integer, name: text, password: text}}
  job:
    rows: [{id: 5, status: waiting}]
    fields: {id: integer, status: text}
    machine:
      {member: status, initial: waiting, final: [done], transitions: {finish: {from: waiting, to: done, after: 10s}}}
machines:
  door: {initial: shut, final: [open], transitions: {open: {from: shut, to: open, after: 1m}}}
stubs:
  - {name: the room, request: GET /room, state: {door: open}, response: {text: come in}}
  - name: result
    request: GET /job/{id:integer}/result
    example: GET /job/5/result
    state: {job: [waiting, done], door: open}
    response: {text: come in}
)";

std::string pack_with(std::string error) {
  std::string text = bound_pack;
  return text.replace(text.find("CREDENTIALS"), 11, error);
}

http::Request asked(const char* line, const std::string& user = "ann:x") {
  return make_request(line, {{"Authorization", "Basic " + encode_base64(user)}});
}

std::string explained(const char* line, const std::string& user = "ann:x", const std::string& error = "refused") {
  const auto scenario = test::scenario_of_text(pack_with(error));
  const Index index{*scenario};
  const http::Request request = asked(line, user);
  return to_text(explain(*scenario, index, request), *scenario, request);
}

TEST(StateMisses, StandInTheAnswerAndItsHeader) {
  const auto scenario = test::scenario_of_text(pack_with("refused"));
  test::HandClock clock{*parse_instant("2020-01-22T19:40:00Z")};
  Engine engine{scenario, clock, {.world_start = clock.now()}};
  const Played room = engine.play(asked("GET /room"));
  EXPECT_EQ(room.reply.status, 404);
  EXPECT_EQ(*room.reply.headers.find("X-Phantomime-Near-Miss"), "the room: state door is shut, not open");
  const Json difference = Json::parse(room.reply.body_text())["nearest"][0]["differences"][0];
  EXPECT_EQ(difference["field"], "state door");
  EXPECT_EQ(difference["expected"], "is open");
  EXPECT_EQ(difference["actual"], "shut");
  EXPECT_EQ(*engine.play(asked("GET /job/6/result")).reply.headers.find("X-Phantomime-Near-Miss"),
            "result: state job is absent, not waiting or done; state door is shut, not open");
  clock.wind(std::chrono::minutes{1});
  EXPECT_EQ(engine.play(asked("GET /room")).reply.status, 200);
}

TEST(StateMisses, AreExplainedAsAFreshWorldHasThem) {
  EXPECT_THAT(explained("GET /room"), HasSubstr("  ✗ the room   test.yaml:21\n"
                                                "      state door   expected open, was shut\n"));
  EXPECT_THAT(explained("GET /job/5/result"), Not(HasSubstr("state job")));
  EXPECT_THAT(explained("GET /jobs/5/result"), Not(HasSubstr("state job")));
}

TEST(StateMisses, TheCheckOfAPackRefusesInExplainToo) {
  EXPECT_THAT(explained("GET /room", "ann:wrong"),
              HasSubstr("→ 401 refused by the check of test: refused (test.yaml:3)\n"
                        "  at the start it lets in -u ann:x; even then"));
  EXPECT_THAT(explained("GET /room", "ann:wrong", "bad_credentials"),
              HasSubstr("→ 403 refused by the check of test: bad_credentials (test.yaml:10)\n"));
  EXPECT_THAT(explained("GET /room"), HasSubstr("→ 404; no stub matched"));
}

}  // namespace
}  // namespace phantomime::scenario
