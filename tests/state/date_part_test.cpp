#include "phantomime/state/date_part.hpp"

#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"

namespace phantomime::state {
namespace {

struct Row {
  const char* part;
  const char* instant;
  std::int64_t expected;
};

// As PostgreSQL's EXTRACT says, and Django, which counts week_day from Sunday.
constexpr Row rows[] = {
    {"year", "2020-01-22T19:39:43.239000Z", 2020},
    {"quarter", "2020-03-31T23:59:59Z", 1},
    {"quarter", "2020-04-01T00:00:00Z", 2},
    {"month", "2020-12-31T23:59:59.999999Z", 12},
    {"day", "2020-02-29T12:00:00Z", 29},
    {"hour", "2020-01-22T19:39:43Z", 19},
    {"minute", "2020-01-22T19:39:43Z", 39},
    {"second", "2020-01-22T19:39:43.999Z", 43},
    {"week", "2021-01-03T00:00:00Z", 53},
    {"week", "2021-01-04T00:00:00Z", 1},
    {"iso_year", "2021-01-03T00:00:00Z", 2020},
    {"iso_year", "2019-12-30T00:00:00Z", 2020},
    {"week_day", "2020-01-19T00:00:00Z", 1},
    {"week_day", "2020-01-25T00:00:00Z", 7},
    {"iso_week_day", "2020-01-19T00:00:00Z", 7},
    {"iso_week_day", "2020-01-20T00:00:00Z", 1},
    {"hour", "1969-12-31T23:30:00Z", 23},
    {"year", "1969-12-31T23:30:00Z", 1969},
    {"year", "9999-12-31T23:59:59.999999Z", 9999},
    {"hour", "0001-01-01T01:00:00Z", 1},
    {"date", "1970-01-02T23:59:59Z", 86'400'000'000},
    {"time", "2020-01-22T00:00:01.5Z", 1'500'000},
};

TEST(DateParts, AreThoseOfUtc) {
  for (const Row& row : rows) {
    const auto part = date_part_named(row.part);
    ASSERT_TRUE(part) << row.part;
    EXPECT_EQ(part_of(*parse_moment(row.instant), *part), row.expected) << row.part << " of " << row.instant;
  }
  EXPECT_FALSE(date_part_named("century"));
}

}  // namespace
}  // namespace phantomime::state
