#include "phantomime/base/virtual_clock.hpp"

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"

#include "support/hand_clock.hpp"

namespace phantomime {
namespace {

using namespace std::chrono_literals;
using test::HandClock;
using testing::HasSubstr;
using Mode = VirtualClock::Mode;

Instant at(std::string_view text) { return parse_instant(text).value(); }
const Instant noon = at("2020-01-22T12:00:00Z");

TEST(VirtualClock, RunsWithTheMachine) {
  HandClock machine{noon};
  const VirtualClock clock{machine};
  EXPECT_EQ(clock.now(), noon);
  machine.wind(5ns);
  EXPECT_EQ(clock.now(), noon + 5ns);
  EXPECT_FALSE(clock.frozen());
  EXPECT_EQ(clock.start(), noon);
}

TEST(VirtualClock, RunsFromAnInstantOfItsOwn) {
  HandClock machine{noon};
  const VirtualClock clock{machine, {Mode::real, noon - 24h}};
  machine.wind(1h);
  EXPECT_EQ(clock.now(), noon - 23h);
}

TEST(VirtualClock, StandsWhereItStarts) {
  HandClock machine{noon};
  const VirtualClock placed{machine, {Mode::frozen, noon + 1h}};
  const VirtualClock unplaced{machine, {Mode::frozen, std::nullopt}};
  machine.wind(1h);
  EXPECT_EQ(placed.now(), noon + 1h);
  EXPECT_EQ(unplaced.now(), noon);
  EXPECT_TRUE(placed.frozen());
}

TEST(VirtualClock, FreezesOnAMicrosecondAndRunsOnFromThere) {
  HandClock machine{noon + 1ns};
  VirtualClock clock{machine};
  clock.freeze();
  EXPECT_EQ(clock.now(), noon + 1us) << "never back, and as it is printed";
  machine.wind(1h);
  clock.freeze();
  EXPECT_EQ(clock.now(), noon + 1us) << "frozen again, it stays";
  clock.run();
  EXPECT_EQ(clock.now(), noon + 1us);
  machine.wind(1s);
  EXPECT_EQ(clock.now(), noon + 1s + 1us);
  clock.run();
  EXPECT_EQ(clock.now(), noon + 1s + 1us);
}

TEST(VirtualClock, AdvancesRunningAndFrozen) {
  HandClock machine{noon};
  VirtualClock clock{machine};
  ASSERT_TRUE(clock.advance(30min));
  EXPECT_EQ(clock.now(), noon + 30min);
  machine.wind(1min);
  EXPECT_EQ(clock.now(), noon + 31min);
  clock.freeze();
  ASSERT_TRUE(clock.advance(1min));
  ASSERT_TRUE(clock.advance(0ns));
  EXPECT_EQ(clock.now(), noon + 32min);
  EXPECT_TRUE(clock.frozen());
}

TEST(VirtualClock, NeverGoesBackButByAReset) {
  HandClock machine{noon};
  VirtualClock clock{machine};
  ASSERT_TRUE(clock.freeze_at(noon + 1h));
  ASSERT_TRUE(clock.freeze_at(noon + 1h));
  const auto back = clock.freeze_at(noon);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().what, "2020-01-22T12:00:00.000000Z is before the clock's time, 2020-01-22T13:00:00.000000Z");
  EXPECT_EQ(back.error().hint, "the clock goes back only by a reset");
  const auto negative = clock.advance(-1s);
  ASSERT_FALSE(negative);
  EXPECT_EQ(negative.error().what, "the clock cannot be advanced by -1s");
  EXPECT_EQ(clock.now(), noon + 1h);
  machine.wind(2h);
  clock.reset();
  EXPECT_FALSE(clock.frozen());
  EXPECT_EQ(clock.now(), noon + 2h) << "a clock that followed the machine's follows it again";
  EXPECT_EQ(clock.start(), noon + 2h);
  machine.wind(-1h);
  EXPECT_EQ(clock.now(), noon + 2h) << "a machine's clock that is set back is waited for";
}

TEST(VirtualClock, AResetPutsItWhereItStarted) {
  HandClock machine{noon};
  VirtualClock clock{machine, {Mode::frozen, noon}};
  ASSERT_TRUE(clock.advance(1h));
  clock.run();
  machine.wind(1h);
  clock.reset();
  EXPECT_TRUE(clock.frozen());
  EXPECT_EQ(clock.now(), noon);
}

TEST(VirtualClock, KeepsToItsYears) {
  HandClock machine{noon};
  VirtualClock clock{machine, {Mode::frozen, VirtualClock::latest}};
  EXPECT_TRUE(clock.advance(0ns));
  const auto late = clock.advance(1ns);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().what, HasSubstr("would leave the clock's years"));
  EXPECT_FALSE(clock.advance(std::chrono::nanoseconds::max()));
  EXPECT_FALSE(clock.freeze_at(VirtualClock::latest + 1ns));
  clock.run();
  machine.wind(1h);
  EXPECT_EQ(clock.now(), VirtualClock::latest);
  clock.freeze();
  EXPECT_EQ(clock.now(), VirtualClock::latest);
  EXPECT_EQ((VirtualClock{machine, {Mode::frozen, Instant::min()}}.now()), VirtualClock::earliest);
  EXPECT_EQ((VirtualClock{machine, {Mode::real, Instant::max()}}.now()), VirtualClock::latest);
}

TEST(VirtualClock, TellsOfEveryChangeOutsideAnyLock) {
  HandClock machine{noon};
  VirtualClock clock{machine};
  std::vector<Instant> told;
  auto listening = clock.on_change([&] {
    told.push_back(clock.now());
    static_cast<void>(clock.on_change([] {}));  // comes and goes
  });
  clock.freeze();
  static_cast<void>(clock.advance(1h));
  static_cast<void>(clock.freeze_at(noon + 2h));
  clock.run();
  clock.reset();
  EXPECT_THAT(told, testing::ElementsAre(noon, noon + 1h, noon + 2h, noon + 2h, noon));
  EXPECT_FALSE(clock.advance(-1ns));
  EXPECT_EQ(told.size(), 5u) << "nothing changed";
  listening.stop();
  clock.freeze();
  EXPECT_EQ(told.size(), 5u);
}

TEST(VirtualClock, AListenerMayLeaveWhenTold) {
  HandClock machine{noon};
  VirtualClock clock{machine};
  int told = 0;
  ChangeListeners::Subscription listening;
  listening = clock.on_change([&] {
    ++told;
    listening.stop();
  });
  clock.freeze();
  clock.run();
  EXPECT_EQ(told, 1);
}

TEST(VirtualClock, SubscriptionsMayOutliveIt) {
  HandClock machine{noon};
  ChangeListeners::Subscription listening;
  {
    VirtualClock clock{machine};
    listening = clock.on_change([] {});
  }
  listening.stop();
}

TEST(VirtualClock, AnotherNumberMeansAChange) {
  HandClock machine{noon};
  VirtualClock clock{machine};
  const auto before = clock.moment();
  machine.wind(1h);
  EXPECT_EQ(clock.changes(), before.changes);
  clock.freeze();
  EXPECT_NE(clock.changes(), before.changes);
  EXPECT_EQ(clock.moment().changes, clock.changes());
}

TEST(VirtualClock, ReadersNeverSeeItGoBack) {
  const SystemClock machine;
  VirtualClock clock{machine};
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  std::atomic<int> went_back{0};
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      for (Instant last = clock.now(); !done;) {
        const Instant now = clock.now();
        if (now < last) ++went_back;
        last = now;
      }
    });
  }
  for (int round = 0; round < 2000; ++round) {
    clock.freeze();
    static_cast<void>(clock.advance(1us));
    clock.run();
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(went_back, 0);
}

TEST(VirtualClock, ListenersComeAndGoWhileItChanges) {
  const SystemClock machine;
  VirtualClock clock{machine};
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!done) {
        int told = 0;
        auto listening = clock.on_change([&told] { ++told; });
        listening.stop();
        told = -1;  // nobody may touch it any more
      }
    });
  }
  for (int round = 0; round < 2000; ++round) static_cast<void>(clock.advance(1ns));
  done = true;
  for (std::thread& thread : threads) thread.join();
}

TEST(ParseClockStart, ReadsEveryForm) {
  EXPECT_EQ(parse_clock_start("real")->mode, Mode::real);
  EXPECT_EQ(parse_clock_start("frozen")->mode, Mode::frozen);
  EXPECT_EQ(parse_clock_start("frozen")->instant, std::nullopt);
  const auto placed = parse_clock_start("frozen@2020-01-22T14:00:00+02:00");
  ASSERT_TRUE(placed);
  EXPECT_EQ(placed->mode, Mode::frozen);
  EXPECT_EQ(placed->instant, noon);
}

TEST(ParseClockStart, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "'' is no clock"},
      {"Frozen", "'Frozen' is no clock"},
      {"frozen@", "'' is no instant: it does not begin with a date of the calendar"},
      {"frozen@noon", "'noon' is no instant: it does not begin with a date of the calendar"},
      {"frozen@2020-01-22T12:00:00", "'2020-01-22T12:00:00' is no instant: the zone is missing"},
      {"frozen@1899-12-31T23:59:59Z", "'1899-12-31T23:59:59Z' lies outside the clock's years, 1900 to 2160"},
      {"real@2020-01-22T12:00:00Z",
       "'real@2020-01-22T12:00:00Z' is no clock: one that follows the machine's takes no instant"},
  };
  for (const auto& [text, what] : cases) {
    const auto start = parse_clock_start(text);
    ASSERT_FALSE(start) << text;
    EXPECT_EQ(start.error().what, what);
    EXPECT_NE(start.error().hint, "") << text;
  }
}

}  // namespace
}  // namespace phantomime
