#include "phantomime/server/spaces.hpp"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"

#include "support/hand_clock.hpp"
#include "support/scenario_text.hpp"

namespace phantomime::server {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr const char* pack = R"(phantomime: 1
pack: {name: spaced, epoch: 2020-01-22T12:00:00Z}
stubs:
  - name: count
    request: GET /count
    response: {sequence: [{text: first}, {text: second}, {text: third}]}
  - {name: now, request: GET /now, response: {template: "{{ now() }}"}}
  - {name: slow, request: GET /slow, response: {text: slow, delay: 1h}}
)";

struct SpacesTest : testing::Test {
  void make(Spaces::Options options = {}) {
    spaces = std::make_unique<Spaces>(std::make_shared<const scenario::Edition>(test::scenario_of_text(pack)), machine,
                                      options);
  }
  static Spaces::Options frozen() {
    Spaces::Options options;
    options.settings.clock.mode = VirtualClock::Mode::frozen;
    return options;
  }
  Spaces::Entered enter(std::string name, std::uint32_t listener = 0) {
    return spaces->enter({std::move(name), std::nullopt, listener});
  }
  /// What is played in a space.
  std::string get(const std::string& name, std::string target) {
    http::Request request;
    request.method = "GET";
    request.target = std::move(target);
    const auto entered = enter(name);
    return std::string{(entered.space ? entered.space->stage().play(request).reply : *entered.refusal).body_text()};
  }
  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& entry : spaces->list()) names.push_back(entry.space->name());
    return names;
  }

  test::HandClock machine{*parse_instant("2024-05-01T00:00:00Z")};
  std::unique_ptr<Spaces> spaces;
};

TEST_F(SpacesTest, EachHasItsOwnCallsJournalAndClock) {
  make(frozen());
  EXPECT_EQ(get("a", "/count"), "first");
  EXPECT_EQ(get("a", "/count"), "second");
  EXPECT_EQ(get("b", "/count"), "first");
  EXPECT_EQ(get("", "/count"), "first");
  ASSERT_TRUE(spaces->find("a")->space->clock().advance(1h));
  EXPECT_EQ(get("a", "/now"), "2020-01-22T13:00:00.000000Z");
  EXPECT_EQ(get("b", "/now"), "2020-01-22T12:00:00.000000Z");
  EXPECT_EQ(spaces->find("a")->space->stage().engine()->journal().total(), 3u);
  EXPECT_EQ(spaces->find("b")->space->stage().engine()->journal().total(), 2u);
  EXPECT_EQ(spaces->default_space().requests(), 1u);
  EXPECT_THAT(names(), ElementsAre("default", "a", "b"));
}

TEST_F(SpacesTest, AResetIsOfOneSpace) {
  make();
  EXPECT_EQ(get("a", "/count"), "first");
  EXPECT_EQ(get("b", "/count"), "first");
  spaces->find("a")->space->stage().reset();
  EXPECT_EQ(get("a", "/count"), "first");
  EXPECT_EQ(get("b", "/count"), "second");
}

TEST_F(SpacesTest, TheDefaultSpaceHasAName) {
  make();
  EXPECT_EQ(get("default", "/count"), "first");
  EXPECT_EQ(get("", "/count"), "second");
  EXPECT_FALSE(spaces->drop("default"));
  EXPECT_THAT(names(), ElementsAre("default"));
}

TEST_F(SpacesTest, AreMadeWithSeedAndClockOrTakeTheServers) {
  Spaces::Options options = frozen();
  options.settings.seed = 7;
  make(options);
  const auto mine = spaces->make("mine", spaces->settings(9, parse_clock_start("frozen@2021-01-01T00:00:00Z").value()));
  EXPECT_EQ(mine.outcome, Spaces::Outcome::made);
  EXPECT_EQ(mine.space->settings().seed, 9u);
  EXPECT_EQ(get("mine", "/now"), "2021-01-01T00:00:00.000000Z");
  EXPECT_EQ(enter("other").space->settings().seed, 7u);
  EXPECT_EQ(get("other", "/now"), "2020-01-22T12:00:00.000000Z");
  EXPECT_EQ(spaces->make("mine").outcome, Spaces::Outcome::found);
}

TEST_F(SpacesTest, PastTheBoundThereIsNoRoomUntilOneIsDropped) {
  Spaces::Options options;
  options.most = 2;
  make(options);
  ASSERT_TRUE(enter("a").space);
  ASSERT_TRUE(enter("b").space);
  const auto refused = enter("c");
  ASSERT_FALSE(refused.space);
  EXPECT_EQ(refused.refusal->status, 503);
  EXPECT_TRUE(enter("a").space);
  EXPECT_TRUE(enter("").space);
  EXPECT_TRUE(spaces->drop("a"));
  EXPECT_TRUE(enter("c").space);
}

TEST_F(SpacesTest, WhatIsNoNameGets400) {
  make();
  const auto refused = spaces->enter({"a b", Fault{Fault::In::header, "X", "no name", {}}, 0});
  ASSERT_FALSE(refused.space);
  EXPECT_EQ(refused.refusal->status, 400);
  EXPECT_THAT(names(), ElementsAre("default"));
}

TEST_F(SpacesTest, OneThatNobodyUsesMakesRoom) {
  Spaces::Options options;
  options.idle = 1h;
  make(options);
  ASSERT_TRUE(enter("old").space);
  ASSERT_TRUE(enter("used").space);
  machine.wind(59min);
  ASSERT_TRUE(enter("used").space);
  ASSERT_TRUE(enter("new").space);
  EXPECT_THAT(names(), ElementsAre("default", "new", "old", "used"));
  machine.wind(1min);
  ASSERT_TRUE(enter("newest").space);
  EXPECT_THAT(names(), ElementsAre("default", "new", "newest", "used"));
}

TEST_F(SpacesTest, OneWithAPortOrWithRepliesThatWaitIsNotIdle) {
  Spaces::Options options = frozen();
  options.most = 3;
  make(options);
  ASSERT_TRUE(spaces->give(*enter("ported").space, {5, 1234, false}));
  const auto waiting = enter("waiting").space->shared_clock();  // as a reply that waits for it
  ASSERT_TRUE(enter("idle").space);
  machine.wind(2h);
  ASSERT_TRUE(enter("new").space);
  EXPECT_THAT(names(), ElementsAre("default", "new", "ported", "waiting"));
}

TEST_F(SpacesTest, NoneIsEverIdleWhereThatIsWished) {
  Spaces::Options options;
  options.idle = std::nullopt;
  options.most = 1;
  make(options);
  ASSERT_TRUE(enter("a").space);
  machine.wind(1000h);
  EXPECT_FALSE(enter("b").space);
}

TEST_F(SpacesTest, ADroppedOneIsFreedAndItsClockHoldsNobody) {
  make(frozen());
  auto entered = enter("a");
  const std::weak_ptr<Space> space = entered.space;
  const auto clock = entered.space->shared_clock();
  ASSERT_TRUE(spaces->drop("a"));
  spaces->finish();
  EXPECT_TRUE(clock->released());
  EXPECT_FALSE(space.expired()) << "a request is still in it";
  entered = {};
  spaces->finish();
  EXPECT_TRUE(space.expired());
  EXPECT_EQ(clock.use_count(), 1) << "the space has let go of it";
  EXPECT_EQ(get("a", "/count"), "first") << "the name is free";
}

TEST_F(SpacesTest, DroppingCostsTheSameWhateverIsInIt) {
  make();
  http::Request request;
  request.method = "GET";
  request.target = "/count";
  for (int line = 0; line < 20; ++line) request.headers.add("X-Line-" + std::to_string(line), std::string(40, 'v'));
  // The best of several: a busy machine makes one slow, not all.
  auto best = std::chrono::nanoseconds::max(), best_filling = best;
  for (int round = 0; round < 8; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    {
      const auto space = enter("full").space;
      for (int entry = 0; entry < 2000; ++entry) static_cast<void>(space->stage().play(request));
    }
    const auto filled = std::chrono::steady_clock::now();
    ASSERT_TRUE(spaces->drop("full"));
    best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - filled);
    best_filling = std::min<std::chrono::nanoseconds>(best_filling, filled - begin);
    spaces->finish();
  }
  EXPECT_LT(best * 20, best_filling) << "freeing forty thousand header lines takes longer";
  RecordProperty("drop_nanoseconds", static_cast<int>(best.count()));
}

TEST_F(SpacesTest, APortLeadsToItsSpaceAndNowhereOnceThatIsDropped) {
  Spaces::Options options;
  options.shared_listeners = 2;
  make(options);
  const auto made = spaces->make("a");
  ASSERT_TRUE(spaces->give(*made.space, {2, 1234, false}));
  EXPECT_FALSE(spaces->give(*made.space, {3, 1235, false})) << "it has one";
  EXPECT_EQ(enter("", 2).space->name(), "a");
  EXPECT_EQ(enter("b", 2).space->name(), "b") << "header and prefix go before";
  EXPECT_EQ(enter("", 1).space->name(), "default");
  ASSERT_TRUE(spaces->drop("a"));
  const auto gone = enter("", 2);
  ASSERT_FALSE(gone.space);
  EXPECT_EQ(gone.refusal->status, 410);
  EXPECT_FALSE(spaces->give(*made.space, {4, 1236, false})) << "it was dropped";
}

TEST_F(SpacesTest, AnotherEditionReachesAllAndTheCallsStay) {
  make();
  EXPECT_EQ(get("a", "/count"), "first");
  spaces->replace(std::make_shared<const scenario::Edition>(test::scenario_of_text(R"(phantomime: 1
stubs:
  - {name: count, request: GET /count, response: {sequence: [{text: "1"}, {text: "2"}, {text: "3"}]}}
)")));
  EXPECT_EQ(get("a", "/count"), "2");
  EXPECT_EQ(get("", "/count"), "1");
  EXPECT_EQ(get("new", "/count"), "1");
  const auto edition = [&](const char* name) { return &spaces->find(name)->space->stage().engine()->index(); };
  EXPECT_EQ(edition("a"), edition("new")) << "one index for all";
}

TEST_F(SpacesTest, TheTallyKnowsAlsoOfThoseDropped) {
  make();
  for (const auto* name : {"a", "a", "b", ""}) static_cast<void>(get(name, "/count"));
  static_cast<void>(get("b", "/nothing"));
  ASSERT_TRUE(spaces->drop("a"));
  spaces->finish();
  const Tally tally = spaces->tally();
  EXPECT_EQ(tally.matched, 4u);
  EXPECT_EQ(tally.unmatched, 1u);
  EXPECT_EQ(tally.calls_of("count").all, 4u);
  EXPECT_EQ(tally.calls_of("count").most, 2u);
}

TEST_F(SpacesTest, ExpectationsAreOfAllSpacesTogetherTheirMostOfEach) {
  make();
  const auto expecting = test::scenario_of_text(R"(phantomime: 1
stubs:
  - {name: count, request: GET /count, expect: {exactly: 1}, response: {text: x}}
  - {name: never, request: GET /never, expect: {at_least: 1}, response: {text: x}}
)");
  static_cast<void>(get("a", "/count"));
  static_cast<void>(get("b", "/count"));
  EXPECT_THAT(spaces->tally().unmet_expectations(*expecting), ElementsAre(1u));
  static_cast<void>(get("b", "/count"));
  EXPECT_THAT(spaces->tally().unmet_expectations(*expecting), ElementsAre(0u, 1u));
}

TEST_F(SpacesTest, MakingDroppingReloadingAndUsingAtOnceLosesNothing) {
  make();
  const auto edition = std::make_shared<const scenario::Edition>(test::scenario_of_text(pack));
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (int round = 0; round < 200; ++round) {
        const std::string mine = "t" + std::to_string(thread) + "-" + std::to_string(round % 7);
        static_cast<void>(get(mine, "/count"));
        static_cast<void>(get("shared", "/count"));
        if (round % 5 == 0) static_cast<void>(spaces->drop(round % 10 == 0 ? "shared" : mine));
        if (round % 50 == 0) spaces->replace(edition);
      }
    });
  for (auto& thread : threads) thread.join();
  spaces->finish();
  EXPECT_EQ(spaces->tally().matched, 4u * 200 * 2);
}

}  // namespace
}  // namespace phantomime::server
