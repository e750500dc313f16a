#include "phantomime/net/framing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::net {
namespace {

using State = Framer::State;
using namespace std::string_view_literals;

/// Feeds bytes in pieces until the request ends or they do; returns what was not used.
std::string_view feed(Framer& framer, std::string_view bytes, std::size_t piece) {
  while (!bytes.empty() && framer.state() != State::complete && framer.state() != State::refused) {
    bytes.remove_prefix(framer.feed(bytes.substr(0, piece)));
  }
  return bytes;
}

constexpr std::string_view plain =
    "POST /a%2Fb/../c?x=1&&y#f HTTP/1.1\r\n"
    "hOsT: example.org:8443\r\nX-Two: 1\r\nAccept:*/*\r\nx-two: \t 2, 3 \t\r\nX-Empty:\r\nX-Latin: caf\xe9\r\n"
    "Content-Length: 3\r\n\r\na\0bNEXT"sv;

constexpr std::string_view chunked =
    "FOO http://other/path HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
    "5;ext=\"v\"\r\nhello\r\n1\r\n \r\n00A\r\n0123456789\r\n0\r\nTrailer: dropped\r\nX: y\r\n\r\nNEXT"sv;

class InPieces : public testing::TestWithParam<std::size_t> {};

TEST_P(InPieces, TakesARequestExactlyAsSent) {
  const Limits limits;
  Framer framer{limits};
  EXPECT_EQ(feed(framer, plain, GetParam()), "NEXT");
  ASSERT_EQ(framer.state(), State::complete) << framer.rejection().reason;
  EXPECT_TRUE(framer.keep_alive());
  const http::Request request = std::move(framer.complete());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/a%2Fb/../c?x=1&&y#f");
  EXPECT_EQ(request.minor_version, 1);
  EXPECT_EQ(request.body, "a\0b"sv);
  const http::Headers expected{
      {"hOsT", "example.org:8443"}, {"X-Two", "1"},         {"Accept", "*/*"}, {"x-two", "2, 3"}, {"X-Empty", ""},
      {"X-Latin", "caf\xe9"},       {"Content-Length", "3"}};
  EXPECT_EQ(request.headers, expected);
}

TEST_P(InPieces, JoinsChunksAndDropsTrailers) {
  const Limits limits;
  Framer framer{limits};
  EXPECT_EQ(feed(framer, chunked, GetParam()), "NEXT");
  ASSERT_EQ(framer.state(), State::complete) << framer.rejection().reason;
  const http::Request request = std::move(framer.complete());
  EXPECT_EQ(request.method, "FOO");
  EXPECT_EQ(request.target, "http://other/path");
  EXPECT_EQ(request.body, "hello 0123456789");
  const http::Headers expected{{"Host", "a"}, {"Transfer-Encoding", "Chunked"}};
  EXPECT_EQ(request.headers, expected);
}

TEST_P(InPieces, TakesOneRequestAfterTheOther) {
  const Limits limits;
  Framer framer{limits};
  std::string_view rest = "\r\n\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.0\r\n\r\n"sv;
  rest = feed(framer, rest, GetParam());
  ASSERT_EQ(framer.state(), State::complete) << framer.rejection().reason;
  EXPECT_EQ(framer.complete().target, "/1");
  framer.next();
  EXPECT_EQ(feed(framer, rest, GetParam()), "");
  ASSERT_EQ(framer.state(), State::complete) << framer.rejection().reason;
  EXPECT_FALSE(framer.keep_alive());
  EXPECT_EQ(framer.complete().target, "/2");
}

INSTANTIATE_TEST_SUITE_P(Framer, InPieces, testing::Values(1u, 2u, 3u, 7u, 64u, 100'000u));

TEST(Framer, TakesAChunkedBodyCutAnywhere) {
  const Limits limits;
  for (std::size_t cut = 1; cut < chunked.size(); ++cut) {
    Framer framer{limits};
    const std::size_t used = framer.feed(chunked.substr(0, cut));
    if (framer.state() != State::complete) {
      ASSERT_EQ(used, cut);
      ASSERT_NE(framer.state(), State::refused) << "cut at " << cut << ": " << framer.rejection().reason;
      (void)framer.feed(chunked.substr(cut));
    }
    ASSERT_EQ(framer.state(), State::complete) << "cut at " << cut;
    ASSERT_EQ(framer.complete().body, "hello 0123456789") << "cut at " << cut;
  }
}

TEST(Framer, KnowsWhenAClientWaitsForPermission) {
  const Limits limits;
  constexpr std::string_view head = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  Framer waiting{limits};
  (void)waiting.feed(head);
  EXPECT_TRUE(waiting.take_continue());
  EXPECT_FALSE(waiting.take_continue());
  (void)waiting.feed("ab");
  EXPECT_EQ(waiting.complete().body, "ab");

  Framer impatient{limits};
  (void)impatient.feed(std::string{head} + "a");
  EXPECT_FALSE(impatient.take_continue());
}

TEST(Framer, IgnoresAnUpgrade) {
  const Limits limits;
  Framer framer{limits};
  constexpr std::string_view sent =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nGET /next HTTP/1.1";
  EXPECT_EQ(feed(framer, sent, 1000), "GET /next HTTP/1.1");
  EXPECT_EQ(framer.state(), State::complete);
  EXPECT_TRUE(framer.keep_alive());
}

struct KeepAlive {
  const char* request;
  bool kept;
};

TEST(Framer, KnowsWhetherTheConnectionStays) {
  const KeepAlive table[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: te, close\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n", true},
      {"GET / HTTP/1.0\r\n\r\n", false},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
      {"GET / HTTP/1.9\r\nHost: a\r\n\r\n", true},
  };
  const Limits limits;
  for (const KeepAlive& row : table) {
    Framer framer{limits};
    (void)framer.feed(row.request);
    ASSERT_EQ(framer.state(), State::complete) << row.request << framer.rejection().reason;
    EXPECT_EQ(framer.keep_alive(), row.kept) << row.request;
  }
}

TEST(Framer, StopsAWrongProtocolAtItsFirstBytes) {
  const Limits limits;
  for (const std::string_view bytes : {"\x16\x03\x01\x02\x00"sv, "\0\0\0"sv, "\x80"sv, "G\0"sv, "GET /\x01"sv}) {
    Framer framer{limits};
    (void)framer.feed(bytes);
    EXPECT_EQ(framer.state(), State::refused);
    EXPECT_EQ(framer.rejection().status, 400);
  }
}

TEST(Framer, DoesNotTakeFramingWithoutEnd) {
  const Limits limits;
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& flood : {"1;" + std::string(1u << 20, 'a'), "0\r\n" + std::string(1u << 20, 'a')}) {
    Framer framer{limits};
    feed(framer, head + flood, 4096);
    EXPECT_EQ(framer.state(), State::refused);
  }
}

TEST(Framer, HoldsItsLimitsToTheByte) {
  Limits limits;
  limits.target_bytes = 10;
  limits.header_bytes = 40;
  limits.header_count = 2;
  limits.body_bytes = 4;
  struct Row {
    std::string request;
    int status;  ///< 0: taken
  };
  const std::string host = "Host: a\r\n";
  const Row table[] = {
      {"GET /123456789 HTTP/1.1\r\n" + host + "\r\n", 0},
      {"GET /1234567890 HTTP/1.1\r\n" + host + "\r\n", 414},
      {"GET /" + std::string(100, 'x'), 414},
      {"GET / HTTP/1.1\r\n" + host + "X: 1\r\n\r\n", 0},
      {"GET / HTTP/1.1\r\n" + host + "X: 1\r\nY: 2\r\n\r\n", 431},
      {"GET / HTTP/1.1\r\n" + host + "X: " + std::string(23, 'x') + "\r\n\r\n", 0},
      {"GET / HTTP/1.1\r\n" + host + "X: " + std::string(27, 'x') + "\r\n\r\n", 431},
      {"PUT / HTTP/1.1\r\n" + host + "Content-Length: 4\r\n\r\n1234", 0},
      {"PUT / HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\n", 413},
  };
  for (const Row& row : table) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
      Framer framer{limits};
      feed(framer, row.request, piece);
      if (row.status == 0) {
        EXPECT_EQ(framer.state(), State::complete) << row.request << framer.rejection().reason;
      } else {
        EXPECT_EQ(framer.state(), State::refused) << row.request;
        EXPECT_EQ(framer.rejection().status, row.status) << row.request << framer.rejection().reason;
      }
    }
  }
  limits.header_bytes = 400;
  const std::string head = "PUT / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n";
  Framer fits{limits};
  (void)fits.feed(head + "2\r\n12\r\n2\r\n34\r\n0\r\n\r\n");
  EXPECT_EQ(fits.state(), State::complete);
  Framer too_much{limits};
  (void)too_much.feed(head + "2\r\n12\r\n3\r\n");
  EXPECT_EQ(too_much.rejection().status, 413);
}

/// Keeps what a proxy is given.
struct Pieces final : BodySink {
  void on_head(BodyFraming how) override { framing = how; }
  void on_chunk(std::uint64_t bytes) override { told += "[" + std::to_string(bytes) + " "; }
  void on_body(std::string_view bytes) override { told += bytes; }
  void on_chunk_end() override { told += "]"; }
  BodyFraming framing = BodyFraming::none;
  std::string told;
};

TEST_P(InPieces, GivesAProxyBodyChunksAndTrailers) {
  Limits limits;
  limits.body_bytes = 1;  // of no account: a proxy holds no bodies
  Pieces pieces;
  Framer framer{limits, &pieces};
  EXPECT_EQ(feed(framer, chunked, GetParam()), "NEXT");
  ASSERT_EQ(framer.state(), State::complete) << framer.rejection().reason;
  EXPECT_EQ(pieces.framing, BodyFraming::chunked);
  EXPECT_EQ(pieces.told, "[5 hello][1  ][10 0123456789]");
  EXPECT_EQ(framer.complete().body, "");
  EXPECT_EQ(framer.trailers(), (http::Headers{{"Trailer", "dropped"}, {"X", "y"}}));
  framer.next();
  EXPECT_TRUE(framer.trailers().empty());
}

TEST(Framer, TakesConnectForAProxyOnly) {
  const Limits limits;
  Pieces pieces;
  for (BodySink* sink : {static_cast<BodySink*>(nullptr), static_cast<BodySink*>(&pieces)}) {
    Framer framer{limits, sink};
    feed(framer, "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n", 1000);
    EXPECT_EQ(framer.state(), sink ? State::complete : State::refused);
  }
}

TEST(Framer, BoundsAProxysTrailers) {
  Limits limits;
  limits.header_bytes = 200;
  limits.header_count = 3;
  const std::string head =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n" + std::string(64, 'x') + "\r\n0\r\n";
  for (const std::string& trailers : {"A: " + std::string(300, 'x'), std::string(300, 'x'),
                                      std::string{"A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\n"}}) {
    for (const std::size_t piece : {1u, 1000u}) {
      Pieces pieces;
      Framer framer{limits, &pieces};
      feed(framer, head + trailers, piece);
      EXPECT_EQ(framer.state(), State::refused) << trailers;
      EXPECT_EQ(framer.rejection().status, 431) << framer.rejection().reason;
    }
  }
}

}  // namespace
}  // namespace phantomime::net
