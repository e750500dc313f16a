// What a proxy makes of upstreams that fail, and of clients that go.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/net/proxy.hpp"

#include "support/raw_client.hpp"
#include "support/raw_server.hpp"
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

TEST(Proxy, MakesAFailingUpstreamAnAnswerOfItsOwnAndTellsTheTap) {
  const struct {
    const char* name;
    const char* bytes;
    int status;
    const char* reason;
  } rows[] = {
      {"no answer", "", 502, "closed the connection without an answer"},
      {"half a head", "HTTP/1.1 200 OK\r\nContent-", 502, "inside of its answer's head"},
      {"no HTTP", "220 mail ready\r\n", 502, "malformed answer"},
      {"smuggling", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 502, ""},
      {"an upgrade", "HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n", 502, "switches protocols"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawServer upstream;
    TestProxy proxy{upstream.url()};
    RawClient client{proxy.port()};
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
    RawClient server = upstream.accept();
    EXPECT_THAT(server.read_through("\r\n\r\nx"), StartsWith("POST / "));
    server.send(row.bytes);
    server.close();
    const std::string reply = client.read_reply();
    EXPECT_EQ(status_of(reply), row.status);
    EXPECT_THAT(reply, HasSubstr("application/problem+json"));
    const Watched told = proxy.ended(1)[0];
    EXPECT_EQ(told.end->kind, Kind::upstream_failed);
    EXPECT_EQ(told.end->status, row.status);
    EXPECT_THAT(told.end->reason, HasSubstr(row.reason));
    EXPECT_THAT(told.end->reason, HasSubstr(upstream.url()));
    EXPECT_EQ(told.request_body, "x");
    EXPECT_FALSE(told.reply);
    // The client's connection is whole.
    client.send(get("/"));
    RawClient next = upstream.accept();
    EXPECT_THAT(next.read_through("\r\n\r\n"), StartsWith("GET / "));
    next.send(ok);
    EXPECT_EQ(body_of(client.read_reply()), "ok");
  }
}

TEST(Proxy, SaysWhyAnUpstreamCannotBeReached) {
  RawServer upstream;
  const std::string url = upstream.url();
  upstream.close();
  TestProxy proxy{url};
  RawClient client{proxy.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
  const std::string reply = client.read_reply();
  EXPECT_EQ(status_of(reply), 502);
  EXPECT_THAT(body_of(reply), HasSubstr("cannot reach " + url + ": the connection was refused"));
  const Watched told = proxy.ended(1)[0];
  EXPECT_EQ(told.end->kind, Kind::upstream_failed);
  EXPECT_EQ(told.request_body, "body");
  EXPECT_TRUE(told.request_ended);
}

TEST(Proxy, GivesUpOnASilentUpstream) {
  RawServer upstream;
  TestProxy proxy{upstream.url(),
                  [](auto& options, auto&) { options.upstream.idle_timeout = std::chrono::milliseconds{100}; }};
  RawClient client{proxy.port()};
  client.send(get("/"));
  RawClient server = upstream.accept();
  EXPECT_EQ(status_of(client.read_reply()), 504);
  EXPECT_EQ(proxy.ended(1)[0].end->status, 504);
  EXPECT_THAT(server.read_to_end(), StartsWith("GET / ")) << "and closes its connection";
  client.send(get("/"));
  RawClient next = upstream.accept();
  next.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_THAT(client.read_to_end(), EndsWith("abc"));
  EXPECT_EQ(proxy.ended(2)[1].end->kind, Kind::upstream_cut);
}

TEST(Proxy, CutsTheClientWhereTheUpstreamWasCut) {
  for (const bool until_close : {false, true}) {
    for (const char* framing :
         {"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "\r\nabc"}) {
      if (until_close != (framing[0] == '\r')) continue;
      RawServer upstream;
      TestProxy proxy{upstream.url()};
      RawClient client{proxy.port()};
      client.send(get("/"));
      RawClient server = upstream.accept();
      EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET / "));
      server.send(std::string{"HTTP/1.1 200 OK\r\n"} + framing);
      const std::string came = client.read_through("abc");
      EXPECT_THAT(came, EndsWith("abc")) << "what there was has been given";
      if (until_close) {
        server.reset();
      } else {
        server.close();
      }
      EXPECT_THAT(client.read_to_end(), Not(HasSubstr("0\r\n\r\n")));
      char byte = 0;
      // read_to_end has met the reset already where there was one; a clean end would have been 0 bytes.
      EXPECT_LE(::recv(client.socket(), &byte, 1, MSG_DONTWAIT), 0);
      const Watched told = proxy.ended(1)[0];
      EXPECT_EQ(told.end->kind, Kind::upstream_cut) << framing;
      EXPECT_EQ(told.reply_body, "abc");
    }
  }
}

TEST(Proxy, EndsACutAnswerWithAReset) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient client{proxy.port()};
  client.send(get("/"));
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), StartsWith("GET / "));
  server.send("HTTP/1.1 200 OK\r\n\r\nabc");
  EXPECT_THAT(client.read_through("abc"), EndsWith("abc"));
  server.reset();
  char byte = 0;
  EXPECT_EQ(::recv(client.socket(), &byte, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
}

TEST(Proxy, ClosesTheUpstreamWhenTheClientIsGone) {
  for (const char* when : {"before the answer", "inside of the answer", "inside of the request"}) {
    for (const bool reset : {false, true}) {
      SCOPED_TRACE(when);
      RawServer upstream;
      TestProxy proxy{upstream.url()};
      RawClient client{proxy.port()};
      const bool in_request = std::string_view{when} == "inside of the request";
      client.send(in_request ? "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nxyz" : get("/"));
      RawClient server = upstream.accept();
      // No letters that hexadecimal digits have: those are in Via.
      EXPECT_THAT(server.read_through(in_request ? "xyz" : "\r\n\r\n"), HasSubstr(" / HTTP/1.1"));
      if (std::string_view{when} == "inside of the answer") {
        server.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        EXPECT_THAT(client.read_through("abc"), EndsWith("abc"));
      }
      if (reset) {
        client.reset();
      } else {
        client.close();
      }
      EXPECT_EQ(server.read_to_end(), "");
      EXPECT_TRUE(server.closed());
      EXPECT_EQ(proxy.ended(1)[0].end->kind, Kind::client_gone);
    }
  }
}

}  // namespace
}  // namespace phantomime::test
