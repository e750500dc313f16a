#include "phantomime/base/random.hpp"

#include <cmath>
#include <limits>
#include <set>

#include <gtest/gtest.h>

namespace phantomime {
namespace {

TEST(Random, IsSplitMix64) {
  // Published values for seed 1234567 (Vigna's reference code).
  Random random{1234567};
  for (const std::uint64_t value :
       {6457827717110365317U, 3203168211198807973U, 9817491932198370423U, 4593380528125082431U})
    EXPECT_EQ(random.next(), value);
}

TEST(Random, DrawsEveryIntegerOfARangeAboutEquallyOften) {
  Random random{7};
  int counts[6] = {};
  for (int i = 0; i < 60'000; ++i) {
    const std::int64_t draw = random.integer(-2, 3);
    ASSERT_GE(draw, -2);
    ASSERT_LE(draw, 3);
    ++counts[draw + 2];
  }
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

TEST(Random, KnowsTheEdgesOfTheRange) {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  Random random{1};
  EXPECT_EQ(random.integer(5, 5), 5);
  EXPECT_EQ(random.integer(lowest, lowest), lowest);
  bool negative = false, positive = false;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t draw = random.integer(lowest, highest);
    (draw < 0 ? negative : positive) = true;
    EXPECT_GE(random.integer(lowest, 0), lowest);
    EXPECT_GE(random.integer(highest - 1, highest), highest - 1);
  }
  EXPECT_TRUE(negative && positive);
}

TEST(Random, IsFairWhereTheRangeDoesNotDivideTheDraws) {
  // 3 * 2^62 values: plain remainders would hit the lower third of them twice as often.
  constexpr std::int64_t third = std::int64_t{1} << 62;
  Random random{3};
  int low = 0;
  for (int i = 0; i < 30'000; ++i) low += random.integer(-third, third - 1 + third) < 0;
  EXPECT_NEAR(low, 10'000, 400);
}

TEST(Random, FractionsAreInTheHalfOpenUnit) {
  Random random{2};
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double draw = random.fraction();
    ASSERT_GE(draw, 0);
    ASSERT_LT(draw, 1);
    sum += draw;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

TEST(Random, NormalDrawsHaveMeanZeroAndDeviationOne) {
  Random random{3};
  double sum = 0, squares = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double draw = random.normal();
    ASSERT_TRUE(std::isfinite(draw));
    sum += draw;
    squares += draw * draw;
  }
  EXPECT_NEAR(sum / 20'000, 0, 0.03);
  EXPECT_NEAR(squares / 20'000, 1, 0.05);
}

TEST(MixSeed, TellsSeedsAndTextsApart) {
  std::set<std::uint64_t> seeds;
  for (const std::uint64_t seed : {0U, 1U, 2U})
    for (const char* text : {"", "a", "b", "ab", "ba", "GET /a"}) seeds.insert(mix_seed(seed, text));
  EXPECT_EQ(seeds.size(), 18U);
  std::set<std::uint64_t> numbers;
  for (std::uint64_t seed = 0; seed < 30; ++seed)
    for (std::uint64_t value = 0; value < 30; ++value) numbers.insert(mix_seed(seed, value));
  EXPECT_EQ(numbers.size(), 900U) << "(1, 2) is another seed than (2, 1)";
}

}  // namespace
}  // namespace phantomime
