// How a server starts and stops; what it does in between is in transport_test.cpp.

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/net/transport.hpp"

#include "support/raw_client.hpp"
#include "support/test_server.hpp"

namespace phantomime::test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

TEST(TransportStop, LetsRequestsInFlightFinish) {
  TestServer server;
  RawClient idle{server.port()};
  idle.send(get("/x"));
  ASSERT_EQ(status_of(idle.read_reply()), 200);
  RawClient busy{server.port()};
  busy.send(get("/block"));
  ASSERT_TRUE(server.wait_for_blocked(1));
  std::thread stopping{[&] { server.server().stop(20s); }};
  EXPECT_EQ(idle.read_to_end(), "") << "an idle connection is closed at once";
  server.release_blocked();
  const std::string reply = busy.read_to_end();
  EXPECT_EQ(body_of(reply), "GET /block []");
  stopping.join();
  RawClient late{server.port()};
  EXPECT_FALSE(late);
  server.server().stop(20s);
}

TEST(TransportStop, ClosesWhatOutlastsTheGrace) {
  TestServer server;
  RawClient delayed{server.port()};
  delayed.send(get("/x") + get("/delay/3600000"));
  ASSERT_EQ(status_of(delayed.read_reply()), 200);
  RawClient half{server.port()};
  half.send(get("/x") + "GET /");
  ASSERT_EQ(status_of(half.read_reply()), 200);
  server.server().stop(10ms);
  EXPECT_EQ(delayed.read_to_end(), "");
  EXPECT_TRUE(delayed.closed());
}

TEST(TransportStop, EndsUnderLoad) {
  for (int round = 0; round < 20; ++round) {
    TestServer server;
    std::vector<RawClient> clients;
    for (int i = 0; i < 20; ++i) {
      clients.emplace_back(server.port());
      clients.back().send(get("/x") + get("/delay/1") + get("/block/not") + get("/big/100000"));
    }
    server.server().stop(round % 2 == 0 ? 0ms : 2000ms);
  }
}

TEST(TransportConnections, ThatEndNeverHarmTheNext) {
  // A worker may tell of a client's end when its Connection already serves another: that one must not be closed for it.
  TestServer server;
  std::vector<std::thread> churning;
  std::atomic<int> unanswered{0};
  for (int i = 0; i < 4; ++i) {
    churning.emplace_back([&] {
      for (int round = 0; round < 250; ++round) {
        RawClient client{server.port()};
        client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");  // refused, so both sides shut down
        if (status_of(client.read_to_end()) != 400) ++unanswered;
      }
    });
  }
  for (std::thread& thread : churning) thread.join();
  EXPECT_EQ(unanswered, 0);
  EXPECT_EQ(server.refusals().size(), 1000u);
}

TEST(TransportStart, NamesThePortInUse) {
  TestServer server;
  net::Server::Options options;
  options.listeners = {net::Listener{"127.0.0.1", server.port(), false}};
  const auto second = net::Server::start(options, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().what,
            "cannot listen on 127.0.0.1:" + std::to_string(server.port()) + ": address already in use");
  EXPECT_EQ(second.error().hint, "stop what holds it, or use --port 0 for free ports");
}

TEST(TransportStart, SaysWhatIsWrongWithAHost) {
  for (const char* host : {"", "192.0.2.1", "no such host"}) {
    net::Server::Options options;
    options.listeners = {net::Listener{host, 0, false}};
    const auto started = net::Server::start(options, {});
    ASSERT_FALSE(started) << host;
    EXPECT_EQ(started.error().code, ErrorCode::io);
    EXPECT_THAT(started.error().what, HasSubstr(std::string{"cannot listen on "} + host + ":0: "));
    EXPECT_NE(started.error().hint, "");
  }
}

TEST(TransportStart, ListensOnSeveralPlaces) {
  TestServer server{[](net::Server::Options& options) {
    options.listeners = {net::Listener{"127.0.0.1", 0, false}, net::Listener{"localhost", 0, false}};
  }};
  ASSERT_NE(server.port(0), server.port(1));
  for (const std::size_t listener : {0u, 1u}) {
    RawClient v4{server.port(listener)};
    RawClient v6{server.port(listener), "::1"};
    RawClient& client = v4 ? v4 : v6;
    ASSERT_TRUE(client);
    client.send(get("/x"));
    EXPECT_EQ(status_of(client.read_reply()), 200);
  }
}

TEST(TransportListen, OpensFurtherPortsWhileItServesAndClosesThem) {
  net::Server::Options options;
  options.listeners = {net::Listener{}};
  net::Handler handler;
  handler.answer = [](const http::Request& request) {
    http::Reply reply;
    reply.body = std::make_shared<const std::string>(std::to_string(request.listener));
    return reply;
  };
  const auto server = net::Server::start(options, handler);
  ASSERT_TRUE(server.ok());
  const auto told_by = [](std::uint16_t port) {
    RawClient client{port};
    client.send(get("/x"));
    return body_of(client.read_reply());
  };
  const auto first = (*server)->listen({});
  const auto second = (*server)->listen({});
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(told_by((*server)->ports()[0]), "0");
  EXPECT_EQ(told_by(first->port), std::to_string(first->number));
  EXPECT_EQ(told_by(second->port), std::to_string(second->number));

  RawClient stays{first->port};
  stays.send(get("/x"));
  EXPECT_EQ(status_of(stays.read_reply()), 200);
  (*server)->close(first->number);
  (*server)->close(first->number);
  (*server)->close(0);
  EXPECT_FALSE(RawClient{first->port});
  stays.send(get("/x"));
  EXPECT_EQ(body_of(stays.read_reply()), std::to_string(first->number));
  const auto third = (*server)->listen({"127.0.0.1", first->port, false});
  ASSERT_TRUE(third.ok()) << third.error().what;
  EXPECT_GT(third->number, second->number) << "no number is given twice";
  EXPECT_EQ(told_by(third->port), std::to_string(third->number));
  EXPECT_EQ(told_by((*server)->ports()[0]), "0");

  const auto taken = (*server)->listen({"127.0.0.1", second->port, false});
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, ErrorCode::io);
  const auto tls = (*server)->listen({"127.0.0.1", 0, true});
  ASSERT_FALSE(tls.ok());
  EXPECT_EQ(tls.error().code, ErrorCode::usage);
  (*server)->stop();
  EXPECT_FALSE((*server)->listen({}).ok());
}

TEST(TransportStart, SpeaksIpv6WhereThereIsSome) {
  net::Server::Options options;
  options.listeners = {net::Listener{"[::1]", 0, false}};
  net::Handler handler;
  handler.answer = [](const http::Request& request) {
    http::Reply reply;
    reply.body = std::make_shared<const std::string>(request.peer);
    return reply;
  };
  const auto started = net::Server::start(options, handler);
  if (!started) GTEST_SKIP() << started.error().what;
  RawClient client{(*started)->ports()[0], "::1"};
  ASSERT_TRUE(client);
  client.send(get("/x"));
  EXPECT_EQ(body_of(client.read_reply()), "::1");
}

}  // namespace
}  // namespace phantomime::test
