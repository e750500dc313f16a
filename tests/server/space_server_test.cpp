// Spaces over the wire. Nothing here waits for time to pass.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/server/fixture_server.hpp"

#include "support/raw_client.hpp"
#include "support/scenario_text.hpp"

namespace phantomime::server {
namespace {

using namespace std::chrono_literals;
using test::body_of;
using test::RawClient;
using test::status_of;
using testing::HasSubstr;

constexpr const char* pack = R"(phantomime: 1
pack: {name: spaced, epoch: 2020-01-22T12:00:00Z}
grammars:
  plain: {envelope: {count: "{{ list.count }}", data: "{{ shown }}"}}
collections:
  note:
    path: /notes
    grammar: plain
    rows: [{id: 1, text: seeded, state: fresh, made: "2020-01-22T12:00:00Z"}]
    fields:
      id: integer
      text: text
      state: {type: text, writable: never}
      made: {type: instant, default: "{{ now() }}", writable: never}
    operations: {list: {}, one: {}, create: {}, delete: {}}
    machine:
      member: state
      initial: fresh
      final: [stale]
      transitions: {age: {from: fresh, to: stale, after: 1h}}
stubs:
  - name: count
    request: POST /count
    response: {sequence: [{text: first}, {text: second}, {text: third}, {text: more}]}
  - {name: now, request: GET /now, response: {template: "{{ now() }}"}}
  - {name: slow, request: GET /slow, response: {text: slow, delay: 30s}}
  - {name: random, request: GET /random, response: {template: "{{ random_uuid() }}"}}
)";

/// One keep-alive connection that speaks to one space.
class SpaceClient {
 public:
  enum class By { nothing, header, prefix };
  SpaceClient(std::uint16_t port, std::string space, By by) : client_{port}, space_{std::move(space)}, by_{by} {}

  void send(const std::string& method, const std::string& target, const std::string& body = {}) {
    std::string text = method + " " + (by_ == By::prefix ? "/__space/" + space_ : std::string{}) + target +
                       " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    if (by_ == By::header) text += "X-Phantomime-Space: " + space_ + "\r\n";
    client_.send(text + "\r\n" + body);
  }
  std::string reply() { return client_.read_reply(); }
  std::string ask(const std::string& method, const std::string& target, const std::string& body = {}) {
    send(method, target, body);
    return body_of(reply());
  }
  Json admin(const std::string& method, const std::string& target, const std::string& body = {}) {
    return Json::parse(ask(method, "/__phantomime/" + target, body), nullptr, false);
  }

 private:
  RawClient client_;
  std::string space_;
  By by_;
};
using By = SpaceClient::By;

class SpaceServer : public testing::Test {
 protected:
  void start(std::function<void(FixtureServer::Options&)> change = {}) {
    FixtureServer::Options options;
    options.listeners = {{"127.0.0.1", 0, false}};
    options.clock.mode = VirtualClock::Mode::frozen;
    if (change) change(options);
    Observer observer;
    observer.exchange = [this](const ExchangeEvent& event) {
      const std::lock_guard lock{mutex_};
      ++played_[event.space];
      changed_.notify_all();
    };
    observer.refused = [this](const net::Refusal& refusal) {
      const std::lock_guard lock{mutex_};
      refusals_.push_back(refusal.status);
    };
    auto server = FixtureServer::start(test::scenario_of_text(pack), machine_, std::move(options), observer);
    ASSERT_TRUE(server.ok()) << server.error().what;
    server_ = std::move(*server);
  }
  [[nodiscard]] SpaceClient client(const std::string& space = {}, By by = By::header) const {
    return {server_->ports()[0], space, space.empty() ? By::nothing : by};
  }
  void wait_for_played(const std::string& space) {
    std::unique_lock lock{mutex_};
    ASSERT_TRUE(changed_.wait_for(lock, RawClient::patience, [&] { return played_[space] > 0; }));
  }

  SystemClock machine_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, int> played_;
  std::vector<int> refusals_;
  std::unique_ptr<FixtureServer> server_;
};

TEST_F(SpaceServer, HeaderAndPrefixLeadToTheSameSpace) {
  start();
  EXPECT_EQ(client("a").ask("POST", "/count"), "first");
  EXPECT_EQ(client("a", By::prefix).ask("POST", "/count"), "second");
  EXPECT_EQ(client().ask("POST", "/count"), "first");
  const Json journal = client("a", By::prefix).admin("GET", "journal");
  EXPECT_EQ(journal["total"], 2);
  EXPECT_EQ(journal["entries"][1]["request"]["target"], "/count");
}

TEST_F(SpaceServer, TheSameSeedGivesTheSameDrawsInEverySpace) {
  start();
  const std::string drawn = client("a").ask("GET", "/random");
  EXPECT_EQ(client("b").ask("GET", "/random"), drawn);
  EXPECT_EQ(client().ask("GET", "/random"), drawn);
  client().admin("POST", "spaces", R"({"name": "c", "seed": 1})");
  EXPECT_NE(client("c").ask("GET", "/random"), drawn);
}

TEST_F(SpaceServer, RefusalsAreAnsweredAndTold) {
  start([](FixtureServer::Options& options) { options.most_spaces = 1; });
  EXPECT_EQ(client("a").ask("POST", "/count"), "first");
  SpaceClient full = client("b");
  full.send("POST", "/count");
  EXPECT_EQ(status_of(full.reply()), 503);
  SpaceClient unnamed = client("a b");
  unnamed.send("POST", "/count");
  const std::string reply = unnamed.reply();
  EXPECT_EQ(status_of(reply), 400);
  EXPECT_THAT(reply, HasSubstr("application/problem+json"));
  SpaceClient admin = client("b");
  admin.send("GET", "/__phantomime/journal");
  EXPECT_EQ(status_of(admin.reply()), 503);
  server_->stop();
  EXPECT_THAT(refusals_, testing::ElementsAre(503, 400));
}

TEST_F(SpaceServer, AReplyThatWaitsInADroppedSpaceLeavesAtOnce) {
  start();
  SpaceClient slow = client("a");
  slow.send("GET", "/slow");
  wait_for_played("a");
  EXPECT_EQ(server_->spaces().find("a")->space->clock().frozen(), true);
  SpaceClient other = client();
  other.send("DELETE", "/__phantomime/spaces/a");
  EXPECT_EQ(status_of(other.reply()), 204);
  EXPECT_EQ(body_of(slow.reply()), "slow");
}

TEST_F(SpaceServer, APortOfItsOwnNeedsNothingElse) {
  start();
  const Json made = client().admin("POST", "spaces", R"({"name": "a", "port": 0})");
  const auto port = made["port"].get<std::uint16_t>();
  SpaceClient own{port, {}, By::nothing};
  EXPECT_EQ(own.ask("POST", "/count"), "first");
  EXPECT_EQ(client("a").ask("POST", "/count"), "second");
  EXPECT_EQ(own.admin("GET", "journal")["total"], 2) << "the admin API there is of that space";
  EXPECT_EQ((SpaceClient{port, "b", By::header}.ask("POST", "/count")), "first") << "a header goes before";
  EXPECT_EQ(client().ask("POST", "/count"), "first");

  client().ask("DELETE", "/__phantomime/spaces/a");
  own.send("POST", "/count");
  EXPECT_EQ(status_of(own.reply()), 410) << "not some other space";
  EXPECT_FALSE(RawClient{port}) << "nobody listens";
  const Json again = client().admin("POST", "spaces", R"({"name": "a", "port": 0})");
  EXPECT_EQ((SpaceClient{again["port"].get<std::uint16_t>(), {}, By::nothing}.ask("POST", "/count")), "first");
}

TEST_F(SpaceServer, APortInUseIsAConflict) {
  start();
  const std::string port = std::to_string(server_->ports()[0]);
  const Json problem = client().admin("POST", "spaces", R"({"name": "a", "port": )" + port + "}");
  EXPECT_EQ(problem["status"], 409);
  EXPECT_EQ(client().admin("POST", "spaces", R"({"name": "a", "port": 0, "tls": true})")["status"], 400);
  EXPECT_EQ(client().admin("GET", "spaces")["spaces"].size(), 1u);
}

TEST_F(SpaceServer, AnotherEditionIsPlayedInAll) {
  start();
  EXPECT_EQ(client("a").ask("POST", "/count"), "first");
  server_->replace(test::scenario_of_text(R"(phantomime: 1
stubs:
  - {name: count, request: POST /count, response: {text: edited}}
)"));
  for (const auto* space : {"", "a", "new"}) EXPECT_EQ(client(space).ask("POST", "/count"), "edited") << space;
}

/// What a client does in a space of its own, and must see there whatever the others do: its own calls, time, journal.
std::string misses_in(SpaceClient client, int number) {
  const auto expect = [number](const std::string& what, const std::string& expected, const std::string& actual) {
    return expected == actual ? std::string{}
                              : fmt::format("space {}: {} was {}, not {}\n", number, what, actual, expected);
  };
  std::string misses;
  const std::string now = format_instant(*parse_instant("2020-01-22T12:00:00Z") + std::chrono::seconds{number});
  client.admin("POST", "clock", R"({"freeze": ")" + now + R"("})");
  for (const auto* nth : {"first", "second", "third"})
    misses += expect("call", nth, client.ask("POST", "/count", std::to_string(number)));
  misses += expect("clock", now, client.ask("GET", "/now"));
  const Json note = Json::parse(client.ask("POST", "/notes", R"({"text": ")" + std::to_string(number) + R"("})"));
  misses +=
      expect("note", fmt::format(R"({{"id":2,"made":"{}","state":"fresh","text":"{}"}})", now, number), note.dump());
  misses += expect("seeded note", "", client.ask("DELETE", "/notes/1"));
  client.admin("POST", "clock", R"({"advance": "1h"})");
  const Json notes = Json::parse(client.ask("GET", "/notes"));
  misses += expect("notes", "1", notes["count"].dump());
  misses += expect("state", "stale " + std::to_string(number),
                   notes["data"][0]["state"].get<std::string>() + " " + notes["data"][0]["text"].get<std::string>());
  const Json journal = client.admin("GET", "journal");
  misses += expect("journal", "7", journal["total"].dump());
  for (std::size_t entry = 0; entry < 3; ++entry) {
    misses += expect("entry", std::to_string(number), journal["entries"][entry]["request"]["body"].get<std::string>());
    misses += expect("time", now, journal["entries"][entry]["at"].get<std::string>());
  }
  const Json verified = client.admin("POST", "verify", R"({"request": "POST /count", "times": {"exactly": 3}})");
  misses += expect("verification", "true", verified["passed"].dump());
  return misses;
}

TEST_F(SpaceServer, AThousandUsedBySixtyFourClientsNeverSeeEachOther) {
  constexpr int spaces = 1000, clients = 64;
  start();
  std::atomic<int> next{0};
  std::mutex mutex;
  std::string misses;
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&] {
      for (int number = next++; number < spaces; number = next++) {
        const std::string found =
            misses_in(client("space-" + std::to_string(number), number % 2 ? By::header : By::prefix), number);
        const std::lock_guard lock{mutex};
        misses += found;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(misses, "");
  EXPECT_EQ(client().admin("GET", "spaces")["spaces"].size(), spaces + 1u);
  EXPECT_EQ(server_->spaces().default_space().requests(), 0u);

  std::vector<std::weak_ptr<Space>> freed;
  for (const auto& entry : server_->spaces().list())
    if (!entry.space->is_default()) freed.push_back(entry.space);
  SpaceClient dropper = client();
  for (int number = 0; number < spaces; ++number)
    dropper.ask("DELETE", "/__phantomime/spaces/space-" + std::to_string(number));
  server_->stop();
  EXPECT_EQ(freed.size(), static_cast<std::size_t>(spaces));
  EXPECT_TRUE(std::all_of(freed.begin(), freed.end(), [](const auto& space) { return space.expired(); }));
  EXPECT_EQ(server_->spaces().tally().matched, 7u * spaces) << "what happened there is still counted";
}

}  // namespace
}  // namespace phantomime::server
