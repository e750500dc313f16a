// The races of tests/state/race_test.cpp over HTTP: many clients on connections of their own.

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"
#include "phantomime/server/fixture_server.hpp"

#include "support/race.hpp"
#include "support/raw_client.hpp"
#include "support/scenario_text.hpp"

namespace phantomime::server {
namespace {

constexpr std::size_t clients = 64, races = 200;
constexpr std::size_t races_a_connection = 20;  // a client's patience is for all that it does

class ServerRaces : public testing::Test {
 protected:
  void SetUp() override {
    FixtureServer::Options options;
    options.listeners = {{"127.0.0.1", 0, false}};
    options.clock.mode = VirtualClock::Mode::frozen;
    auto server = FixtureServer::start(test::scenario_of_text(test::race_pack), machine_, std::move(options), {});
    ASSERT_TRUE(server.ok()) << server.error().what;
    server_ = std::move(*server);
    port_ = static_cast<std::uint16_t>(std::stoi(server_->http_url().substr(server_->http_url().rfind(':') + 1)));
  }
  static std::string ask(test::RawClient& client, const std::string& method, const std::string& target,
                         const std::string& body = "{}") {
    client.send(method + " " + target +
                " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return test::body_of(client.read_reply());
  }
  std::string ask_once(const std::string& method, const std::string& target, const std::string& body = "{}") const {
    test::RawClient client{port_};
    return ask(client, method, target, body);
  }
  /// The connection of a thread for a race.
  test::RawClient& client(std::size_t thread, std::size_t race) {
    if (race % races_a_connection == 0) clients_[thread] = std::make_unique<test::RawClient>(port_);
    return *clients_[thread];
  }
  static void expect_one_winner_each(const std::vector<std::atomic<int>>& wins) {
    EXPECT_EQ(std::count(wins.begin(), wins.end(), 1), static_cast<std::ptrdiff_t>(wins.size()));
  }

  SystemClock machine_;
  std::unique_ptr<FixtureServer> server_;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<test::RawClient>> clients_{clients};
};

TEST_F(ServerRaces, ARunIsCancelledOnce) {
  std::vector<std::atomic<int>> wins(races);
  std::string run;
  test::race(
      clients, races, [&](std::size_t) { run = ask_once("POST", "/run"); },
      [&](std::size_t thread, std::size_t race) {
        if (ask(client(thread, race), "POST", "/run/" + run + "/cancel") == "true") ++wins[race];
      });
  expect_one_winner_each(wins);
}

TEST_F(ServerRaces, IdsAreDenseAndUnique) {
  std::vector<std::vector<std::string>> made(clients);
  test::race(
      clients, races, [](std::size_t) {},
      [&](std::size_t thread, std::size_t race) { made[thread].push_back(ask(client(thread, race), "POST", "/run")); });
  std::vector<bool> seen(clients * races + 1);
  std::size_t distinct = 0;
  for (const auto& some : made)
    for (const std::string& text : some) {
      const Json id = Json::parse(text, nullptr, false);
      ASSERT_TRUE(id.is_number_unsigned() && id >= 1 && id <= clients * races) << text;
      if (!seen[id.get<std::size_t>()]) ++distinct;
      seen[id.get<std::size_t>()] = true;
    }
  EXPECT_EQ(distinct, clients * races);
}

TEST_F(ServerRaces, ATransitionHappensOnceWhetherByHandOrByTheClock) {
  std::vector<std::atomic<int>> wins(races);
  std::string approval;
  test::race(
      clients, races, [&](std::size_t) { approval = ask_once("POST", "/approval"); },
      [&](std::size_t thread, std::size_t race) {
        test::RawClient& mine = client(thread, race);
        if (thread == race % clients) {
          ask(mine, "POST", "/__phantomime/clock", R"({"advance": "1s"})");
          if (ask(mine, "GET", "/approval/" + approval, "") == "\"expired\"") ++wins[race];
        } else if (ask(mine, "POST", "/approval/" + approval + "/approve") == "true") {
          ++wins[race];
        }
      });
  expect_one_winner_each(wins);
  EXPECT_EQ(ask_once("GET", "/receipts", ""), std::to_string(races));
}

}  // namespace
}  // namespace phantomime::server
