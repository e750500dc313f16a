// What a proxy does not carry.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/net/proxy.hpp"

#include "support/raw_client.hpp"
#include "support/raw_server.hpp"
#include "support/test_proxy.hpp"
#include "support/test_server.hpp"

namespace phantomime::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Kind = net::ProxyEnd::Kind;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(Proxy, RefusesWhatItDoesNotCarry) {
  const struct {
    const char* name;
    const char* request;
    int status;
    const char* reason;
  } rows[] = {
      {"WebSocket", "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 501, "upgrades"},
      {"h2c or else", "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c, tls/1.2\r\n\r\n", 501, ""},
      {"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501, "--forward"},
      {"TRACE that ends here", "TRACE / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n", 501, "TRACE"},
      {"OPTIONS that ends here", "OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n", 200, ""},
  };
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient client{proxy.port()};
  std::size_t count = 0;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    client.send(row.request);
    const std::string reply = client.read_reply();
    EXPECT_EQ(status_of(reply), row.status);
    EXPECT_THAT(body_of(reply), HasSubstr(row.reason));
    ++count;
    const Watched told = proxy.ended(count)[count - 1];
    EXPECT_EQ(told.end->kind, Kind::refused);
    EXPECT_EQ(told.end->status, row.status);
    EXPECT_FALSE(told.request.headers.empty());
  }
  EXPECT_FALSE(upstream.has_caller());
}

TEST(Proxy, AnswersInItsOwnVersionWhoOffersAnother) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient client{proxy.port()};
  client.send(
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n");
  RawClient server = upstream.accept();
  const std::string asked = server.read_through("\r\n\r\n");
  EXPECT_THAT(asked, AllOf(Not(HasSubstr("h2c")), Not(HasSubstr("HTTP2-Settings")), Not(HasSubstr("Connection"))));
  server.send(ok);
  EXPECT_EQ(body_of(client.read_reply()), "ok");
  EXPECT_TRUE(proxy.ended(1)[0].request.headers.has("HTTP2-Settings"));
}

TEST(Proxy, RefusesMalformedRequestsAndTellsTheLog) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  const struct {
    const char* bytes;
    int status;
  } rows[] = {
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400},
      {"nonsense\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nA : 1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
  };
  std::size_t count = 0;
  for (const auto& row : rows) {
    RawClient client{proxy.port()};
    client.send(row.bytes);
    EXPECT_EQ(status_of(client.read_to_end()), row.status);
    ++count;
    EXPECT_EQ(proxy.refusals(count).size(), count);
  }
  EXPECT_THAT(proxy.refusals(1)[0].reason, HasSubstr("TLS"));
  EXPECT_EQ(proxy.ended_so_far(), 0u);

  // Behind a head that was accepted it is an exchange.
  RawClient client{proxy.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  RawClient server = upstream.accept();
  client.send("nonsense\r\n");
  EXPECT_EQ(status_of(client.read_to_end()), 400);
  EXPECT_EQ(proxy.ended(1)[0].end->kind, Kind::refused);
  EXPECT_EQ(proxy.ended(1)[0].end->status, 400);
}

TEST(Proxy, DoesNotAskItselfForEver) {
  auto first = std::make_unique<RawServer>();
  const std::uint16_t port = first->port();
  first->close();
  TestProxy proxy{"http://127.0.0.1:" + std::to_string(port),
                  [&](auto& options, auto&) { options.listeners[0].port = port; }};
  RawClient client{port};
  client.send(get("/"));
  const std::string reply = client.read_reply();
  EXPECT_EQ(status_of(reply), 508);
  EXPECT_THAT(body_of(reply), HasSubstr("came back"));
  EXPECT_EQ(proxy.ended(2).size(), 2u);
}

TEST(Proxy, RefusesConnectionsBeyondItsBound) {
  RawServer upstream;
  TestProxy proxy{upstream.url(), [](auto& options, auto&) { options.connections = 1; }};
  RawClient inside{proxy.port()};
  inside.send(get("/"));
  RawClient server = upstream.accept();
  RawClient outside{proxy.port()};
  EXPECT_EQ(status_of(outside.read_to_end()), 503);
  server.send(ok);
  EXPECT_EQ(body_of(inside.read_reply()), "ok");
}

}  // namespace
}  // namespace phantomime::test
