// What heads become on their way (RFC 9110, 7.6), and which answers are no answers (RFC 9112).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/net/proxy/forwarding.hpp"
#include "phantomime/net/proxy/origin.hpp"
#include "phantomime/net/proxy/reply_reader.hpp"

namespace phantomime::net {
namespace {

using testing::HasSubstr;
using testing::Not;
using Role = RequestForwarding::Role;

struct HopRow {
  std::string name;
  http::Headers sent;
  std::string forwarded;  ///< lines between Host and Via
  Role role = Role::reverse;
  std::string behind_via = {};
};

std::vector<HopRow> hop_rows() {
  return {
      {"end-to-end lines stay in order, case and repeats",
       {{"b", "1"}, {"A", "2"}, {"B", "3"}, {"Cookie", "x=y"}, {"Authorization", "Basic eA=="}},
       "b: 1\r\nA: 2\r\nB: 3\r\nCookie: x=y\r\nAuthorization: Basic eA==\r\n"},
      {"Connection goes", {{"Connection", "keep-alive"}, {"A", "1"}}, "A: 1\r\n"},
      {"what Connection names goes", {{"X-Hop", "1"}, {"connection", "close, x-hop"}, {"A", "1"}}, "A: 1\r\n"},
      {"in all its lines",
       {{"Connection", "a"}, {"Connection", " , b"}, {"A", "1"}, {"B", "2"}, {"C", "3"}},
       "C: 3\r\n"},
      {"but never framing", {{"Connection", "content-length"}, {"Content-Length", "3"}}, "Content-Length: 3\r\n"},
      {"Keep-Alive", {{"Keep-Alive", "timeout=5"}}, ""},
      {"Proxy-Connection", {{"proxy-connection", "keep-alive"}}, ""},
      {"Upgrade that nobody asks for", {{"Upgrade", "h2c"}}, ""},
      {"TE but for trailers",
       {{"TE", "gzip;q=0.5, Trailers"}, {"Connection", "TE"}},
       "",
       Role::reverse,
       "TE: trailers\r\nConnection: TE\r\n"},
      {"TE without trailers", {{"TE", "gzip"}}, ""},
      {"Proxy-Authorization for somebody behind", {{"Proxy-Authorization", "x"}}, "Proxy-Authorization: x\r\n"},
      {"Proxy-Authorization for us", {{"Proxy-Authorization", "x"}}, "", Role::forward},
      {"a Via of others", {{"Via", "1.1 other"}}, "Via: 1.1 other\r\n"},
      {"a Transfer-Encoding that is none", {{"Transfer-Encoding", "chunked"}}, ""},
  };
}

TEST(Forwarding, TakesOffWhatBelongsToOneConnection) {
  for (const HopRow& row : hop_rows()) {
    http::Request request;
    request.method = "GET";
    request.headers.add("Host", "client");
    for (const http::Header& line : row.sent) request.headers.add(line.name, line.value);
    RequestForwarding how;
    how.target = "/t";
    how.host = "upstream:1";
    how.via = "us (1)";
    how.role = row.role;
    std::string head;
    forward_request_head(request, how, head);
    EXPECT_EQ(head, "GET /t HTTP/1.1\r\nHost: upstream:1\r\n" + row.forwarded + "Via: 1.1 us (1)\r\n" + row.behind_via +
                        "\r\n")
        << row.name;
  }
}

TEST(Forwarding, TakesTheSameOffAnswers) {
  ReplyHead head;
  head.status = 200;
  head.reason = "OK";
  head.headers = {{"A", "1"},
                  {"Connection", "X-Hop, close"},
                  {"X-Hop", "1"},
                  {"Keep-Alive", "5"},
                  {"Upgrade", "h2c"},
                  {"a", "2"},
                  {"Set-Cookie", "a=b"},
                  {"Set-Cookie", "c=d"},
                  {"Content-Length", "3"},
                  {"Proxy-Connection", "x"}};
  std::string out;
  forward_reply_head(head, {"us", ReplyForwarding::Connection::unsaid, 1}, out);
  EXPECT_EQ(out,
            "HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nContent-Length: 3\r\n"
            "Via: 1.1 us\r\n\r\n");
}

TEST(Forwarding, LeavesNoLengthOnAnswersThatNeverHaveOne) {
  for (const int status : {103, 204}) {
    ReplyHead head;
    head.status = status;
    head.headers = {{"Content-Length", "3"}, {"Transfer-Encoding", "chunked"}};
    std::string out;
    forward_reply_head(head, {"us", ReplyForwarding::Connection::unsaid, 1}, out);
    EXPECT_THAT(out, Not(HasSubstr("Content-Length"))) << status;
    EXPECT_THAT(out, Not(HasSubstr("Transfer-Encoding"))) << status;
  }
}

struct Nothing final : BodySink {
  void on_head(BodyFraming) override {}
  void on_chunk(std::uint64_t) override {}
  void on_body(std::string_view bytes) override { body += bytes; }
  void on_chunk_end() override {}
  std::string body;
};

TEST(ReplyReader, RefusesWhatIsNoAnswer) {
  const struct {
    const char* bytes;
    const char* reason;
  } rows[] = {
      {"SSH-2.0-OpenSSH_9.2\r\n", "malformed answer"},
      {"\x15\x03\x01\x00\x02\x02", "malformed answer"},
      {"HTTP/2 200 OK\r\n\r\n", "malformed answer"},
      {"HTTP/1.1 2000 OK\r\n\r\n", "malformed answer"},
      {"HTTP/1.1 200 OK\r\nA : 1\r\n\r\n", "malformed answer"},
      {"HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\n\r\n", "malformed answer"},
      {"HTTP/1.1 200 OK\nA: 1\n\n", "malformed answer"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", "malformed answer"},
      {"HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n", "malformed answer"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", ""},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", ""},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "other than chunked"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "other than chunked"},
      {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "which HTTP/1.0 has not"},
      {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "switches protocols"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "malformed answer"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", "malformed answer"},
  };
  for (const auto& row : rows) {
    for (const bool in_bytes : {false, true}) {
      Nothing sink;
      const Limits limits;
      ReplyReader reader{limits, sink};
      reader.begin(ReplyReader::To::other);
      const std::string_view bytes{row.bytes};
      for (std::size_t i = 0; i < bytes.size() && reader.state() != ReplyReader::State::refused;) {
        i += reader.feed(in_bytes ? bytes.substr(i, 1) : bytes.substr(i));
      }
      EXPECT_EQ(reader.state(), ReplyReader::State::refused) << row.bytes;
      EXPECT_THAT(reader.reason(), HasSubstr(row.reason)) << row.bytes;
    }
  }
}

TEST(ReplyReader, BoundsHeadsAndTrailers) {
  Limits limits;
  limits.header_bytes = 200;
  limits.header_count = 5;
  const std::string start = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
  std::string many;
  for (int i = 0; i < 7; ++i) many += "A: 1\r\n";
  const std::string rows[] = {start + many,
                              start + "A: " + std::string(300, 'x'),
                              start + std::string(300, 'x'),
                              "HTTP/1.1 200 " + std::string(300, 'x'),
                              start + "\r\n0\r\n" + many,
                              start + "\r\n0\r\nA: " + std::string(300, 'x')};
  for (const std::string& bytes : rows) {
    Nothing sink;
    ReplyReader reader{limits, sink};
    reader.begin(ReplyReader::To::other);
    for (std::size_t i = 0; i < bytes.size() && reader.state() != ReplyReader::State::refused; ++i) {
      static_cast<void>(reader.feed(std::string_view{bytes}.substr(i, 1)));
    }
    EXPECT_EQ(reader.state(), ReplyReader::State::refused) << bytes;
    EXPECT_THAT(reader.reason(),
                testing::AnyOf(HasSubstr("longer than 200"), HasSubstr("more than 5"), HasSubstr("outgrow")))
        << bytes;
  }
}

TEST(ReplyReader, KnowsACutAnswerFromOneThatLastsUntilTheEnd) {
  const struct {
    const char* bytes;
    bool complete;
  } rows[] = {{"HTTP/1.1 200 OK\r\n\r\nabc", true},
              {"HTTP/1.1 200 OK\r\n\r\n", true},
              {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc", false},
              {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", false},
              {"HTTP/1.1 200 OK\r\nA: 1\r\n", false}};
  for (const auto& row : rows) {
    Nothing sink;
    const Limits limits;
    ReplyReader reader{limits, sink};
    reader.begin(ReplyReader::To::other);
    static_cast<void>(reader.feed(row.bytes));
    reader.end();
    EXPECT_EQ(reader.state() == ReplyReader::State::complete, row.complete) << row.bytes;
  }
}

TEST(Origin, ReadsUrlsAndAuthorities) {
  const struct {
    const char* url;
    const char* text;
    const char* authority;
    const char* path;
  } rows[] = {{"http://a.example", "http://a.example:80", "a.example", ""},
              {"HTTPS://A.Example/", "https://a.example:443", "a.example", "/"},
              {"https://a:8443/p?q", "https://a:8443", "a:8443", "/p?q"},
              {"http://[::1]:81/x", "http://[::1]:81", "[::1]:81", "/x"},
              {"https://[::1]", "https://[::1]:443", "[::1]", ""},
              {"http://a:80?x", "http://a:80", "a", "?x"}};
  for (const auto& row : rows) {
    const auto read = parse_origin_url(row.url);
    ASSERT_TRUE(read) << row.url;
    EXPECT_EQ(read->origin.text(), row.text);
    EXPECT_EQ(read->origin.authority(), row.authority);
    EXPECT_EQ(read->path, row.path);
  }
  for (const char* bad : {"", "a", "a:80", "ftp://a", "http://", "http:///x", "http://a:0", "http://a:99999",
                          "http://a b", "http://user:hunter2@a/", "http://:80"}) {
    const auto read = parse_origin_url(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_THAT(read.error().what, Not(HasSubstr("hunter2")));
  }
  EXPECT_FALSE(parse_target("http://a/?x"));
  EXPECT_FALSE(parse_authority("a", true));
  EXPECT_EQ(parse_authority("[::1]:443", true)->host, "::1");
}

}  // namespace
}  // namespace phantomime::net
