// What the metrics are made of: histogram, table of calls, Prometheus' text. Over the wire:
// tests/python/test_metrics.py.
#include "phantomime/server/metrics.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/server/exposition.hpp"

namespace phantomime::server {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

TEST(Exposition, EscapesLabelValuesAndMendsBytes) {
  EXPECT_EQ(label_value("a \"b\" \\ c\nd"), R"(a \"b\" \\ c\nd)");
  EXPECT_EQ(label_value("na\xC3\xAFve"), "na\xC3\xAFve");
  EXPECT_EQ(label_value("\xff"), "\xEF\xBF\xBD");
}

TEST(Exposition, WritesFamiliesAndSamples) {
  Exposition out;
  out.family("x_total", "counter", "What x is.");
  out.sample({}, std::uint64_t{7});
  out.sample({{"a", "1\"}"}, {"b", ""}}, 0.25, "_sum");
  EXPECT_EQ(out.text(),
            "# HELP x_total What x is.\n# TYPE x_total counter\nx_total 7\nx_total_sum{a=\"1\\\"}\",b=\"\"} 0.25\n");
}

TEST(Histogram, CountsWhatTookNoLongerThanEachBound) {
  Histogram histogram;
  for (const nanoseconds took :
       {nanoseconds{0}, nanoseconds{microseconds{10}}, nanoseconds{10'001}, nanoseconds{std::chrono::hours{1}}})
    histogram.observe(took);
  const auto told = histogram.snapshot();
  EXPECT_EQ(told.at_most[0], 2U) << "a bound is in its bucket";
  EXPECT_EQ(told.at_most[1], 3U);
  EXPECT_EQ(told.at_most[Histogram::bounds.size() - 1], 3U);
  EXPECT_EQ(told.at_most.back(), 4U);
  EXPECT_EQ(told.sum, std::chrono::hours{1} + nanoseconds{20'001});
}

TEST(CallTable, CountsByStubAndStatusFromManyThreads) {
  CallTable table;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&table] {
      for (int i = 0; i < 1000; ++i) table.count("stub " + std::to_string(i % 50), i % 2 ? 200 : 404);
    });
  for (std::thread& thread : threads) thread.join();
  const auto rows = table.rows();
  ASSERT_EQ(rows.size(), 50U);
  for (const auto& row : rows) EXPECT_EQ(row.count, 80U) << row.stub;
}

TEST(CallTable, IsBoundedAndLosesNoCall) {
  CallTable table;
  for (std::size_t i = 0; i < CallTable::most + 100; ++i) table.count(std::to_string(i), 200);
  table.count("0", 200);
  EXPECT_EQ(table.rows().size(), CallTable::most);
  EXPECT_EQ(table.others(), 100U);
}

TEST(CallTable, RemembersWhatItFoundInTheMarkOfAStub) {
  CallTable table;
  std::atomic<void*> first{nullptr}, second{nullptr};
  int asked = 0;
  const auto name = [&asked] {
    ++asked;
    return std::string_view{"a"};
  };
  for (const int status : {200, 200, 200, 404, 404, 200}) table.count(first, name, status);
  EXPECT_EQ(asked, 3) << "once for each change of the status";
  table.count(second, name, 200);
  const auto rows = table.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].count, 5U);
  EXPECT_EQ(rows[1].count, 2U);

  for (std::size_t i = 0; i < CallTable::most; ++i) table.count(std::to_string(i), 200);
  std::atomic<void*> late{nullptr};
  const std::uint64_t before = table.others();
  for (int i = 0; i < 3; ++i)
    table.count(
        late, [] { return std::string_view{"late"}; }, 200);
  EXPECT_EQ(table.others(), before + 3);
}

TEST(CallTable, TellsNoSecretAndNoSeriesTwice) {
  CallTable table;
  table.count("login password=hunter2", 200);
  table.count("login password=hunter3", 200);
  const auto rows = table.rows();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].count, 2U);
  EXPECT_THAT(rows[0].stub, testing::Not(testing::HasSubstr("hunter")));
}

}  // namespace
}  // namespace phantomime::server
