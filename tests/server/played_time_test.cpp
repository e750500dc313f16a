// The virtual clock over the wire. Nothing here waits for time to pass: a reply that its clock does not let go would
// end a test by RawClient's patience only.

#include <condition_variable>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "phantomime/base/time_text.hpp"
#include "phantomime/server/clock_api.hpp"
#include "phantomime/server/fixture_server.hpp"

#include "support/raw_client.hpp"
#include "support/scenario_text.hpp"
#include "support/test_server.hpp"

namespace phantomime::server {
namespace {

using namespace std::chrono_literals;
using test::body_of;
using test::get;
using test::RawClient;
using test::status_of;
using testing::HasSubstr;
using Mode = VirtualClock::Mode;

constexpr const char* pack = R"(phantomime: 1
pack: {name: slow, epoch: 2020-01-22T12:00:00Z}
stubs:
  - {name: slow, request: GET /slow, response: {text: slow, delay: 30s}}
  - {name: late, request: GET /late, response: {text: late, delay: 1h}}
  - name: now
    request: GET /now
    response: {template: "{{ now() }}", headers: {Date: auto, Expires: {http_date: 1h}}}
)";
const Instant epoch = parse_instant("2020-01-22T12:00:00Z").value();

class PlayedTime : public testing::Test {
 protected:
  void start(VirtualClock::Start clock, std::function<void(FixtureServer::Options&)> change = {}) {
    FixtureServer::Options options;
    options.listeners = {{"127.0.0.1", 0, false}};
    options.clock = clock;
    if (change) change(options);
    Observer observer;
    observer.exchange = [this](const ExchangeEvent& event) {
      const std::lock_guard lock{mutex_};
      played_at_ = event.at;
      ++played_;
      changed_.notify_all();
    };
    auto server = FixtureServer::start(scenario_, machine_, std::move(options), observer);
    ASSERT_TRUE(server.ok()) << server.error().what;
    server_ = std::move(*server);
  }
  [[nodiscard]] RawClient client() const { return RawClient{server_->ports()[0]}; }
  /// Until so many requests were played.
  void wait_for_played(int count) {
    std::unique_lock lock{mutex_};
    ASSERT_TRUE(changed_.wait_for(lock, RawClient::patience, [&] { return played_ >= count; }));
  }

  std::shared_ptr<const scenario::Scenario> scenario_ = test::scenario_of_text(pack);
  SystemClock machine_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int played_ = 0;
  Instant played_at_;
  std::unique_ptr<FixtureServer> server_;
};

TEST_F(PlayedTime, ADelayedReplyLeavesTheMomentTheClockIsAdvanced) {
  start({Mode::frozen, std::nullopt});
  RawClient slow = client();
  slow.send(get("/slow") + get("/now"));
  wait_for_played(1);
  ASSERT_TRUE(server_->clock().advance(30s));
  EXPECT_EQ(body_of(slow.read_reply()), "slow");
  EXPECT_EQ(body_of(slow.read_reply()), "2020-01-22T12:00:30.000000Z");
}

TEST_F(PlayedTime, EveryReplyWaitsForItsOwnMoment) {
  start({Mode::frozen, std::nullopt});
  RawClient slow = client();
  RawClient late = client();
  late.send(get("/late"));
  slow.send(get("/slow"));
  wait_for_played(2);
  ASSERT_TRUE(server_->clock().advance(30s));
  EXPECT_EQ(body_of(slow.read_reply()), "slow");
  ASSERT_TRUE(change_clock(server_->clock(), {{"freeze", "2020-01-22T13:00:00Z"}}));
  EXPECT_EQ(body_of(late.read_reply()), "late");
}

TEST_F(PlayedTime, AdvancingARunningClockLetsRepliesGoToo) {
  start({Mode::real, std::nullopt});
  RawClient late = client();
  late.send(get("/late"));
  wait_for_played(1);
  ASSERT_TRUE(server_->clock().advance(1h));
  EXPECT_EQ(body_of(late.read_reply()), "late");
}

TEST_F(PlayedTime, TheRestOfADelayRunsOnceTheClockRuns) {
  start({Mode::frozen, std::nullopt});
  RawClient slow = client();
  slow.send(get("/slow"));
  wait_for_played(1);
  ASSERT_TRUE(server_->clock().advance(29s + 999ms));
  server_->clock().run();
  EXPECT_EQ(body_of(slow.read_reply()), "slow");
}

TEST_F(PlayedTime, DatesFollowTheClock) {
  start({Mode::frozen, std::nullopt});
  RawClient asking = client();
  asking.send(get("/now"));
  std::string reply = asking.read_reply();
  EXPECT_THAT(reply, HasSubstr("Date: Wed, 22 Jan 2020 12:00:00 GMT\r\n"));
  EXPECT_THAT(reply, HasSubstr("Expires: Wed, 22 Jan 2020 13:00:00 GMT\r\n"));
  EXPECT_EQ(body_of(reply), "2020-01-22T12:00:00.000000Z");
  EXPECT_EQ(played_at_, epoch) << "what is told of the exchange is of the same clock";
  ASSERT_TRUE(server_->clock().advance(24h));
  asking.send(get("/now"));
  reply = asking.read_reply();
  EXPECT_THAT(reply, HasSubstr("Date: Thu, 23 Jan 2020 12:00:00 GMT\r\n"));
  EXPECT_EQ(body_of(reply), "2020-01-23T12:00:00.000000Z");
}

TEST_F(PlayedTime, StartsWhereItIsSaid) {
  start({Mode::frozen, epoch + 5h});
  EXPECT_EQ(server_->clock().now(), epoch + 5h);
  start({Mode::frozen, std::nullopt});
  EXPECT_EQ(server_->clock().now(), epoch);
  const Instant before = machine_.now();
  start({Mode::real, std::nullopt});
  EXPECT_GE(server_->clock().now(), before);
}

TEST_F(PlayedTime, AFrozenClockStandsAtTheFirstEpochThereIs) {
  auto several = std::make_shared<scenario::Scenario>(*scenario_);
  several->packs[0].epoch.reset();
  scenario_ = several;
  const Instant before = machine_.now();
  start({Mode::frozen, std::nullopt});
  EXPECT_GE(server_->clock().now(), before) << "no epoch: the machine's time";
  server_.reset();
  for (const auto later : {1h, 2h}) {
    several->packs.push_back(several->packs[0]);
    several->packs.back().epoch = epoch + later;
  }
  start({Mode::frozen, std::nullopt});
  EXPECT_EQ(server_->clock().now(), epoch + 1h);
}

TEST_F(PlayedTime, AClientThatGoesAwayWhileItWaitsIsNoticed) {
  start({Mode::frozen, std::nullopt}, [](FixtureServer::Options& options) { options.limits.connections = 1; });
  RawClient slow = client();
  slow.send(get("/slow"));
  wait_for_played(1);
  const linger reset{1, 0};
  ASSERT_EQ(::setsockopt(slow.socket(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset), 0);
  slow.close();
  // There is room for one, so that another is let in as soon as the first is seen to be gone.
  const auto until = std::chrono::steady_clock::now() + RawClient::patience;
  int status = 503;
  while (status != 200 && std::chrono::steady_clock::now() < until) {
    RawClient next = client();
    next.send(get("/now"));
    status = status_of(next.read_reply());
  }
  EXPECT_EQ(status, 200);
}

TEST_F(PlayedTime, StoppingDoesNotWaitForAClockThatStands) {
  start({Mode::frozen, std::nullopt});
  RawClient slow = client();
  slow.send(get("/slow"));
  wait_for_played(1);
  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s) << "the grace";
  EXPECT_EQ(slow.read_to_end(), "");
  EXPECT_TRUE(slow.closed());
  ASSERT_TRUE(server_->clock().advance(1h));
}

TEST_F(PlayedTime, ManyWaitWhileTheClockChangesAndTheServerStops) {
  for (int round = 0; round < 5; ++round) {
    played_ = 0;
    start({Mode::frozen, std::nullopt});
    std::vector<RawClient> clients;
    for (int i = 0; i < 50; ++i) {
      clients.push_back(client());
      clients.back().send(get(i % 2 == 0 ? "/slow" : "/late"));
    }
    wait_for_played(50);
    std::thread winding{[this] {
      for (int step = 0; step < 40; ++step) {
        static_cast<void>(server_->clock().advance(1s));
        if (step % 10 == 5) server_->clock().run();
        if (step % 10 == 8) server_->clock().freeze();
      }
    }};
    for (std::size_t i = 0; i < clients.size(); i += 2) EXPECT_EQ(body_of(clients[i].read_reply()), "slow");
    server_->stop();
    winding.join();
    for (std::size_t i = 1; i < clients.size(); i += 2) EXPECT_EQ(clients[i].read_to_end(), "");
  }
}

}  // namespace
}  // namespace phantomime::server
