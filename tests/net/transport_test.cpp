#include "phantomime/net/transport.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "support/raw_client.hpp"
#include "support/test_server.hpp"

namespace phantomime::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// What differs in a server without epoll (README.md, "Without epoll").
const bool without_side_pool = net::Server::kind() == net::Server::Kind::stock;

TEST(Transport, AnswersPipelinedRequestsInOrder) {
  TestServer server;
  RawClient client{server.port()};
  std::string all;
  for (int i = 0; i < 500; ++i) all += get("/" + std::to_string(i));
  client.send(all);
  for (int i = 0; i < 500; ++i) ASSERT_EQ(body_of(client.read_reply()), "GET /" + std::to_string(i) + " []");
}

TEST(Transport, HoldsBackWhatComesAfterADelayedReply) {
  TestServer server;
  const auto start = Clock::now();
  RawClient client{server.port()};
  client.send(get("/delay/150") + get("/after"));
  RawClient other{server.port()};
  other.send(get("/other"));
  EXPECT_EQ(body_of(other.read_reply()), "GET /other []");
  EXPECT_EQ(body_of(client.read_reply()), "GET /delay/150 []");
  EXPECT_GE(Clock::now() - start, 150ms);
  EXPECT_EQ(body_of(client.read_reply()), "GET /after []");
}

TEST(Transport, DelaysManyAnswersAtOnceWithoutAThreadForEach) {
  // Both ends of every connection are descriptors of this process.
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  TestServer server;
  const auto start = Clock::now();
  std::vector<RawClient> clients;
  for (int i = 0; i < 500; ++i) {
    clients.emplace_back(server.port());
    ASSERT_TRUE(clients.back());
    clients.back().send(get("/delay/200"));
  }
  for (RawClient& client : clients) ASSERT_EQ(body_of(client.read_reply()), "GET /delay/200 []");
  const auto took = Clock::now() - start;
  EXPECT_GE(took, 200ms);
  EXPECT_LT(took, 10s) << "three workers would need 33 s if each delay held one";
}

TEST(Transport, AsksForTheBodyOnceTheHeadIsAccepted) {
  TestServer server;
  RawClient client{server.port()};
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read_reply(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  EXPECT_EQ(body_of(client.read_reply()), "POST /x [body]");

  RawClient too_much{server.port()};
  too_much.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_EQ(status_of(too_much.read_to_end()), 413);
}

TEST(Transport, LetsAClientThatSendsTooMuchReadItsAnswer) {
  TestServer server;
  RawClient client{server.port()};
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n");
  // Without a lingering close the reset would overtake the answer.
  const std::string part(1u << 20, 'x');
  for (int i = 0; i < 20; ++i) client.send(part);
  client.end_sending();
  EXPECT_EQ(status_of(client.read_to_end()), 413);
}

struct Persistence {
  const char* name;
  std::string request;
  bool kept;
  const char* connection;  ///< the Connection line of the answer; null for none
};

TEST(Transport, KeepsOrClosesTheConnectionAsHttpSays) {
  const Persistence table[] = {
      {"1.1", get("/x"), true, nullptr},
      {"1.1 that closes", get("/x", "Connection: close\r\n"), false, "close"},
      {"1.0", "GET /x HTTP/1.0\r\n\r\n", false, nullptr},
      {"1.0 that keeps", "GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true, "keep-alive"},
      {"a reply that closes", get("/close"), false, "close"},
      {"a reply whose length lies", get("/lie"), false, "close"},
      {"a handler that throws", get("/throw"), false, "close"},
      {"a blocking handler that throws", get("/block/throw"), false, "close"},
  };
  TestServer server;
  for (const Persistence& row : table) {
    SCOPED_TRACE(row.name);
    RawClient client{server.port()};
    client.send(row.request + (row.kept ? get("/end", "Connection: close\r\n") : ""));
    const std::string all = client.read_to_end();
    EXPECT_TRUE(client.closed());
    const std::string head = all.substr(0, all.find("\r\n\r\n") + 2);
    if (row.connection) {
      EXPECT_THAT(head, HasSubstr(std::string{"\r\nConnection: "} + row.connection + "\r\n"));
    } else {
      EXPECT_THAT(head, Not(HasSubstr("Connection")));
    }
    EXPECT_EQ(all.find("GET /end []") != std::string::npos, row.kept) << all;
  }
}

TEST(Transport, AnswersHeadWithoutABody) {
  TestServer server;
  RawClient client{server.port()};
  client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next"));
  const std::string head = client.read_reply("HEAD");
  EXPECT_THAT(head, HasSubstr("Content-Length: 10\r\n"));
  EXPECT_EQ(body_of(head), "");
  EXPECT_EQ(body_of(client.read_reply()), "GET /next []");
}

TEST(Transport, AnswersAClientThatHasFinishedSending) {
  TestServer server;
  for (const char* target : {"/x", "/delay/50", "/big/5000000", "/block/not"}) {
    RawClient client{server.port()};
    client.send(get(target));
    client.end_sending();
    EXPECT_EQ(status_of(client.read_to_end()), 200) << target;
    EXPECT_TRUE(client.closed());
  }
}

TEST(Transport, TellsAClientThatStoppedInTheMiddle) {
  TestServer server;
  for (const char* part :
       {"GET / HT", "GET / HTTP/1.1\r\nHost:", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"}) {
    RawClient client{server.port()};
    client.send(part);
    client.end_sending();
    EXPECT_EQ(status_of(client.read_to_end()), 400) << part;
  }
  RawClient silent{server.port()};
  silent.end_sending();
  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_EQ(server.refusals().size(), 3u) << "a connection without a request is no refusal";
}

TEST(Transport, WritesLongRepliesToSlowReaders) {
  TestServer server;
  RawClient slow{server.port()};
  slow.send(get("/big/20000000") + get("/after"));
  // The reply is more than the sockets hold and cannot leave yet; nobody waits for that.
  for (int i = 0; i < 20; ++i) {
    RawClient quick{server.port()};
    quick.send(get("/quick"));
    ASSERT_EQ(body_of(quick.read_reply()), "GET /quick []");
  }
  EXPECT_EQ(body_of(slow.read_reply()).size(), 20'000'000u);
  EXPECT_EQ(body_of(slow.read_reply()), "GET /after []");
}

TEST(Transport, TimesOutSlowSenders) {
  TestServer server{[](net::Server::Options& options) {
    options.limits.head_timeout = 50ms;
    options.limits.body_timeout = 60ms;
  }};
  RawClient head{server.port()};
  head.send("GET / HTTP/1.1\r\nHo");
  RawClient body{server.port()};
  body.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  RawClient after{server.port()};
  after.send(get("/first") + "GET");
  EXPECT_EQ(status_of(head.read_to_end()), 408);
  EXPECT_EQ(status_of(body.read_to_end()), 408);
  EXPECT_EQ(status_of(after.read_reply()), 200);
  EXPECT_EQ(status_of(after.read_to_end()), 408);
}

TEST(Transport, TimesOutASenderThatTricklesItsHead) {
  TestServer server{[](net::Server::Options& options) { options.limits.head_timeout = 100ms; }};
  RawClient client{server.port()};
  const auto start = Clock::now();
  client.send("GET / HTTP/1.1\r\n");
  // A byte whenever the last was taken, without a pause: only the whole head's time counts.
  while (Clock::now() - start < 5s && client.send("x")) {
    if (!server.refusals().empty()) break;
  }
  EXPECT_TRUE(server.wait_for_refusals(1));
  const int status = server.refusals().at(0).status;
  EXPECT_TRUE(status == 408 || status == 431) << status;
}

TEST(Transport, ClosesIdleConnectionsWithoutAWord) {
  TestServer server{[](net::Server::Options& options) { options.limits.idle_timeout = 50ms; }};
  RawClient fresh{server.port()};
  RawClient used{server.port()};
  used.send(get("/x"));
  EXPECT_EQ(status_of(used.read_reply()), 200);
  EXPECT_EQ(fresh.read_to_end(), "");
  EXPECT_EQ(used.read_to_end(), "");
  EXPECT_TRUE(fresh.closed() && used.closed());
  EXPECT_TRUE(server.refusals().empty());
}

TEST(Transport, ClosesAClientThatNeverReads) {
  TestServer server{[](net::Server::Options& options) { options.limits.idle_timeout = 100ms; }};
  RawClient client{server.port()};
  client.send(get("/big/50000000"));
  ASSERT_TRUE(server.wait_for_refusals(1));
  EXPECT_EQ(server.refusals()[0].status, 0);
}

TEST(Transport, AnswersBesideBlockedRequests) {
  TestServer server;
  RawClient first{server.port()};
  RawClient second{server.port()};
  first.send(get("/block") + get("/after"));
  second.send(get("/block"));
  ASSERT_TRUE(server.wait_for_blocked(2));
  RawClient quick{server.port()};
  quick.send(get("/quick"));
  EXPECT_EQ(body_of(quick.read_reply()), "GET /quick []");
  server.release_blocked();
  EXPECT_EQ(body_of(first.read_reply()), "GET /block []");
  EXPECT_EQ(body_of(first.read_reply()), "GET /after []");
  EXPECT_EQ(body_of(second.read_reply()), "GET /block []");
}

TEST(Transport, RefusesBlockingRequestsBeyondItsQueue) {
  if (without_side_pool) GTEST_SKIP() << "every request may block its own thread";
  TestServer server;
  std::vector<RawClient> clients;
  for (int i = 0; i < 270; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(get("/block"));
  }
  ASSERT_TRUE(server.wait_for_refusals(270 - 256 - 2));
  server.release_blocked();
  int refused = 0;
  for (RawClient& client : clients) refused += status_of(client.read_reply()) == 503 ? 1 : 0;
  EXPECT_GE(refused, 270 - 256 - 2);
  EXPECT_EQ(static_cast<std::size_t>(refused), server.refusals().size());
}

TEST(Transport, SurvivesClientsThatLeaveWhileTheyAreServed) {
  TestServer server;
  for (int i = 0; i < 50; ++i) {
    for (const char* target : {"/x", "/delay/5", "/big/3000000", "/block/not"}) {
      RawClient client{server.port()};
      client.send(get(target) + get(target));
    }
  }
  RawClient client{server.port()};
  client.send(get("/x"));
  EXPECT_EQ(status_of(client.read_reply()), 200);
}

TEST(Transport, TurnsAHandlersExceptionInto500AndTellsTheLog) {
  TestServer server;
  RawClient client{server.port()};
  client.send(get("/throw"));
  const std::string reply = client.read_to_end();
  EXPECT_EQ(status_of(reply), 500);
  EXPECT_THAT(reply, Not(HasSubstr("by wish")));
  ASSERT_EQ(server.refusals().size(), 1u);
  EXPECT_THAT(server.refusals()[0].reason, HasSubstr("by wish"));
  EXPECT_THAT(server.refusals()[0].reason, Not(HasSubstr("hunter2")));
}

TEST(Transport, RefusesConnectionsBeyondItsBound) {
  TestServer server{[](net::Server::Options& options) { options.limits.connections = 3; }};
  std::vector<RawClient> inside;
  for (int i = 0; i < 3; ++i) {
    inside.emplace_back(server.port());
    inside.back().send(get("/x"));
    ASSERT_EQ(status_of(inside.back().read_reply()), 200);
  }
  RawClient outside{server.port()};
  EXPECT_EQ(status_of(outside.read_to_end()), 503);
  inside[0].send(get("/x"));
  EXPECT_EQ(status_of(inside[0].read_reply()), 200) << "those inside are not harmed";
  inside[0].send(get("/x", "Connection: close\r\n"));
  EXPECT_EQ(status_of(inside[0].read_to_end()), 200);
  // The place is free once the server has seen the end; until then 503 is right.
  for (int status = 503; status != 200;) {
    RawClient next{server.port()};
    next.send(get("/x"));
    status = status_of(next.read_reply());
    ASSERT_TRUE(status == 200 || status == 503);
  }
}

TEST(Transport, BoundsTheBodiesItHolds) {
  TestServer server{[](net::Server::Options& options) {
    options.limits.body_bytes = 1u << 20;
    options.limits.buffered_bytes = 1u << 20;
  }};
  std::vector<RawClient> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back(server.port());
    clients.back().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 700000\r\n\r\n" + std::string(600'000, 'x'));
  }
  ASSERT_TRUE(server.wait_for_refusals(1));
  EXPECT_EQ(server.refusals()[0].status, 503);
  clients.clear();
  // What was held is given back.
  for (int status = 503; status != 200;) {
    RawClient next{server.port()};
    next.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + std::string(300'000, 'x'));
    status = status_of(next.read_reply());
    ASSERT_TRUE(status == 200 || status == 503) << status;
  }
}

}  // namespace
}  // namespace phantomime::test
