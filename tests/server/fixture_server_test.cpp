#include "phantomime/server/fixture_server.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/net/client.hpp"

#include "support/scenario_text.hpp"

namespace phantomime::server {
namespace {

using test::scenario_of_text;

class FixtureServerTest : public testing::Test {
 protected:
  void start(const std::string& yaml) {
    FixtureServer::Options options;
    options.listeners = {{"127.0.0.1", 0, false}};
    Observer observer;
    observer.exchange = [this](const ExchangeEvent& event) {
      const std::lock_guard lock{mutex_};
      events_.push_back(event);
    };
    auto server = FixtureServer::start(scenario_of_text(yaml), clock_, std::move(options), observer);
    ASSERT_TRUE(server.ok()) << server.error().what;
    server_ = std::move(*server);
  }

  http::Reply send(const std::string& method, const std::string& target, const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    auto reply = net::Client{}.send(server_->http_url(), request);
    EXPECT_TRUE(reply.ok()) << reply.error().what;
    return reply ? std::move(*reply) : http::Reply{};
  }

  SystemClock clock_;
  std::mutex mutex_;
  std::vector<ExchangeEvent> events_;
  std::unique_ptr<FixtureServer> server_;
};

constexpr const char* hello = R"(phantomime: 1
stubs:
  - name: hello
    request: GET /hello
    response: {text: hello}
)";

TEST_F(FixtureServerTest, AnswersAndTellsOfTheExchange) {
  start(hello);
  EXPECT_EQ(send("GET", "/hello").body_text(), "hello");
  server_->stop();
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].stub, "hello");
  EXPECT_EQ(events_[0].status, 200);
  EXPECT_EQ(events_[0].kind, scenario::Played::Kind::matched);
}

TEST_F(FixtureServerTest, ToldTargetsCarryNoSecrets) {
  start(hello);
  EXPECT_EQ(send("GET", "/hello?token=hunter2").status, 200);
  server_->stop();
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_THAT(events_[0].target, testing::Not(testing::HasSubstr("hunter2")));
}

TEST_F(FixtureServerTest, AnotherEditionTakesOverWithTheCallsOfStubsThatStay) {
  start(hello);
  EXPECT_EQ(send("GET", "/hello").body_text(), "hello");
  server_->replace(scenario_of_text(R"(phantomime: 1
stubs:
  - {name: other, request: GET /other, response: {text: other}}
  - {name: hello, request: GET /hello, response: {text: changed}}
)"));
  EXPECT_EQ(send("GET", "/hello").body_text(), "changed");
  EXPECT_EQ(send("GET", "/other").body_text(), "other");
  EXPECT_EQ(server_->engine()->calls(1), 2u);
}

TEST_F(FixtureServerTest, StubsNeverSeeTheAdminApi) {
  start(R"(phantomime: 1
stubs:
  - {name: all, request: any /, example: GET /, response: {text: stub}}
  - {name: every, request: {path: {glob: /**}}, example: GET /x, response: {text: stub}}
)");
  EXPECT_EQ(send("GET", "/anything").body_text(), "stub");
  EXPECT_THAT(std::string{send("GET", "/__phantomime/health").body_text()}, testing::HasSubstr("\"ready\":true"));
  EXPECT_EQ(server_->engine()->matched(), 1u);
}

TEST_F(FixtureServerTest, ReplacingWhileClientsAskLosesNoRequest) {
  start(hello);
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i)
    clients.emplace_back([this] {
      for (int n = 0; n < 50; ++n) EXPECT_EQ(send("GET", "/hello").body_text(), "hello");
    });
  for (int n = 0; n < 20; ++n) server_->replace(scenario_of_text(hello));
  for (auto& client : clients) client.join();
  EXPECT_EQ(server_->engine()->unmatched(), 0u);
}

TEST_F(FixtureServerTest, APortInUseIsNamedWithTheWayOut) {
  start(hello);
  FixtureServer::Options options;
  options.listeners = {{"127.0.0.1", server_->ports()[0], false}};
  const auto second = FixtureServer::start(scenario_of_text(hello), clock_, options, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::io);
  EXPECT_THAT(second.error().what, testing::HasSubstr("127.0.0.1:" + std::to_string(server_->ports()[0])));
  EXPECT_THAT(second.error().hint, testing::HasSubstr("--port 0"));
}

}  // namespace
}  // namespace phantomime::server
