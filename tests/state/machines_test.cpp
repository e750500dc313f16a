// What the clock does to a world, and that it makes no difference when somebody looks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/world_of.hpp"

namespace phantomime::state {
namespace {

using namespace std::chrono_literals;
using test::WorldOf;
using testing::HasSubstr;

/// Runs with a machine of these transitions, of which `t` keeps when something happened; a log; POST /runs/{id}/NAME
/// fires a transition and GET /log tells the log's texts.
std::string runs_with(const std::string& transitions, const std::string& final_states = "done",
                      const std::string& rows = "[]") {
  return R"(
pack: {epoch: 2020-01-22T19:40:00Z}
grammars: {plain: {envelope: '{{ shown }}'}}
collections:
  log: {fields: {id: integer, text: text, at: {type: instant, default: '{{ now() }}'}}}
  run:
    path: /runs
    grammar: plain
    rows: )" +
         rows + R"(
    fields:
      id: integer
      state: text
      n: {type: integer, default: 0}
      t: {type: instant, default: '{{ now() }}'}
    operations: {list: {}, one: {}, create: {}, update: {}, delete: {}}
    machine: {member: state, initial: new, final: [)" +
         final_states + "], transitions: {" + transitions + R"(}}
stubs:
  - name: fire
    request: 'POST /runs/{id:integer}/cancel'
    example: POST /runs/1/cancel
    do: [{find: {in: run, id: '{{ captures.id }}', as: run}}, {fire: {row: run, transition: cancel}}]
    response: {computed: '{{ run.state }}'}
  - name: log
    request: GET /log
    response: {computed: {$each: '{{ rows("log") }}', $as: one, $value: '{{ one.text }} {{ one.at }}'}}
)";
}

std::string run(int id, const std::string& state, int n, const std::string& minutes_and_seconds) {
  return R"({"id":)" + std::to_string(id) + R"(,"state":")" + state + R"(","n":)" + std::to_string(n) +
         R"(,"t":"2020-01-22T19:)" + minutes_and_seconds + R"(.000000Z"})";
}

constexpr const char* mark = "do: [{change: {row: row, members: {t: '{{ now() }}'}}}]";

TEST(Machines, MoveWhenTheirTimeHasComeAndNotBefore) {
  WorldOf world{runs_with(std::string{"start: {from: new, to: going, after: 10s, "} + mark +
                          "}, end: {from: going, to: done, after: '{{ 5 + 15 }}s', " + mark +
                          "}, cancel: {from: new, to: done}")};
  EXPECT_EQ(world.says("POST /runs", "{}"), "201 " + run(1, "new", 0, "40:00"));
  world.wind(10s - 1ns);
  EXPECT_EQ(world.says("GET /runs/1"), "200 " + run(1, "new", 0, "40:00"));
  world.wind(1ns);
  EXPECT_EQ(world.says("GET /runs/1"), "200 " + run(1, "going", 0, "40:10"));
  world.wind(1h);
  EXPECT_EQ(world.says("GET /runs/1"), "200 " + run(1, "done", 0, "40:30"));  // when it was due, not when we looked
}

TEST(Machines, CatchUpInTheOrderOfTime) {
  WorldOf world{
      runs_with("tick: {from: new, to: new, after: '{{ row.n }}s', "
                "do: [{create: {in: log, members: {text: 'r{{ row.id }}'}}}]}, cancel: {from: new, to: done}")};
  static_cast<void>(world.says("POST /runs", R"({"n": 3})"));
  static_cast<void>(world.says("POST /runs", R"({"n": 2})"));
  world.wind(6s);
  EXPECT_EQ(
      world.says("GET /log"),
      R"(200 ["r2 2020-01-22T19:40:02.000000Z","r1 2020-01-22T19:40:03.000000Z","r2 2020-01-22T19:40:04.000000Z",)"
      R"("r1 2020-01-22T19:40:06.000000Z","r2 2020-01-22T19:40:06.000000Z"])");
}

TEST(Machines, AreTheSameHoweverOftenSomebodyLooks) {
  const std::string yaml = runs_with(
      "tick: {from: new, to: new, after: '{{ random_integer(1, 9) }}s', do: [{create: {in: log, members: {text: "
      "'{{ random_hex(4) }}'}}}]}, cancel: {from: new, to: done}");
  WorldOf once{yaml}, often{yaml};
  for (WorldOf* const world : {&once, &often}) static_cast<void>(world->says("POST /runs", "{}"));
  for (int second = 0; second < 60; ++second) {
    often.wind(1s);
    static_cast<void>(often.says("GET /runs/1"));
  }
  once.wind(60s);
  EXPECT_EQ(once.says("GET /log"), often.says("GET /log"));
  EXPECT_THAT(once.says("GET /log"), HasSubstr("2020"));
}

TEST(Machines, AtAnInstantAndSoLongAfterIt) {
  WorldOf world{
      runs_with("due: {from: new, to: late, at: '{{ row.t }}'}, "
                "lost: {from: late, to: done, at: '{{ row.t }}', after: 90s}, cancel: {from: new, to: done}")};
  static_cast<void>(world.says("POST /runs", R"({"t": "2020-01-22T19:41:00Z"})"));
  world.wind(60s);
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("late"));
  world.wind(90s - 1ns);
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("late"));
  world.wind(1ns);
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("done"));
}

TEST(Machines, AtAnInstantThatIsPastMeansAtOnce) {
  WorldOf world{
      runs_with("due: {from: new, to: done, at: '{{ shift(row.t, \"-1h\") }}'}, cancel: {from: new, to: done}")};
  EXPECT_THAT(world.says("POST /runs", "{}"), HasSubstr("new"));
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("done"));
}

TEST(Machines, WhatDoesNotHoldIsSkippedUntilTheStateIsEnteredAnew) {
  WorldOf world{
      runs_with("end: {from: new, to: done, after: 10s, when: '{{ row.n > 0 }}'}, cancel: {from: new, to: new}")};
  static_cast<void>(world.says("POST /runs", "{}"));
  world.wind(10s);
  EXPECT_THAT(world.says("PATCH /runs/1", R"({"n": 1})"), HasSubstr("new"));
  world.wind(1h);
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("new"));
  EXPECT_EQ(world.says("POST /runs/1/cancel"), R"(200 "new")");  // its clock begins again
  world.wind(10s);
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("done"));
}

TEST(Machines, ATimerOfAStateThatWasLeftMeansNothing) {
  WorldOf world{
      runs_with("late: {from: new, to: done, after: 10s}, cancel: {from: new, to: held}, "
                "again: {from: held, to: new, after: 8s}")};
  static_cast<void>(world.says("POST /runs", "{}"));
  static_cast<void>(world.says("POST /runs", "{}"));
  world.wind(5s);
  EXPECT_EQ(world.says("POST /runs/1/cancel"), R"(200 "held")");
  EXPECT_EQ(world.says("DELETE /runs/2"), "204");
  world.wind(9s);  // 14s: the first timer is past; the row is in the state anew since 13s
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("new"));
  EXPECT_EQ(world.error(), "");  // nor that of the row that is gone
  world.wind(9s);
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("done"));
}

TEST(Machines, WhatIsTakenBackArmsNothing) {
  WorldOf world{
      runs_with("end: {from: new, to: done, after: 10s, do: [{create: {in: log, members: {text: x}}}]}, "
                "cancel: {from: new, to: new, do: [{require: {that: false, otherwise: bad_value}}]}")};
  static_cast<void>(world.says("POST /runs", "{}"));
  world.wind(5s);
  EXPECT_THAT(world.says("POST /runs/1/cancel"), testing::StartsWith("400"));
  world.wind(5s);
  EXPECT_EQ(world.says("GET /log"), R"(200 ["x 2020-01-22T19:40:10.000000Z"])");
  world.wind(10s);
  EXPECT_EQ(world.says("GET /log"), R"(200 ["x 2020-01-22T19:40:10.000000Z"])");
}

TEST(Machines, HaveTheStatesTheyNameAndNoOthers) {
  WorldOf world{runs_with("end: {from: held, to: done, after: 1s}, cancel: {from: new, to: held}")};
  EXPECT_THAT(world.says("POST /runs", R"({"state": "hold"})"),
              HasSubstr(R"("\"hold\" is none of its states","error":"bad_value")"));
  EXPECT_THAT(world.says("POST /runs", R"({"state": "held"})"), testing::StartsWith("201"));
  EXPECT_THAT(world.says("PATCH /runs/1", R"({"state": "hold"})"), HasSubstr("bad_value"));
  world.wind(1s);
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("done"));
}

TEST(Machines, MoveAfterReadings) {
  WorldOf world{
      runs_with("wear: {from: new, to: worn, after_reads: 2}, tear: {from: worn, to: done, after_reads: 1}, "
                "cancel: {from: new, to: done}")};
  static_cast<void>(world.says("POST /runs", "{}"));
  for (const char* const state : {"new", "new", "worn", "done"}) {
    EXPECT_THAT(world.says("GET /runs"), testing::StartsWith("200"));  // lists read nothing
    EXPECT_THAT(world.says("GET /runs/1"), HasSubstr(state));
  }
}

TEST(Machines, AReadingThatIsTakenBackIsNotCounted) {
  WorldOf world{runs_with("wear: {from: new, to: done, after_reads: 1}, cancel: {from: new, to: done}") +
                R"(
  - name: failing
    request: 'GET /fails/{id:integer}'
    example: GET /fails/1
    do: [{find: {in: run, id: '{{ captures.id }}', as: row}}, {read: {row: row}}, {require: {that: false, otherwise: bad_value}}]
    response: {text: x}
)"};
  static_cast<void>(world.says("POST /runs", "{}"));
  EXPECT_THAT(world.says("GET /fails/1"), testing::StartsWith("400"));
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("new"));
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("done"));
}

TEST(Machines, TransitionsFireOthersToACertainDepth) {
  const auto chain = [](int links) {
    std::string text;
    for (int link = 0; link < links; ++link)
      text += "t" + std::to_string(link) + ": {from: s" + std::to_string(link) + ", to: s" + std::to_string(link + 1) +
              (link + 1 < links ? ", do: [{fire: {row: row, transition: t" + std::to_string(link + 1) + "}}]" : "") +
              "}, ";
    return runs_with(text + "cancel: {from: new, to: s0, do: [{fire: {row: row, transition: t0}}]}",
                     "s" + std::to_string(links));
  };
  WorldOf deep{chain(15)};
  static_cast<void>(deep.says("POST /runs", "{}"));
  EXPECT_EQ(deep.says("POST /runs/1/cancel"), R"(200 "s15")");
  WorldOf too_deep{chain(16)};
  static_cast<void>(too_deep.says("POST /runs", "{}"));
  EXPECT_THAT(too_deep.says("POST /runs/1/cancel"), testing::StartsWith("500"));
  EXPECT_THAT(too_deep.error(), HasSubstr("transitions fire each other without end"));
  EXPECT_THAT(too_deep.says("GET /runs/1"), HasSubstr("new"));
}

TEST(Machines, ThatNeverRestAreNotWaitedFor) {
  WorldOf world{runs_with("spin: {from: new, to: new, after: 1ns}, cancel: {from: new, to: done}")};
  static_cast<void>(world.says("POST /runs", "{}"));
  world.wind(1s);
  EXPECT_THAT(world.says("GET /runs/1"), testing::StartsWith("200"));
  EXPECT_THAT(world.error(), HasSubstr("more than 100000 transitions at once"));
}

TEST(Machines, ATransitionThatFailsIsLeftOutAndTheOthersHappen) {
  WorldOf world{runs_with(
      "end: {from: new, to: done, after: 1s, do: [{let: {a: '{{ 1 % row.n }}'}}]}, cancel: {from: new, to: done}")};
  static_cast<void>(world.says("POST /runs", R"({"n": 0})"));
  static_cast<void>(world.says("POST /runs", R"({"n": 1})"));
  world.wind(1s);
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr("new"));
  EXPECT_THAT(world.error(), HasSubstr("'%' by zero"));
  EXPECT_THAT(world.says("GET /runs/2"), HasSubstr("done"));
  EXPECT_EQ(world.error(), "");
}

TEST(Machines, SeededRowsAreArmedAtTheStartAndTheirInstantsShift) {
  const std::string yaml = runs_with(
      "end: {from: new, to: going, after: 10s}, due: {from: going, to: done, at: '{{ row.t }}'}, cancel: {from: new, "
      "to: done}",
      "done",
      "[{id: 4, state: new, n: 0, t: 2020-01-22T19:39:00Z}, {id: 6, state: going, n: 0, t: 2020-01-22T19:41:00Z}, "
      "{id: 8, state: done, n: 0, t: 9999-12-31T00:00:00Z}]");
  WorldOf world{yaml, {.start = "2026-02-01T00:00:00Z"}};
  EXPECT_EQ(world.says("GET /runs/4"), R"(200 {"id":4,"state":"new","n":0,"t":"2026-01-31T23:59:00.000000Z"})");
  EXPECT_EQ(world.says("GET /runs/8"), R"(200 {"id":8,"state":"done","n":0,"t":"9999-12-31T00:00:00Z"})");  // never
  world.wind(10s);
  EXPECT_THAT(world.says("GET /runs/4"), HasSubstr("done"));  // due long before
  world.wind(50s - 1ns);
  EXPECT_THAT(world.says("GET /runs/6"), HasSubstr("going"));
  world.wind(1ns);
  EXPECT_THAT(world.says("GET /runs/6"), HasSubstr("done"));
  WorldOf frozen{yaml};
  EXPECT_EQ(frozen.says("GET /runs/4"), R"(200 {"id":4,"state":"new","n":0,"t":"2020-01-22T19:39:00Z"})");
}

TEST(Machines, WhatATransitionFiresInTurnIsSeenBehindIt) {
  // Run 1 fires run 2, which changes run 1: the rest of run 1's own steps must see that.
  WorldOf world{runs_with(
      "cancel: {from: new, to: done, do: [{find: {in: run, id: 2, as: other}}, {fire: {row: other, transition: tell}}, "
      "{change: {row: row, members: {n: '{{ row.n + 1 }}'}}}]}, tell: {from: new, to: done, do: [{find: {in: run, "
      "id: 1, as: first}}, {change: {row: first, members: {n: 7}}}]}")};
  static_cast<void>(world.says("POST /runs", "{}"));
  static_cast<void>(world.says("POST /runs", "{}"));
  EXPECT_EQ(world.says("POST /runs/1/cancel"), "200 \"done\"") << world.error();
  EXPECT_THAT(world.says("GET /runs/1"), HasSubstr(R"("n":8)"));
}

TEST(OwnMachines, BindStubsToTheirStates) {
  WorldOf world{R"(
machines:
  door:
    initial: shut
    transitions: {open: {from: shut, to: wide}, close: {from: wide, to: shut, after: 10s}, kick: {from: wide, to: wide}}
collections:
  run:
    rows: [{id: 1, state: new}, {id: 2, state: old}]
    fields: {id: integer, state: text}
    machine: {member: state, initial: new, final: [old], transitions: {wear: {from: new, to: old}}}
stubs:
  - {name: open, request: POST /door, state: {door: shut}, do: [{fire: {machine: door, transition: open}}], response: {text: opened}}
  - {name: kick, request: POST /door, state: {door: wide}, do: [{fire: {machine: door, transition: kick}}], response: {text: kicked}}
  - {name: is, request: GET /door, response: {template: '{{ state("door") }}'}}
  - {name: both, request: GET /both, state: {door: [shut, wide]}, response: {text: any}}
  - {name: old, request: 'GET /old/{id:integer}', example: GET /old/2, state: {run: old, door: wide}, response: {text: old}}
)"};
  EXPECT_EQ(world.says("POST /door"), "200 opened");
  world.wind(9s);
  EXPECT_EQ(world.says("POST /door"), "200 kicked");
  EXPECT_EQ(world.says("GET /old/2"), "200 old");
  EXPECT_THAT(world.says("GET /old/1"), testing::StartsWith("404"));
  EXPECT_THAT(world.says("GET /old/3"), testing::StartsWith("404"));
  world.wind(9s);
  EXPECT_EQ(world.says("GET /door"), "200 wide");
  world.wind(1s);
  EXPECT_EQ(world.says("GET /door"), "200 shut");
  EXPECT_THAT(world.says("GET /old/2"), testing::StartsWith("404"));
  EXPECT_EQ(world.says("GET /both"), "200 any");
}

}  // namespace
}  // namespace phantomime::state
