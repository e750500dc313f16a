#include "phantomime/net/transmitter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/hand_clock.hpp"

namespace phantomime::net {
namespace {

using namespace std::chrono_literals;
using test::HandClock;
using Mode = VirtualClock::Mode;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2020} / 1 / 22} + 12h};

struct TransmitterTest : testing::Test {
  void begin(std::chrono::nanoseconds delay, http::Transmission transmission = {.bytes = "bytes"}) {
    http::Reply reply;
    reply.delay = delay;
    reply.clock = clock;
    if (clock) reply.played_at = clock->now();
    waiting.begin(reply, std::move(transmission), [this] { ++looks; });
  }
  std::string take() { return waiting.take(std::chrono::steady_clock::now()); }
  bool over() { return waiting.over(std::chrono::steady_clock::now()); }

  HandClock machine{noon};
  std::shared_ptr<VirtualClock> clock = std::make_shared<VirtualClock>(machine);
  Transmitter waiting;
  int looks = 0;
};

TEST_F(TransmitterTest, WithoutAClockWaitsForTheMachine) {
  clock = nullptr;
  begin(1h);
  EXPECT_TRUE(waiting.waiting());
  EXPECT_FALSE(over());
  EXPECT_FALSE(waiting.stands());
  EXPECT_TRUE(waiting.over(waiting.due()));
  EXPECT_EQ(waiting.take(waiting.due()), "bytes");
  EXPECT_FALSE(waiting.waiting());
}

TEST_F(TransmitterTest, UnderARunningClockWaitsForTheRest) {
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

TEST_F(TransmitterTest, AReleasedClockHoldsNobody) {
  clock->freeze();
  begin(30s);
  EXPECT_TRUE(waiting.stands());
  clock->release();
  EXPECT_EQ(looks, 1);
  EXPECT_TRUE(over());
  static_cast<void>(take());
  begin(1h);
  EXPECT_TRUE(over());
}

TEST_F(TransmitterTest, UnderAFrozenClockWaitsForNothingButTheClock) {
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

TEST_F(TransmitterTest, CountsFromWhenTheRequestWasPlayed) {
  clock->freeze();
  http::Reply reply;
  reply.delay = 30s;
  reply.clock = clock;
  reply.played_at = clock->now();
  ASSERT_TRUE(clock->advance(30s));
  waiting.begin(reply, {.bytes = "bytes"}, [] {});
  EXPECT_TRUE(over());
}

TEST_F(TransmitterTest, AfterAResetBeginsAnew) {
  clock = std::make_shared<VirtualClock>(machine, VirtualClock::Start{Mode::frozen, noon});
  ASSERT_TRUE(clock->advance(24h));
  begin(30s);
  clock->reset();
  EXPECT_FALSE(over());
  ASSERT_TRUE(clock->advance(30s));
  EXPECT_TRUE(over());
}

TEST_F(TransmitterTest, IsToldOfNothingOnceDropped) {
  begin(30s);
  waiting.drop();
  clock->freeze();
  EXPECT_EQ(looks, 0);
  EXPECT_FALSE(waiting.waiting());
  EXPECT_FALSE(waiting.stands());
}

TEST_F(TransmitterTest, KeepsItsClock) {
  clock->freeze();
  begin(30s);
  const std::weak_ptr<VirtualClock> kept = clock;
  clock.reset();
  ASSERT_FALSE(kept.expired());
  EXPECT_FALSE(over());
  ASSERT_TRUE(kept.lock()->advance(30s));
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "bytes");
  EXPECT_TRUE(kept.expired());
}

TEST_F(TransmitterTest, ForAsLongAsCanBeSaidOverflowsNothing) {
  clock = std::make_shared<VirtualClock>(machine, VirtualClock::Start{Mode::real, VirtualClock::latest});
  begin(std::chrono::nanoseconds::max());
  EXPECT_FALSE(over());
}

http::Transmission drip(std::size_t amount) {
  return {
      .bytes = "head:0123456789", .pause = 1s, .from = 5, .unit = http::Transmission::Unit::bytes, .amount = amount};
}

TEST_F(TransmitterTest, GivesAPartAtATime) {
  clock->freeze();
  begin(0s, drip(4));
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "head:");
  EXPECT_FALSE(over());
  EXPECT_TRUE(waiting.stands());
  ASSERT_TRUE(clock->advance(1s));
  EXPECT_EQ(looks, 1);
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "0123");
  ASSERT_TRUE(clock->advance(999ms));
  EXPECT_FALSE(over());
  ASSERT_TRUE(clock->advance(1ms));
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "4567");
  ASSERT_TRUE(clock->advance(1s));
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "89");
  EXPECT_FALSE(waiting.waiting());
}

TEST_F(TransmitterTest, GivesAllPartsThatTheClockHasComeTo) {
  clock->freeze();
  begin(10s, drip(2));
  ASSERT_TRUE(clock->advance(9s));
  EXPECT_FALSE(over());
  ASSERT_TRUE(clock->advance(3500ms));
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "head:0123");
  EXPECT_FALSE(over());
  // Half a second of the third interval has gone by already.
  ASSERT_TRUE(clock->advance(500ms));
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "45");
}

TEST_F(TransmitterTest, StallsOnceAndEvenBehindTheLastByte) {
  clock->freeze();
  begin(0s, {.bytes = "bytes", .pause = 30s, .from = 5});
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "bytes");
  EXPECT_TRUE(waiting.waiting());
  EXPECT_FALSE(over());
  ASSERT_TRUE(clock->advance(30s));
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "");
  EXPECT_FALSE(waiting.waiting());
}

TEST_F(TransmitterTest, StallsForEverHoweverFarTheClockGoes) {
  begin(0s, {.bytes = "bytes", .pause = http::for_ever, .from = 2});
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "by");
  EXPECT_TRUE(waiting.for_ever());
  ASSERT_TRUE(clock->advance(100 * 365 * 24h));
  EXPECT_FALSE(over());
  EXPECT_TRUE(waiting.stands());
  clock->reset();
  EXPECT_FALSE(over());
  clock->release();
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "tes");
}

TEST_F(TransmitterTest, WithoutAClockStallsForEverToo) {
  clock = nullptr;
  begin(0s, {.bytes = "bytes", .pause = http::for_ever});
  EXPECT_FALSE(over());
  EXPECT_TRUE(waiting.stands());
}

TEST_F(TransmitterTest, CopiesABigReplyInParts) {
  clock->freeze();
  begin(0s, {.bytes = std::string(300'000, 'x'), .pause = 1ms, .unit = http::Transmission::Unit::bytes, .amount = 1});
  EXPECT_FALSE(over());
  ASSERT_TRUE(clock->advance(1h));
  std::size_t all = 0;
  while (waiting.waiting()) {
    ASSERT_TRUE(over());
    const std::string part = take();
    EXPECT_LE(part.size(), 64u << 10);
    all += part.size();
  }
  EXPECT_EQ(all, 300'000u);
}

TEST_F(TransmitterTest, AReleasedClockHoldsNoPart) {
  clock->freeze();
  begin(1h, drip(1));
  clock->release();
  ASSERT_TRUE(over());
  EXPECT_EQ(take(), "head:0123456789");
}

}  // namespace
}  // namespace phantomime::net
