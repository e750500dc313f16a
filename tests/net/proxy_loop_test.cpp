// How one thread of a proxy carries many connections, and how several share what they have. What an exchange becomes is
// in the other proxy tests.

#include <array>
#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include "phantomime/net/proxy/loop.hpp"

#include "support/raw_client.hpp"
#include "support/raw_server.hpp"
#include "support/test_proxy.hpp"
#include "support/test_server.hpp"

namespace phantomime::test {
namespace {

using testing::StartsWith;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TestProxy::Change threads(unsigned count) {
  return [count](net::Proxy::Options& options, net::ProxyHandler&) { options.threads = count; };
}

/// What the client asked for comes to the server, whose answer comes back.
void answer(RawClient& server, RawClient& client, const std::string& path) {
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET " + path + " "));
  server.send(ok);
  EXPECT_EQ(body_of(client.read_reply()), "ok");
}

TEST(ProxyLoop, CarriesManyExchangesAtOnceInAnyOrder) {
  RawServer upstream;
  TestProxy proxy{upstream.url(), threads(1)};
  struct Pair {
    RawClient client, server;
  };
  std::vector<Pair> pairs;
  for (int i = 0; i < 40; ++i) {
    RawClient client{proxy.port()};
    client.send(get("/" + std::to_string(i)));
    pairs.push_back({std::move(client), upstream.accept()});
    EXPECT_THAT(pairs.back().server.read_through("\r\n\r\n"), StartsWith("GET /" + std::to_string(i) + " "));
  }
  for (auto pair = pairs.rbegin(); pair != pairs.rend(); ++pair) {
    pair->server.send(ok);
    EXPECT_EQ(body_of(pair->client.read_reply()), "ok");
  }
  EXPECT_EQ(proxy.ended_so_far(), 40u);
}

TEST(ProxyLoop, IsHeldUpByNobodyWhoIsSlow) {
  RawServer upstream;
  TestProxy proxy{upstream.url(), threads(1)};
  // One who does not read what it asked for, as much as any buffer takes and more.
  RawClient deaf{proxy.port()};
  deaf.send(get("/much"));
  RawClient generous = upstream.accept();
  EXPECT_THAT(generous.read_through("\r\n\r\n"), StartsWith("GET /much "));
  generous.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
  const std::string much(1u << 20, 'm');
  ASSERT_EQ(::send(generous.socket(), much.data(), much.size(), MSG_DONTWAIT | MSG_NOSIGNAL) > 0, true);
  while (::send(generous.socket(), much.data(), much.size(), MSG_DONTWAIT | MSG_NOSIGNAL) > 0) {
  }
  // One who has not said all of its request, one whose server does not answer, one who says nothing.
  RawClient half{proxy.port()}, waiting{proxy.port()}, silent{proxy.port()};
  half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  RawClient for_half = upstream.accept();
  waiting.send(get("/waits"));
  RawClient for_waiting = upstream.accept();
  EXPECT_THAT(for_waiting.read_through("\r\n\r\n"), StartsWith("GET /waits "));

  RawClient quick{proxy.port()};
  quick.send(get("/quick"));
  RawClient server = upstream.accept();
  answer(server, quick, "/quick");
}

TEST(ProxyLoop, TakesUpAConnectionThatRestsWithAnotherThread) {
  RawServer upstream;
  TestProxy proxy{upstream.url(), threads(2)};
  RawClient first{proxy.port()}, second{proxy.port()};  // both stay, so each has a thread of its own
  first.send(get("/first"));
  RawClient server = upstream.accept();
  answer(server, first, "/first");
  for (RawClient* client : {&second, &first, &second}) {
    client->send(get("/again"));
    answer(server, *client, "/again");
  }
  EXPECT_FALSE(upstream.has_caller());
}

/// The first to come waits until it is opened; the others pass.
class Gate {
 public:
  void pass() {
    if (!first_.exchange(false)) return;
    reached_.set_value();
    opened_.get_future().wait();
  }
  void await_first() { reached_.get_future().wait(); }
  void open() { opened_.set_value(); }

 private:
  std::atomic<bool> first_{true};
  std::promise<void> reached_, opened_;
};

TEST(ProxyLoop, IsNotHeldUpByATapThatTakesLong) {
  RawServer upstream;
  Gate gate;
  TestProxy proxy{upstream.url(), threads(1)};
  proxy.takes_long();
  proxy.at_end(true, [&] { gate.pass(); });
  RawClient held{proxy.port()}, quick{proxy.port()};
  held.send(get("/held"));
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET /held "));
  server.send(ok);
  gate.await_first();
  // Its connection to the upstream is free by now, and used again.
  quick.send(get("/quick"));
  answer(server, quick, "/quick");
  char byte = 0;
  EXPECT_EQ(::recv(held.socket(), &byte, 1, MSG_DONTWAIT), -1) << "nobody was told of it yet";
  gate.open();
  EXPECT_EQ(body_of(held.read_reply()), "ok");
  // The connection is whole.
  held.send(get("/next"));
  answer(server, held, "/next");
}

TEST(ProxyLoop, ResetsWhereATapThatTakesLongKeepsNothing) {
  RawServer upstream;
  TestProxy proxy{upstream.url(), threads(1)};
  proxy.takes_long();
  proxy.at_end(false);
  RawClient client{proxy.port()};
  client.send(get("/"));
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET / "));
  server.send(ok);
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(proxy.ended(1)[0].end->kind, net::ProxyEnd::Kind::complete);
}

TEST(ProxyLoop, WaitsForATapThatTakesLongBeforeItEnds) {
  RawServer upstream;
  Gate gate;
  TestProxy proxy{upstream.url(), threads(1)};
  proxy.takes_long();
  proxy.at_end(true, [&] { gate.pass(); });
  RawClient client{proxy.port()};
  client.send(get("/"));
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET / "));
  server.send(ok);
  gate.await_first();
  std::thread stopping{[&] { proxy.proxy().stop(std::chrono::milliseconds{0}); }};
  gate.open();
  stopping.join();
  EXPECT_EQ(proxy.ended_so_far(), 1u);
}

/// Two sockets that are joined.
struct Ends {
  Ends() {
    std::array<int, 2> both{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both.data()), 0);
    near = net::Descriptor{both[0]};
    far = net::Descriptor{both[1]};
  }
  net::Descriptor near, far;
};

/// Remembers what it was told, and may do something then.
struct Noting final : net::Waiter {
  void on_ready(net::WireEnd end, short revents) override {
    told.emplace_back(end, revents);
    if (then) then();
  }
  std::vector<std::pair<net::WireEnd, short>> told;
  std::function<void()> then;
};

TEST(Readiness, TellsWhatBecamePossible) {
  auto readiness = net::Readiness::create();
  ASSERT_TRUE(readiness);
  Ends ends;
  Noting noting;
  net::Watched watched = (*readiness)->watch(ends.near.value(), noting, net::WireEnd::upstream);
  ASSERT_TRUE(watched);
  watched.want(POLLIN);
  (*readiness)->wait(0);
  noting.told.clear();  // over epoll: that it may be written to
  ASSERT_EQ(::send(ends.far.value(), "x", 1, MSG_NOSIGNAL), 1);
  EXPECT_EQ((*readiness)->wait(1'000), 1u);
  ASSERT_EQ(noting.told.size(), 1u);
  EXPECT_EQ(noting.told[0].first, net::WireEnd::upstream);
  EXPECT_NE(noting.told[0].second & POLLIN, 0);
}

TEST(Readiness, TellsNobodyOfASocketThatHadItsPlaceBefore) {
  auto readiness = net::Readiness::create();
  ASSERT_TRUE(readiness);
  Ends first, second, third;
  Noting one, other, late;
  net::Watched of_first = (*readiness)->watch(first.near.value(), one, net::WireEnd::client);
  net::Watched of_second = (*readiness)->watch(second.near.value(), other, net::WireEnd::client);
  net::Watched of_third;
  of_first.want(POLLIN);
  of_second.want(POLLIN);
  (*readiness)->wait(0);
  one.told.clear();
  other.told.clear();
  ASSERT_EQ(::send(first.far.value(), "x", 1, MSG_NOSIGNAL), 1);
  ASSERT_EQ(::send(second.far.value(), "x", 1, MSG_NOSIGNAL), 1);
  // Whoever is told first takes the other's socket away, and a third one gets its place.
  const auto take = [&](net::Watched& gone) {
    gone.reset();
    of_third = (*readiness)->watch(third.near.value(), late, net::WireEnd::client);
  };
  one.then = [&] { take(of_second); };
  other.then = [&] { take(of_first); };
  EXPECT_EQ((*readiness)->wait(1'000), 2u);
  EXPECT_EQ(one.told.size() + other.told.size(), 1u);
  EXPECT_TRUE(late.told.empty());
}

TEST(BusyPolling, IsWorthwhileAsLongAsItHelps) {
  net::BusyPolling polling{2};
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(polling.worthwhile());
    polling.came();
  }
  int looks = 0;
  for (int i = 0; i < 1'000; ++i) {
    if (!polling.worthwhile()) continue;
    ++looks;
    polling.came_not();
  }
  EXPECT_GE(looks, 20);
  EXPECT_LE(looks, 50);
  // Once it helped it is tried again at once.
  while (!polling.worthwhile()) {
  }
  polling.came();
  EXPECT_TRUE(polling.worthwhile());
}

TEST(BusyPolling, IsNotWhereNobodyElseCouldWorkMeanwhile) {
  net::BusyPolling polling{1};
  EXPECT_FALSE(polling.worthwhile());
}

}  // namespace
}  // namespace phantomime::test
