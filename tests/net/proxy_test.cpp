// How exchanges through a proxy begin and end. What passes through is in proxy_shapes_test.cpp, what goes wrong in
// proxy_failures_test.cpp, what is refused in proxy_refusals_test.cpp.

#include "phantomime/net/proxy.hpp"

#include <atomic>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/raw_client.hpp"
#include "support/raw_server.hpp"
#include "support/sanitized.hpp"
#include "support/test_proxy.hpp"
#include "support/test_server.hpp"

namespace phantomime::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Kind = net::ProxyEnd::Kind;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(Proxy, TellsTheEndBeforeTheLastByteLeaves) {
  const struct {
    const char* name;
    std::string reply;
    std::string last;  ///< what the client must not have while the end is being told
    bool closes = false;
  } rows[] = {
      {"length", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd", "d"},
      {"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", "0\r\n\r\n"},
      {"nothing", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP"},
      {"until the end", "HTTP/1.1 200 OK\r\n\r\nabcd", "no byte", true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawServer upstream;
    TestProxy proxy{upstream.url()};
    RawClient client{proxy.port()};
    std::string had;
    proxy.at_end(true, [&] {
      char byte = 0;
      while (::recv(client.socket(), &byte, 1, MSG_DONTWAIT) == 1) had += byte;
      const ssize_t end = ::recv(client.socket(), &byte, 1, MSG_DONTWAIT);
      EXPECT_EQ(end, -1) << "closed before it was told";
    });
    client.send(get("/"));
    RawClient server = upstream.accept();
    EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET / "));
    // In two pieces, so that the first may be on its way.
    server.send(std::string_view{row.reply}.substr(0, row.reply.size() - 2));
    server.send(std::string_view{row.reply}.substr(row.reply.size() - 2));
    if (row.closes) server.close();
    EXPECT_EQ(proxy.ended(1)[0].end->kind, Kind::complete);
    EXPECT_THAT(had, Not(HasSubstr(row.last)));
    const std::string all = had + client.read_at_least(1);
    EXPECT_THAT(all, row.closes ? HasSubstr("abcd") : HasSubstr(row.last));
  }
}

TEST(Proxy, ResetsTheClientIfTheEndCannotBeKept) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  proxy.at_end(false);
  RawClient client{proxy.port()};
  client.send(get("/"));
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET / "));
  server.send(ok);
  EXPECT_THAT(client.read_to_end(), Not(HasSubstr("ok")));
  EXPECT_TRUE(client.closed());
}

TEST(Proxy, UsesOneUpstreamConnectionForRequestsOneAfterTheOther) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient server{net::Descriptor{}};
  for (int i = 0; i < 5; ++i) {
    RawClient client{proxy.port()};  // another client each time
    client.send(get("/") + get("/pipelined"));
    if (i == 0) server = upstream.accept();
    for (int j = 0; j < 2; ++j) {
      EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET /"));
      server.send(ok);
      EXPECT_EQ(body_of(client.read_reply()), "ok");
    }
    EXPECT_FALSE(upstream.has_caller());
  }
  EXPECT_EQ(proxy.ended(10)[9].connection, 5u);
}

TEST(Proxy, DoesNotUseAConnectionThatTheUpstreamClosed) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient client{proxy.port()};
  for (int i = 0; i < 3; ++i) {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
    RawClient server = upstream.accept();
    EXPECT_THAT(server.read_through("\r\n\r\nx"), StartsWith("POST / "));
    server.send(ok);
    EXPECT_EQ(body_of(client.read_reply()), "ok");
    server.close();
  }
}

TEST(Proxy, AsksAgainWhereARestingConnectionFailsUnderARequestThatMayBeRepeated) {
  for (const bool repeatable : {true, false}) {
    RawServer upstream;
    TestProxy proxy{upstream.url()};
    RawClient client{proxy.port()};
    client.send(get("/first"));
    RawClient first = upstream.accept();
    EXPECT_THAT(first.read_through("\r\n\r\n"), StartsWith("GET /first"));
    first.send(ok);
    EXPECT_EQ(body_of(client.read_reply()), "ok");
    client.send(repeatable ? get("/second") : "POST /second HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    EXPECT_THAT(first.read_through("\r\n\r\n"), HasSubstr("/second"));
    first.close();  // with the request read, and no byte of an answer
    if (!repeatable) {
      EXPECT_EQ(status_of(client.read_reply()), 502);
      EXPECT_FALSE(upstream.has_caller());
      continue;
    }
    RawClient second = upstream.accept();
    EXPECT_THAT(second.read_through("\r\n\r\n"), StartsWith("GET /second"));
    second.close();  // a fresh one that fails is not tried again
    EXPECT_EQ(status_of(client.read_reply()), 502);
    EXPECT_FALSE(upstream.has_caller());
  }
}

TEST(Proxy, GivesAnAnswerThatComesBeforeTheRequestsEnd) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient client{proxy.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("12345"), StartsWith("POST / "));
  server.send("HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno");
  const std::string reply = client.read_to_end();
  EXPECT_EQ(status_of(reply), 413);
  EXPECT_THAT(reply, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(reply, EndsWith("no"));
  const Watched told = proxy.ended(1)[0];
  EXPECT_EQ(told.end->kind, Kind::complete);
  EXPECT_EQ(told.request_body, "12345");
  EXPECT_FALSE(told.request_ended);
}

TEST(Proxy, CarriesBothWaysAtOnce) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient client{proxy.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("POST / "));
  server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(status_of(client.read_through("\r\n\r\n")), 200);
  for (int i = 0; i < 5; ++i) {
    client.send("1\r\na\r\n");
    EXPECT_EQ(server.read_at_least(6), "1\r\na\r\n");
    server.send("2\r\nbb\r\n");
    EXPECT_EQ(client.read_at_least(7), "2\r\nbb\r\n");
  }
  client.send("0\r\n\r\n");
  EXPECT_EQ(server.read_at_least(5), "0\r\n\r\n");
  server.send("0\r\n\r\n");
  EXPECT_EQ(client.read_through("0\r\n\r\n"), "0\r\n\r\n");
  const Watched told = proxy.ended(1)[0];
  EXPECT_TRUE(told.request_ended);
  EXPECT_EQ(told.request_body, "aaaaa");
  EXPECT_EQ(told.reply_body, "bbbbbbbbbb");
}

TEST(Proxy, LeavesPermissionToSendABodyToTheUpstream) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  const std::string head = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
  RawClient client{proxy.port()};
  client.send(head);
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), HasSubstr("Expect: 100-continue\r\n"));
  server.send("HTTP/1.1 100 Continue\r\nX: 1\r\n\r\n");
  EXPECT_THAT(client.read_through("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue\r\nX: 1\r\n"));
  client.send("body");
  EXPECT_EQ(server.read_at_least(4), "body");
  server.send(ok);
  EXPECT_EQ(body_of(client.read_reply()), "ok");
  Watched told = proxy.ended(1)[0];
  ASSERT_EQ(told.interim.size(), 1u);
  EXPECT_EQ(told.interim[0].status, 100);
  EXPECT_EQ(told.request_body, "body");

  client.send(head);
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("PUT / "));
  server.send("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
  const std::string refusal = client.read_to_end();
  EXPECT_EQ(status_of(refusal), 401);
  EXPECT_THAT(refusal, HasSubstr("Connection: close\r\n")) << "the body may come or not: nobody can know";
  told = proxy.ended(2)[1];
  EXPECT_TRUE(told.interim.empty());
  EXPECT_FALSE(told.request_ended);
}

TEST(Proxy, AnswersAClientThatHasClosedItsHalf) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient client{proxy.port()};
  client.send(get("/"));
  client.end_sending();
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET / "));
  server.send(ok);
  EXPECT_THAT(client.read_to_end(), EndsWith("ok"));
}

net::ProxyHandler& answering(net::ProxyHandler& handler) {
  handler.answer = [](const http::Request& request, const std::string& origin) -> std::optional<http::Reply> {
    if (request.target == "/upstream") return std::nullopt;
    http::Reply reply;
    reply.body = std::make_shared<const std::string>(request.body + "@" + origin);
    return reply;
  };
  return handler;
}

TEST(Proxy, AnswersLocallyWhatItsHandlerKnows) {
  RawServer upstream;
  TestProxy proxy{upstream.url(), [](auto& options, auto& handler) {
                    options.answered_body = 10;
                    answering(handler);
                  }};
  RawClient client{proxy.port()};
  client.send("POST /here HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read_through("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  EXPECT_EQ(body_of(client.read_reply()), "body@" + upstream.url());
  EXPECT_EQ(proxy.ended_so_far(), 0u);
  EXPECT_FALSE(upstream.has_caller());

  // What it does not know, and what is too large for it, goes on as it came.
  client.send("POST /upstream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("0\r\n\r\n"), EndsWith("\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"));
  server.send(ok);
  EXPECT_EQ(body_of(client.read_reply()), "ok");
  client.send("POST /here HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n0123456789a");
  EXPECT_THAT(server.read_through("0123456789a"), StartsWith("POST /here "));
  client.send("bcdefghij");
  EXPECT_EQ(server.read_at_least(9), "bcdefghij");
  server.send(ok);
  EXPECT_EQ(body_of(client.read_reply()), "ok");
  const auto told = proxy.ended(2);
  EXPECT_EQ(told[0].request_body, "abc");
  EXPECT_EQ(told[0].request_chunks, (std::vector<std::uint64_t>{2, 1}));
  EXPECT_TRUE(told[0].request_ended);
  EXPECT_EQ(told[1].request_body, "0123456789abcdefghij");
}

TEST(Proxy, LetsExchangesFinishWhenItStops) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient idle{proxy.port()};
  RawClient client{proxy.port()};
  client.send(get("/"));
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET / "));
  std::thread stopping{[&] { proxy.proxy().stop(std::chrono::seconds{20}); }};
  EXPECT_EQ(idle.read_to_end(), "");
  server.send(ok);
  const std::string reply = client.read_to_end();
  EXPECT_THAT(reply, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(reply, EndsWith("ok"));
  stopping.join();
}

TEST(Proxy, CutsWhatDoesNotFinishInItsGrace) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient client{proxy.port()};
  client.send(get("/"));
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET / "));
  proxy.proxy().stop(std::chrono::milliseconds{1});
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_TRUE(client.closed());
  EXPECT_THAT(proxy.ended(1)[0].end->reason, HasSubstr("stopped"));
}

std::size_t resident_bytes() {
  std::ifstream file{"/proc/self/statm"};
  std::size_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * 4096;
}

TEST(Proxy, StreamsBodiesOfAnySizeInConstantMemory) {
  constexpr std::size_t size = 100u << 20;
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  const std::string piece(1u << 20, 'x');
  RawClient client{proxy.port()};
  const std::size_t before = resident_bytes();
  std::size_t most = 0;
  std::thread sender{[&] {
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
    for (std::size_t sent = 0; sent < size; sent += piece.size()) client.send(piece);
  }};
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("PUT / "));
  std::size_t came = 0;
  while (came < size) {
    server.be_patient();
    const std::string bytes = server.read_at_least(1);
    if (bytes.empty()) break;
    came += bytes.size();
    most = std::max(most, resident_bytes());
  }
  sender.join();
  EXPECT_EQ(came, size);
  std::thread answerer{[&] {
    server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (std::size_t sent = 0; sent < size; sent += piece.size()) server.send("100000\r\n" + piece + "\r\n");
    server.send("0\r\n\r\n");
  }};
  std::size_t answered = 0;
  std::string last;
  while (!last.ends_with("\r\n0\r\n\r\n")) {
    client.be_patient();
    const std::string bytes = client.read_at_least(1);
    if (bytes.empty()) break;
    answered += bytes.size();
    last = (last + bytes).substr(std::max<std::size_t>(last.size() + bytes.size(), 16) - 16);
    most = std::max(most, resident_bytes());
  }
  answerer.join();
  EXPECT_GT(answered, size);
  const Watched told = proxy.ended(1)[0];
  EXPECT_EQ(told.end->kind, Kind::complete);
  EXPECT_EQ(told.request_bytes, size);
  EXPECT_EQ(told.reply_bytes, size);
  if (!testing_support::keeps_freed_memory) {
    EXPECT_LT(most - std::min(before, most), 40u << 20);
  }
}

TEST(Proxy, CarriesManyExchangesAtOnce) {
  TestServer upstream;
  TestProxy proxy{"http://127.0.0.1:" + std::to_string(upstream.port())};
  constexpr int clients = 8, requests = 50;
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] {
      RawClient client{proxy.port()};
      for (int j = 0; j < requests; ++j) {
        const std::string path = "/" + std::to_string(i) + "/" + std::to_string(j);
        client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
        if (body_of(client.read_reply()) == "POST " + path + " [x]") ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, clients * requests);
  EXPECT_EQ(proxy.ended(clients * requests).size(), static_cast<std::size_t>(clients * requests));
  EXPECT_LE(upstream.server().counts().accepted, static_cast<std::uint64_t>(clients));
}

TEST(Proxy, SaysWhyItCannotStart) {
  net::Proxy::Options options;
  options.listeners = {net::Listener{}};
  options.target = "ftp://a";
  const auto bad_target = net::Proxy::start(options, {});
  ASSERT_FALSE(bad_target);
  EXPECT_EQ(bad_target.error().code, ErrorCode::syntax);
  RawServer taken;
  options.listeners = {net::Listener{"127.0.0.1", taken.port()}};
  options.target = "http://a";
  const auto bad_port = net::Proxy::start(options, {});
  ASSERT_FALSE(bad_port);
  EXPECT_EQ(bad_port.error().code, ErrorCode::io);
}

}  // namespace
}  // namespace phantomime::test
