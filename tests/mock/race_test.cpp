// Servers and spaces made, used and dropped by many threads at once: what the thread sanitizer looks at.
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "phantomime/gtest.hpp"

namespace {

using namespace phantomime;

constexpr int threads = 16;

/// Runs it in so many threads, which begin together.
void in_threads(const std::function<void(int)>& work) {
  std::promise<void> begin;
  const std::shared_future<void> begun{begin.get_future()};
  std::vector<std::thread> all;
  for (int number = 0; number < threads; ++number)
    all.emplace_back([&, number] {
      begun.wait();
      work(number);
    });
  begin.set_value();
  for (std::thread& thread : all) thread.join();
}

TEST(Race, ServersAreMadeUsedAndDroppedAtOnce) {
  const Pack phantom = pack("phantom");
  std::atomic<int> right = 0;
  in_threads([&](int number) {
    for (int round = 0; round < 3; ++round) {
      MockServer server{phantom};
      const std::string text = std::to_string(number * 100 + round);
      server.given(get("/data")).respond(status(200).text(text)).times(1);
      server.given(get("/code")).respond([&](const Request&) { return status(200).text(text); }).times(1);
      httplib::Client client{"127.0.0.1", server.http_port()};
      client.set_basic_auth("admin", "changeme");
      for (const char* const path : {"/data", "/code"})
        if (const auto result = client.Get(path); result && result->body == text) ++right;
      MockServer moved{std::move(server)};
      if (const auto result = client.Get("/rest/ph_user/1"); result && result->status == 200) ++right;
    }
  });
  EXPECT_EQ(right, threads * 3 * 3);
}

TEST(Race, SpacesOfOneServerAreMadeUsedAndDroppedAtOnce) {
  MockServer server{pack("phantom")};
  std::atomic<int> right = 0;
  in_threads([&](int number) {
    for (int round = 0; round < 5; ++round) {
      const Space space = server.space("space-" + std::to_string(number));
      Stub stub = space.given(get("/a")).respond(status(200).text(std::to_string(number))).times(1);
      httplib::Client client{"127.0.0.1", server.http_port()};
      client.set_basic_auth("admin", "changeme");
      const auto result = client.Get("/__space/" + space.name() + "/a");
      if (result && result->body == std::to_string(number) && space.called(get("/a"), 1) && stub.calls() == 1) ++right;
      stub.remove();
      if (space.state().find("collections") != std::string::npos) ++right;
      space.reset();
      server.drop(space);
    }
  });
  EXPECT_EQ(right, threads * 5 * 2);
  EXPECT_THAT(server.requests(), testing::IsEmpty());
}

TEST(Race, StubsAreSaidWhileRequestsAreAnswered) {
  MockServer server{ServerOptions{.sockets = ServerOptions::Sockets::none, .allow_unmatched = true}};
  std::atomic<int> answered = 0;
  in_threads([&](int number) {
    const std::string path = "/" + std::to_string(number);
    for (int round = 0; round < 20; ++round) {
      Stub stub = server.given(get(path)).respond(status(201));
      if (server.answer({.target = path}).status == 201) ++answered;
      stub.named(path + "-" + std::to_string(round)).times(1);
      stub.remove();
      static_cast<void>(server.exchanges());
    }
  });
  EXPECT_EQ(answered, threads * 20);
}

TEST(Race, AServerIsAwaited) {
  MockServer server{{.sockets = ServerOptions::Sockets::none}};
  server.given(post("/done")).respond(status(204));
  std::thread client{[space = server.space("default")] {
    for (int number = 0; number < 3; ++number) static_cast<void>(space.answer({.method = "POST", .target = "/done"}));
  }};
  EXPECT_CALLED_WITHIN(std::chrono::seconds{30}, server, post("/done"), 3);
  EXPECT_FALSE(server.called_within(std::chrono::milliseconds{1}, get("/never")));
  client.join();
}

/// What blocks holds up nobody else, and the end of its server waits for it.
TEST(Race, AResponderThatBlocksStallsNobody) {
  std::promise<void> entered, release;
  std::thread slow;
  {
    MockServer server;
    server.given(get("/slow")).respond([&](const Request&) {
      entered.set_value();
      release.get_future().wait();
      return status(200).text("at last");
    });
    server.given(get("/fast")).respond(status(200));
    slow = std::thread{[port = server.http_port()] {
      httplib::Client client{"127.0.0.1", port};
      const auto result = client.Get("/slow");
      EXPECT_TRUE(result && result->body == "at last");
    }};
    entered.get_future().wait();
    httplib::Client client{"127.0.0.1", server.http_port()};
    for (int number = 0; number < 100; ++number) EXPECT_TRUE(client.Get("/fast"));
    server.given(get("/new")).respond(status(200));
    EXPECT_TRUE(client.Get("/new"));
    release.set_value();
  }
  slow.join();
}

}  // namespace
