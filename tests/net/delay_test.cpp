#include "phantomime/net/delay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/hand_clock.hpp"

namespace phantomime::net {
namespace {

using namespace std::chrono_literals;
using test::HandClock;
using Mode = VirtualClock::Mode;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2020} / 1 / 22} + 12h};

struct DelayTest : testing::Test {
  void begin(std::chrono::nanoseconds delay) {
    http::Reply reply;
    reply.delay = delay;
    reply.clock = clock;
    if (clock) reply.played_at = clock->now();
    waiting.begin(reply, "bytes", [this] { ++looks; });
  }
  bool over() { return waiting.over(std::chrono::steady_clock::now()); }

  HandClock machine{noon};
  std::shared_ptr<VirtualClock> clock = std::make_shared<VirtualClock>(machine);
  Delay waiting;
  int looks = 0;
};

TEST_F(DelayTest, WithoutAClockWaitsForTheMachine) {
  clock = nullptr;
  begin(1h);
  EXPECT_TRUE(waiting.waiting());
  EXPECT_FALSE(over());
  EXPECT_FALSE(waiting.stands());
  EXPECT_TRUE(waiting.over(waiting.due()));
  EXPECT_EQ(waiting.take(), "bytes");
  EXPECT_FALSE(waiting.waiting());
}

TEST_F(DelayTest, UnderARunningClockWaitsForTheRest) {
  const auto before = std::chrono::steady_clock::now();
  begin(1h);
  EXPECT_GE(waiting.due(), before + 1h);
  EXPECT_FALSE(over());
  ASSERT_TRUE(clock->advance(30min));
  EXPECT_EQ(looks, 1);
  EXPECT_FALSE(over());
  EXPECT_GE(waiting.due(), before + 30min);
  EXPECT_LT(waiting.due(), before + 59min);
  ASSERT_TRUE(clock->advance(30min));
  EXPECT_TRUE(over());
}

TEST_F(DelayTest, AReleasedClockHoldsNobody) {
  clock->freeze();
  begin(30s);
  EXPECT_TRUE(waiting.stands());
  clock->release();
  EXPECT_EQ(looks, 1);
  EXPECT_TRUE(over());
  static_cast<void>(waiting.take());
  begin(1h);
  EXPECT_TRUE(over());
}

TEST_F(DelayTest, UnderAFrozenClockWaitsForNothingButTheClock) {
  clock->freeze();
  begin(30s);
  EXPECT_TRUE(waiting.stands());
  EXPECT_FALSE(over());
  ASSERT_TRUE(clock->advance(29s));
  EXPECT_FALSE(over());
  clock->run();
  EXPECT_FALSE(over());
  EXPECT_FALSE(waiting.stands());
  clock->freeze();
  EXPECT_FALSE(over());
  EXPECT_TRUE(waiting.stands());
  ASSERT_TRUE(clock->advance(1s));
  EXPECT_TRUE(over());
  EXPECT_FALSE(waiting.stands());
}

TEST_F(DelayTest, CountsFromWhenTheRequestWasPlayed) {
  clock->freeze();
  http::Reply reply;
  reply.delay = 30s;
  reply.clock = clock;
  reply.played_at = clock->now();
  ASSERT_TRUE(clock->advance(30s));
  waiting.begin(reply, "bytes", [] {});
  EXPECT_TRUE(over());
}

TEST_F(DelayTest, AfterAResetBeginsAnew) {
  clock = std::make_shared<VirtualClock>(machine, VirtualClock::Start{Mode::frozen, noon});
  ASSERT_TRUE(clock->advance(24h));
  begin(30s);
  clock->reset();
  EXPECT_FALSE(over());
  ASSERT_TRUE(clock->advance(30s));
  EXPECT_TRUE(over());
}

TEST_F(DelayTest, IsToldOfNothingOnceDropped) {
  begin(30s);
  waiting.drop();
  clock->freeze();
  EXPECT_EQ(looks, 0);
  EXPECT_FALSE(waiting.waiting());
  EXPECT_FALSE(waiting.stands());
}

TEST_F(DelayTest, KeepsItsClock) {
  clock->freeze();
  begin(30s);
  const std::weak_ptr<VirtualClock> kept = clock;
  clock.reset();
  EXPECT_FALSE(kept.expired());
  EXPECT_FALSE(over());
  EXPECT_EQ(waiting.take(), "bytes");
  EXPECT_TRUE(kept.expired());
}

TEST_F(DelayTest, ForAsLongAsCanBeSaidOverflowsNothing) {
  clock = std::make_shared<VirtualClock>(machine, VirtualClock::Start{Mode::real, VirtualClock::latest});
  begin(std::chrono::nanoseconds::max());
  EXPECT_FALSE(over());
}

}  // namespace
}  // namespace phantomime::net
