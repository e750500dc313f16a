#include "phantomime/base/time_text.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/random.hpp"

namespace phantomime {
namespace {

using std::chrono::nanoseconds;
using testing::HasSubstr;

TEST(ParseDuration, ReadsNumbersWithUnits) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"0", 0},
      {"0s", 0},
      {"250ms", 250'000'000},
      {"1.5s", 1'500'000'000},
      {"-30m", -1'800'000'000'000},
      {"24h", 86'400'000'000'000},
      {"7d", 604'800'000'000'000},
      {"10us", 10'000},
      {"5ns", 5},
      {"0.001us", 1},
      {"1.000000001s", 1'000'000'001},
      {"0.1h", 360'000'000'000},
      {"007s", 7'000'000'000},
      {"1.500000000000000000000s", 1'500'000'000},
      {"36525d", 3'155'760'000'000'000'000},
  };
  for (const auto& [text, value] : cases) {
    const auto duration = parse_duration(text);
    ASSERT_TRUE(duration.ok()) << text << ": " << duration.error().what;
    EXPECT_EQ(duration->count(), value) << text;
  }
}

TEST(ParseDuration, RefusesWhatIsNone) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "number"},
      {"s", "number"},
      {"100", "unit is missing"},
      {"-", "number"},
      {"+1s", "number"},
      {"1 s", "unit ' s'"},
      {"1S", "unit 'S'"},
      {"1.s", "point"},
      {".5s", "number"},
      {"1,5s", "unit"},
      {"1h30m", "unit"},
      {"0.5ns", "nanosecond"},
      {"1.0000000001s", "nanosecond"},
      {"--1s", "number"},
      {"1e3s", "unit"},
      {"5 minutes", "unit"},
  };
  for (const auto& [text, part] : cases) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration.ok()) << text;
    EXPECT_EQ(duration.error().code, ErrorCode::syntax) << text;
    EXPECT_THAT(duration.error().what, HasSubstr(part)) << text;
    EXPECT_THAT(duration.error().hint, HasSubstr("250ms"));
  }
}

TEST(ParseDuration, HasABound) {
  for (const char* text : {"36525.1d", "36526d", "-36526d", "99999999999999999999s", "876601h"}) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration.ok()) << text;
    EXPECT_EQ(duration.error().code, ErrorCode::limit) << text;
  }
}

TEST(FormatDuration, WritesTheShortestOfReadableTexts) {
  const std::pair<std::int64_t, const char*> cases[] = {
      {0, "0"},
      {250'000'000, "250ms"},
      {100'000'000, "100ms"},
      {1'500'000'000, "1.5s"},
      {-1'800'000'000'000, "-30m"},
      {86'400'000'000'000, "1d"},
      {90'000'000'000, "90s"},
      {5'400'000'000'000, "90m"},
      {5, "5ns"},
      {1'234'567, "1234567ns"},
      {1'000'000'001, "1.000000001s"},
      {std::numeric_limits<std::int64_t>::min(), "-9223372036.854775808s"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(format_duration(nanoseconds{value}), text);
}

TEST(FormatDuration, IsReadBackExactly) {
  Random random{5};
  for (int i = 0; i < 500; ++i) {
    const nanoseconds value{
        random.integer(-(std::int64_t{1} << random.integer(1, 60)), std::int64_t{1} << random.integer(1, 60))};
    const auto again = parse_duration(format_duration(value));
    ASSERT_TRUE(again.ok()) << format_duration(value);
    EXPECT_EQ(*again, value);
  }
}

TEST(ParseInstant, ReadsIso8601) {
  const std::pair<const char*, const char*> cases[] = {
      {"2020-01-22T19:39:43Z", "2020-01-22T19:39:43.000000Z"},
      {"2020-01-22T19:39:43.239Z", "2020-01-22T19:39:43.239000Z"},
      {"2020-01-22 19:39:43.123456789Z", "2020-01-22T19:39:43.123456Z"},
      {"2020-01-22t19:39z", "2020-01-22T19:39:00.000000Z"},
      {"2020-01-22T19:39:43+02:00", "2020-01-22T17:39:43.000000Z"},
      {"2020-01-22T19:39:43-0530", "2020-01-23T01:09:43.000000Z"},
      {"2020-01-22T00:00:00+01", "2020-01-21T23:00:00.000000Z"},
      {"2020-01-22", "2020-01-22T00:00:00.000000Z"},
      {"2020-02-29", "2020-02-29T00:00:00.000000Z"},
      {"1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999Z"},
      {"1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.000000Z"},
  };
  for (const auto& [text, formatted] : cases) {
    const auto instant = parse_instant(text);
    ASSERT_TRUE(instant.ok()) << text << ": " << instant.error().what;
    EXPECT_EQ(format_instant(*instant), formatted) << text;
  }
}

TEST(ParseInstant, RefusesWhatIsNone) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "date"},
      {"yesterday", "date"},
      {"2020-13-01", "date"},
      {"2021-02-29", "date"},
      {"2020-1-2", "date"},
      {"2020-01-22X", "'T'"},
      {"2020-01-22T19:39:43", "zone is missing"},
      {"2020-01-22T24:00:00Z", "hh:mm:ss"},
      {"2020-01-22T19:60:00Z", "hh:mm:ss"},
      {"2020-01-22T19:39:60Z", "hh:mm:ss"},
      {"2020-01-22T19:39:43.1234567890Z", "hh:mm:ss"},
      {"2020-01-22T19:39:43Zx", "zone"},
      {"2020-01-22T19:39:43+2", "zone"},
      {"2020-01-22T19:39:43+24:00", "zone"},
      {"2020-01-22T19:39:43 UTC", "zone"},
  };
  for (const auto& [text, part] : cases) {
    const auto instant = parse_instant(text);
    ASSERT_FALSE(instant.ok()) << text;
    EXPECT_EQ(instant.error().code, ErrorCode::syntax) << text;
    EXPECT_THAT(instant.error().what, HasSubstr(part)) << text;
  }
}

TEST(ParseInstant, HasTheBoundsOfItsType) {
  for (const char* text : {"2263-01-01", "9999-12-31T23:59:59Z", "1600-01-01", "0000-01-01"}) {
    const auto instant = parse_instant(text);
    ASSERT_FALSE(instant.ok()) << text;
    EXPECT_EQ(instant.error().code, ErrorCode::limit) << text;
  }
  EXPECT_TRUE(parse_instant("2261-12-31T23:59:59Z").ok());
  EXPECT_TRUE(parse_instant("1678-01-01").ok());
}

TEST(FormatHttpDate, IsAnImfFixdate) {
  const std::pair<const char*, const char*> cases[] = {
      {"2020-01-22T19:39:43.999Z", "Wed, 22 Jan 2020 19:39:43 GMT"},
      {"1970-01-01", "Thu, 01 Jan 1970 00:00:00 GMT"},
      {"1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"},
      {"2024-12-31T23:59:59Z", "Tue, 31 Dec 2024 23:59:59 GMT"},
  };
  for (const auto& [text, date] : cases) EXPECT_EQ(format_http_date(parse_instant(text).value()), date);
}

}  // namespace
}  // namespace phantomime
