#include "phantomime/server/clock_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"

#include "support/hand_clock.hpp"

namespace phantomime::server {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const Instant noon = parse_instant("2020-01-22T12:00:00Z").value();

struct ClockApi : testing::Test {
  Result<Json> change(const char* body) { return change_clock(clock, Json::parse(body)); }

  test::HandClock machine{noon};
  VirtualClock clock{machine};
};

TEST_F(ClockApi, SaysWhatTheClockDoes) {
  EXPECT_EQ(clock_state(clock).dump(),
            R"({"frozen":false,"now":"2020-01-22T12:00:00.000000Z","start":"2020-01-22T12:00:00.000000Z"})");
}

TEST_F(ClockApi, MakesOneChangeAndSaysWhatBecameOfIt) {
  const std::tuple<const char*, bool, Instant> steps[] = {
      {R"({"freeze": true})", true, noon},         {R"({"advance": "30m"})", true, noon + 30min},
      {R"({"advance": "0"})", true, noon + 30min}, {R"({"freeze": "2020-01-22T15:00:00+02:00"})", true, noon + 1h},
      {R"({"run": true})", false, noon + 1h},      {R"({"advance": "1.5s"})", false, noon + 1h + 1500ms},
  };
  for (const auto& [body, frozen, now] : steps) {
    const auto state = change(body);
    ASSERT_TRUE(state) << body << ": " << state.error().what;
    EXPECT_EQ(state->at("frozen"), frozen) << body;
    EXPECT_EQ(state->at("now"), format_instant(now)) << body;
  }
}

TEST_F(ClockApi, CanBeFrozenAtWhatItSaid) {
  machine.wind(1ns);
  const auto state = change(R"({"freeze": true})");
  ASSERT_TRUE(state);
  EXPECT_TRUE(change_clock(clock, {{"freeze", state->at("now")}}));
}

TEST_F(ClockApi, NamesTheMemberAtFaultAndChangesNothing) {
  const std::tuple<const char*, ErrorCode, const char*> cases[] = {
      {"[]", ErrorCode::wrong_type, "the body is no JSON object"},
      {"{}", ErrorCode::missing_key, "the body says no change"},
      {R"({"frezee": true})", ErrorCode::unknown_key, R"(there is no member "frezee")"},
      {R"({"advance": "1h", "zzz": 1})", ErrorCode::unknown_key, R"(there is no member "zzz")"},
      {R"({"advance": "1h", "run": true})", ErrorCode::conflict, "advance and run in one body"},
      {R"({"freeze": false})", ErrorCode::wrong_type, "freeze: false"},
      {R"({"freeze": 1})", ErrorCode::wrong_type, "freeze: 1"},
      {R"({"freeze": "noon"})", ErrorCode::syntax, "freeze: 'noon' is no instant"},
      {R"({"freeze": "2020-01-22T11:00:00Z"})", ErrorCode::bad_value, "freeze: 2020-01-22T11:00:00.000000Z is before"},
      {R"({"freeze": "2200-01-01T00:00:00Z"})", ErrorCode::bad_value,
       "freeze: 2200-01-01T00:00:00.000000Z would leave"},
      {R"({"advance": 30})", ErrorCode::wrong_type, "advance: 30"},
      {R"({"advance": "30"})", ErrorCode::syntax, "advance: '30' is no duration: the unit is missing"},
      {R"({"advance": "-1s"})", ErrorCode::bad_value, "advance: the clock cannot be advanced by -1s"},
      {R"({"advance": "100000d"})", ErrorCode::limit, "advance: '100000d' is longer than 100 years"},
      {R"({"run": false})", ErrorCode::wrong_type, "run: false"},
      {R"({"run": null})", ErrorCode::wrong_type, "run: null"},
  };
  const std::uint64_t changes = clock.changes();
  const Json before = clock_state(clock);
  for (const auto& [body, code, what] : cases) {
    const auto changed = change(body);
    ASSERT_FALSE(changed) << body;
    EXPECT_EQ(changed.error().code, code) << body;
    EXPECT_THAT(changed.error().what, HasSubstr(what)) << body;
    EXPECT_NE(changed.error().hint, "") << body;
    EXPECT_EQ(clock_state(clock), before) << body;
  }
  EXPECT_GE(clock.changes(), changes);
}

TEST_F(ClockApi, GuessesWhatWasMeant) {
  EXPECT_EQ(change(R"({"frezee": true})").error().hint, R"(did you mean "freeze"?)");
}

}  // namespace
}  // namespace phantomime::server
