// What goes through a proxy, byte for byte: a row is what the client says and what the upstream then hears, what the
// upstream says and what the client then hears.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/raw_client.hpp"
#include "support/raw_server.hpp"
#include "support/test_proxy.hpp"

namespace phantomime::test {
namespace {

using Kind = net::ProxyEnd::Kind;
using Sizes = std::vector<std::uint64_t>;

/// `@` stands for the upstream's authority, `%` for the comment in our Via.
struct Shape {
  std::string name;
  std::string request, to_upstream;
  std::string reply, to_client;
  std::string request_body = {}, reply_body = {};
  std::optional<Sizes> request_chunks = {}, reply_chunks = {};
  bool client_closes = false;    ///< the proxy closes the client's connection after the answer
  bool upstream_closes = false;  ///< the upstream closes after it
};

const std::string get_request = "GET /a%2Fb?x=1&&y HTTP/1.1\r\nhOsT: client.example\r\n\r\n";
const std::string get_upstream = "GET /a%2Fb?x=1&&y HTTP/1.1\r\nhOsT: @\r\nVia: 1.1 phantomime (%)\r\n\r\n";
const std::string via = "Via: 1.1 phantomime\r\n";

std::vector<Shape> shapes() {
  return {
      {"plain GET", get_request, get_upstream, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-a: 1\r\nx-A: 2\r\n\r\nabc",
       "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-a: 1\r\nx-A: 2\r\n" + via + "\r\nabc", "", "abc"},
      {"own phrase", get_request, get_upstream, "HTTP/1.1 299 Strange but True\r\nContent-Length: 0\r\n\r\n",
       "HTTP/1.1 299 Strange but True\r\nContent-Length: 0\r\n" + via + "\r\n"},
      {"no phrase", get_request, get_upstream, "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
       "HTTP/1.1 200 \r\nContent-Length: 0\r\n" + via + "\r\n"},
      {"error status", get_request, get_upstream, "HTTP/1.1 503 No\r\nRetry-After: 1\r\nContent-Length: 1\r\n\r\n!",
       "HTTP/1.1 503 No\r\nRetry-After: 1\r\nContent-Length: 1\r\n" + via + "\r\n!", "", "!"},
      {"own method", "FROB / HTTP/1.1\r\nHost: a\r\n\r\n",
       "FROB / HTTP/1.1\r\nHost: @\r\nVia: 1.1 phantomime (%)\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n",
       "HTTP/1.1 204 No Content\r\n" + via + "\r\n"},
      {"HEAD", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: @\r\nVia: 1.1 phantomime (%)\r\n\r\n",
       "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n" + via + "\r\n"},
      {"HEAD of chunks", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
       "HEAD / HTTP/1.1\r\nHost: @\r\nVia: 1.1 phantomime (%)\r\n\r\n",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + via + "\r\n"},
      {"304 with a length", get_request, get_upstream,
       "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 9\r\n\r\n",
       "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 9\r\n" + via + "\r\n"},
      {"body with a length", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx\r\n",
       "PUT / HTTP/1.1\r\nHost: @\r\nContent-Length: 3\r\nVia: 1.1 phantomime (%)\r\n\r\nx\r\n",
       "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
       "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n" + via + "\r\n", "x\r\n"},
      {"chunks keep their sizes",
       "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: Chunked\r\n\r\n005;ext=\"v\"\r\nhello\r\n1\r\n \r\n0\r\n\r\n",
       "POST / HTTP/1.1\r\nHost: @\r\ntransfer-encoding: chunked\r\nVia: 1.1 phantomime (%)\r\n\r\n"
       "5\r\nhello\r\n1\r\n \r\n0\r\n\r\n",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\nA\r\n0123456789\r\n0\r\n\r\n",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + via + "\r\n1\r\na\r\na\r\n0123456789\r\n0\r\n\r\n",
       "hello ", "a0123456789", Sizes{5, 1}, Sizes{1, 10}},
      {"no chunk at all", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "POST / HTTP/1.1\r\nHost: @\r\nTransfer-Encoding: chunked\r\nVia: 1.1 phantomime (%)\r\n\r\n0\r\n\r\n",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + via + "\r\n0\r\n\r\n", "", "", Sizes{}, Sizes{}},
      {"trailers",
       "POST / HTTP/1.1\r\nHost: a\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: 1\r\n\r\n",
       "POST / HTTP/1.1\r\nHost: @\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\nVia: 1.1 phantomime (%)\r\n\r\n"
       "1\r\na\r\n0\r\nX-T: 1\r\n\r\n",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\nx-sum: 2\r\nX-Sum: 3\r\n\r\n",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + via + "\r\n1\r\nb\r\n0\r\nx-sum: 2\r\nX-Sum: 3\r\n\r\n",
       "a", "b", Sizes{1}, Sizes{1}},
      {"until the upstream closes",
       get_request,
       get_upstream,
       "HTTP/1.1 200 OK\r\n\r\nall there is",
       "HTTP/1.1 200 OK\r\n" + via + "Connection: close\r\n\r\nall there is",
       "",
       "all there is",
       {},
       {},
       true,
       true},
      {"an answer of HTTP/1.0",
       get_request,
       get_upstream,
       "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nVia: 1.0 phantomime\r\n\r\nok",
       "",
       "ok",
       {},
       {},
       false,
       true},
      {"a client of HTTP/1.0",
       "GET / HTTP/1.0\r\n\r\n",
       "GET / HTTP/1.1\r\nHost: @\r\nVia: 1.0 phantomime (%)\r\n\r\n",
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + via + "Connection: close\r\n\r\nok",
       "",
       "ok",
       {},
       {},
       true},
      {"a client of HTTP/1.0 that stays", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
       "GET / HTTP/1.1\r\nHost: @\r\nVia: 1.0 phantomime (%)\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + via + "Connection: keep-alive\r\n\r\nok", "", "ok"},
      {"chunks for a client of HTTP/1.0",
       "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
       "GET / HTTP/1.1\r\nHost: @\r\nVia: 1.0 phantomime (%)\r\n\r\n",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1\r\n!\r\n0\r\n\r\n",
       "HTTP/1.1 200 OK\r\n" + via + "Connection: close\r\n\r\nok!",
       "",
       "ok!",
       {},
       Sizes{2, 1},
       true},
      {"a client that leaves",
       "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
       "GET / HTTP/1.1\r\nHost: @\r\nVia: 1.1 phantomime (%)\r\n\r\n",
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + via + "Connection: close\r\n\r\nok",
       "",
       "ok",
       {},
       {},
       true},
      {"interim answers", get_request, get_upstream,
       "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </b.css>\r\n\r\n"
       "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
       "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n" + via + "\r\nHTTP/1.1 103 Early Hints\r\nLink: </b.css>\r\n" +
           via + "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + via + "\r\n"},
      {"no interim answer for HTTP/1.0",
       "GET / HTTP/1.0\r\n\r\n",
       "GET / HTTP/1.1\r\nHost: @\r\nVia: 1.0 phantomime (%)\r\n\r\n",
       "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
       "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + via + "Connection: close\r\n\r\n",
       "",
       "",
       {},
       {},
       true},
      {"OPTIONS of the server", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
       "OPTIONS * HTTP/1.1\r\nHost: @\r\nVia: 1.1 phantomime (%)\r\n\r\n",
       "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + via + "\r\n"},
      {"Max-Forwards goes down", "OPTIONS /x HTTP/1.1\r\nHost: a\r\nMax-Forwards: 3\r\n\r\n",
       "OPTIONS /x HTTP/1.1\r\nHost: @\r\nMax-Forwards: 2\r\nVia: 1.1 phantomime (%)\r\n\r\n",
       "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + via + "\r\n"},
      {"absolute form at a reverse proxy", "GET http://client.example/p?q HTTP/1.1\r\nHost: client.example\r\n\r\n",
       "GET /p?q HTTP/1.1\r\nHost: @\r\nVia: 1.1 phantomime (%)\r\n\r\n",
       "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + via + "\r\n"},
      {"a redirect stays as it is", get_request, get_upstream,
       "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\nContent-Length: 0\r\n\r\n",
       "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\nContent-Length: 0\r\n" + via + "\r\n"},
  };
}

std::string filled_in(std::string text, const RawServer& upstream, const std::string& heard) {
  const std::string authority = "127.0.0.1:" + std::to_string(upstream.port());
  for (std::size_t at = 0; (at = text.find('@')) != std::string::npos;) text.replace(at, 1, authority);
  // The comment is another one in every proxy: taken from what was heard.
  const std::size_t begin = heard.find(" phantomime (");
  const std::size_t mark = text.find("(%)");
  if (mark != std::string::npos && begin != std::string::npos) {
    text.replace(mark + 1, 1, heard.substr(begin + 13, heard.find(')', begin) - begin - 13));
  }
  return text;
}

class Shapes : public testing::TestWithParam<bool> {};

void expect_told(const Shape& row, const Watched& told, const RawServer& upstream) {
  ASSERT_TRUE(told.end);
  EXPECT_EQ(told.end->kind, Kind::complete);
  EXPECT_EQ(told.origin, upstream.url());
  EXPECT_TRUE(told.request_ended);
  EXPECT_EQ(told.request_body, row.request_body);
  EXPECT_EQ(told.request_chunks, row.request_chunks);
  ASSERT_TRUE(told.reply);
  EXPECT_EQ(told.reply_body, row.reply_body);
  EXPECT_EQ(told.reply_chunks, row.reply_chunks);
}

/// Sends a text whole, or byte by byte, each of which leaves in a packet of its own.
void say(RawClient& speaker, const std::string& text, bool in_bytes) {
  if (!in_bytes) {
    speaker.send(text);
    return;
  }
  for (const char byte : text) speaker.send({&byte, 1});
}

TEST_P(Shapes, GoThroughByteForByte) {
  for (const Shape& row : shapes()) {
    SCOPED_TRACE(row.name);
    RawServer upstream;
    TestProxy proxy{upstream.url()};
    RawClient client{proxy.port()};
    say(client, row.request, GetParam());
    RawClient server = upstream.accept();
    ASSERT_TRUE(server);
    std::string heard = server.read_through("\r\n\r\n");
    const std::string to_upstream = filled_in(row.to_upstream, upstream, heard);
    if (heard.size() < to_upstream.size()) heard += server.read_at_least(to_upstream.size() - heard.size());
    EXPECT_EQ(heard, to_upstream);
    say(server, row.reply, GetParam());
    if (row.upstream_closes) server.close();
    std::string answer = row.client_closes ? client.read_to_end() : client.read_at_least(row.to_client.size());
    EXPECT_EQ(answer, row.to_client);
    EXPECT_EQ(client.closed(), row.client_closes);
    expect_told(row, proxy.ended(1)[0], upstream);
    if (!row.client_closes && !row.upstream_closes) {
      // Both connections serve again.
      client.send(get_request);
      EXPECT_EQ(server.read_through("\r\n\r\n"), filled_in(get_upstream, upstream, heard));
      server.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain");
      EXPECT_EQ(body_of(client.read_reply()), "again");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Proxy, Shapes, testing::Values(false, true),
                         [](const auto& each) { return each.param ? "InBytes" : "Whole"; });

TEST(ProxyShapes, TellTheTapOfHeadsAsTheyCame) {
  RawServer upstream;
  TestProxy proxy{upstream.url()};
  RawClient client{proxy.port()};
  client.send(
      "POST /p HTTP/1.1\r\nHOST: client.example\r\nConnection: X-Hop\r\nX-Hop: 1\r\nTransfer-Encoding: chunked"
      "\r\n\r\n1\r\na\r\n0\r\nX-T:  t \r\n\r\n");
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("0\r\nX-T: t\r\n\r\n"), testing::EndsWith("X-T: t\r\n\r\n"));
  server.send("HTTP/1.0 200 Fine\r\nKeep-Alive: timeout=5\r\nconnection: keep-alive\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(status_of(client.read_reply()), 200);
  const Watched told = proxy.ended(1)[0];
  EXPECT_EQ(told.connection, 1u);
  EXPECT_EQ(told.request.method, "POST");
  EXPECT_EQ(told.request.target, "/p");
  EXPECT_EQ(told.request.peer, "127.0.0.1");
  EXPECT_TRUE(told.request.body.empty());
  const http::Headers sent{
      {"HOST", "client.example"}, {"Connection", "X-Hop"}, {"X-Hop", "1"}, {"Transfer-Encoding", "chunked"}};
  EXPECT_EQ(told.request.headers, sent);
  EXPECT_EQ(told.request_trailers, (http::Headers{{"X-T", "t"}}));
  EXPECT_EQ(told.reply->reason, "Fine");
  EXPECT_EQ(told.reply->minor_version, 0);
  const http::Headers came{{"Keep-Alive", "timeout=5"}, {"connection", "keep-alive"}, {"Content-Length", "1"}};
  EXPECT_EQ(told.reply->headers, came);
}

TEST(ProxyShapes, PutATargetsPathBeforeThatOfTheRequest) {
  RawServer upstream;
  TestProxy proxy{upstream.url() + "/base/"};
  RawClient client{proxy.port()};
  client.send("GET /x?y HTTP/1.1\r\nHost: a\r\n\r\n");
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), testing::StartsWith("GET /base/x?y HTTP/1.1\r\n"));
}

}  // namespace
}  // namespace phantomime::test
