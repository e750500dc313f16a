// Threads racing for one thing in an engine: it happens once, whoever is first. With the server's tests, since it is
// the thread sanitizer's verdict that counts.

#include "support/race.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"
#include "phantomime/scenario/engine.hpp"

#include "support/hand_clock.hpp"
#include "support/requests.hpp"
#include "support/scenario_text.hpp"

namespace phantomime::state {
namespace {

constexpr std::size_t racers = 8, races = 10'000;

class Races : public testing::Test {
 protected:
  std::string ask(const std::string& line) {
    return std::string{
        engine_.play(testing_support::make_json_request(line, line.starts_with("POST") ? "{}" : "")).reply.body_text()};
  }
  /// How often each race was won.
  static void expect_one_winner_each(const std::vector<std::atomic<int>>& wins) {
    EXPECT_EQ(std::count(wins.begin(), wins.end(), 1), static_cast<std::ptrdiff_t>(wins.size()));
  }

  test::HandClock clock_{*parse_instant("2020-01-22T12:00:00Z")};
  scenario::Engine engine_{test::scenario_of_text(test::race_pack), clock_, {.world_start = clock_.now()}};
};

TEST_F(Races, ARunIsCancelledOnce) {
  std::vector<std::atomic<int>> wins(races);
  std::string run;
  test::race(
      racers, races, [&](std::size_t) { run = ask("POST /run"); },
      [&](std::size_t, std::size_t race) {
        if (ask("POST /run/" + run + "/cancel") == "true") ++wins[race];
      });
  expect_one_winner_each(wins);
  EXPECT_EQ(ask("GET /run/" + std::to_string(races)), "\"cancelled\"");
}

TEST_F(Races, IdsAreDenseAndUnique) {
  std::array<std::vector<std::int64_t>, racers> made;
  test::race(
      racers, races, [](std::size_t) {},
      [&](std::size_t thread, std::size_t) { made.at(thread).push_back(std::stoll(ask("POST /run"))); });
  std::vector<std::int64_t> ids;
  for (const auto& some : made) {
    EXPECT_TRUE(std::is_sorted(some.begin(), some.end()));
    ids.insert(ids.end(), some.begin(), some.end());
  }
  std::sort(ids.begin(), ids.end());
  ASSERT_EQ(ids.size(), racers * races);
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
  EXPECT_EQ(ids.front(), 1);
  EXPECT_EQ(ids.back(), static_cast<std::int64_t>(racers * races));
}

// One thread lets its time come meanwhile: what the others do and what the clock does exclude each other.
TEST_F(Races, ATransitionHappensOnceWhetherByHandOrByTheClock) {
  std::vector<std::atomic<int>> wins(races);
  std::string approval;
  test::race(
      racers, races, [&](std::size_t) { approval = ask("POST /approval"); },
      [&](std::size_t thread, std::size_t race) {
        if (thread == race % racers) {
          clock_.wind(std::chrono::seconds{1});
          if (ask("GET /approval/" + approval) == "\"expired\"") ++wins[race];
        } else if (ask("POST /approval/" + approval + "/approve") == "true") {
          ++wins[race];
        }
      });
  expect_one_winner_each(wins);
  EXPECT_EQ(ask("GET /receipts"), std::to_string(races));
}

}  // namespace
}  // namespace phantomime::state
