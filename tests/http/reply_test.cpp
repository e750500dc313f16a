#include "phantomime/http/reply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::http {
namespace {

using testing::HasSubstr;
using testing::Not;

Reply reply_of(int status, Headers headers = {}, std::string body = {}) {
  Reply reply;
  reply.status = status;
  reply.headers = std::move(headers);
  if (!body.empty()) reply.body = std::make_shared<const std::string>(std::move(body));
  return reply;
}

constexpr Framing get{};
constexpr Framing closing{.keep_alive = false};
constexpr Framing head{.head_request = true};
constexpr Framing old_closing{.request_minor_version = 0, .keep_alive = false};
constexpr Framing old_keeping{.request_minor_version = 0, .keep_alive = true};

TEST(ReasonPhrase, KnowsTheRegistry) {
  EXPECT_EQ(reason_phrase(200), "OK");
  EXPECT_EQ(reason_phrase(404), "Not Found");
  EXPECT_EQ(reason_phrase(100), "Continue");
  EXPECT_EQ(reason_phrase(511), "Network Authentication Required");
  for (const int status : {0, -1, 99, 299, 306, 418, 600, 999}) EXPECT_EQ(reason_phrase(status), "") << status;
  int known = 0;
  for (int status = 0; status < 1000; ++status) known += !reason_phrase(status).empty();
  EXPECT_EQ(known, 61) << "the table is sorted, so that each row is found";
}

TEST(MayHaveBody, FollowsRfc9110) {
  for (const int status : {100, 101, 103, 204, 304}) EXPECT_FALSE(may_have_body(status)) << status;
  for (const int status : {200, 205, 206, 301, 404, 500}) EXPECT_TRUE(may_have_body(status)) << status;
}

TEST(Serialise, WritesHeadersInOrderAndAddsTheLengthLast) {
  EXPECT_EQ(serialise(reply_of(200, {{"X-b", "1"}, {"content-type", "text/plain"}, {"X-B", "2"}}, "pong"), get),
            "HTTP/1.1 200 OK\r\nX-b: 1\r\ncontent-type: text/plain\r\nX-B: 2\r\nContent-Length: 4\r\n\r\npong");
  EXPECT_EQ(serialise(reply_of(404), get), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
}

TEST(Serialise, KeepsALengthThatIsThere) {
  EXPECT_EQ(serialise(reply_of(200, {{"content-length", "99"}, {"A", "b"}}, "pong"), get),
            "HTTP/1.1 200 OK\r\ncontent-length: 99\r\nA: b\r\n\r\npong");
}

TEST(Serialise, WritesTheReasonGivenOrTheStandardOneOrNone) {
  Reply reply = reply_of(503);
  reply.reason = "Not Today";
  EXPECT_THAT(serialise(reply, get), testing::StartsWith("HTTP/1.1 503 Not Today\r\n"));
  EXPECT_THAT(serialise(reply_of(299), get), testing::StartsWith("HTTP/1.1 299 \r\n"));
}

TEST(Serialise, NeverWritesAStatusThatBreaksTheLine) {
  for (const int status : {0, -5, 42, 1000, 123456})
    EXPECT_THAT(serialise(reply_of(status), get), testing::StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
}

TEST(Serialise, SaysOnlyWhatTheVersionDoesNotImply) {
  EXPECT_EQ(serialise(reply_of(200), get), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(serialise(reply_of(200), closing), "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(serialise(reply_of(200), old_closing), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(serialise(reply_of(200), old_keeping),
            "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
}

TEST(Serialise, ConnectionLinesTellTheTruth) {
  const Reply reply = reply_of(200, {{"A", "1"}, {"connection", "auto"}, {"B", "2"}, {"Connection", "x"}});
  EXPECT_EQ(serialise(reply, get),
            "HTTP/1.1 200 OK\r\nA: 1\r\nconnection: keep-alive\r\nB: 2\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(serialise(reply, closing),
            "HTTP/1.1 200 OK\r\nA: 1\r\nconnection: close\r\nB: 2\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(serialise(reply_of(101, {{"Connection", "Upgrade"}, {"Upgrade", "x"}}), get),
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
}

TEST(Serialise, StatusesWithoutABodyHaveNone) {
  for (const int status : {100, 103, 204}) {
    const std::string bytes = serialise(reply_of(status, {{"A", "1"}, {"Content-Length", "4"}}, "body"), get);
    EXPECT_THAT(bytes, testing::EndsWith("\r\nA: 1\r\n\r\n")) << status;
  }
  EXPECT_EQ(serialise(reply_of(304, {}, "body"), get), "HTTP/1.1 304 Not Modified\r\n\r\n");
  EXPECT_EQ(serialise(reply_of(304, {{"Content-Length", "4"}}, "body"), get),
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n");
}

TEST(Serialise, AnswersHeadWithTheLengthOfGet) {
  EXPECT_EQ(serialise(reply_of(200, {}, "pong"), head), "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(serialise(reply_of(200, {{"Content-Length", "7"}}, "pong"), head),
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
  EXPECT_EQ(serialise(reply_of(204, {}, "pong"), head), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(Serialise, ChunksWhatPromisesChunks) {
  const Reply reply = reply_of(200, {{"Transfer-Encoding", "chunked"}}, "0123456789abcdefg");
  EXPECT_EQ(serialise(reply, get),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n0123456789abcdefg\r\n0\r\n\r\n");
  EXPECT_EQ(serialise(reply, head), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(serialise(reply, old_closing), "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n0123456789abcdefg");
  EXPECT_EQ(serialise(reply_of(200, {{"transfer-encoding", "gzip, Chunked"}}), get),
            "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\n0\r\n\r\n");
}

TEST(Serialise, DropsATransferCodingThatTheBytesDoNotHave) {
  const Headers both{{"Transfer-Encoding", "chunked"}, {"Content-Length", "4"}};
  EXPECT_EQ(serialise(reply_of(200, both, "pong"), get), "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npong");
  const Headers twice{{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}};
  EXPECT_EQ(serialise(reply_of(200, twice), get), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  EXPECT_EQ(serialise(reply_of(200, {{"Transfer-Encoding", "gzip"}}, "x"), get),
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(serialise(reply_of(204, {{"Transfer-Encoding", "chunked"}}), get), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(Serialise, InjectsNothing) {
  const std::string nul("a\0b", 3);
  Reply reply = reply_of(200, {{"A", "1\r\nEvil: 1"},
                               {"B", "1\nEvil: 1"},
                               {"C", "1\rEvil: 1"},
                               {"D", nul},
                               {"E\r\nEvil", "1"},
                               {"F: x\r\nEvil", "1"},
                               {"", "Evil"},
                               {"G H", "Evil"},
                               {"I:", "Evil"},
                               {"\xC3\xA9", "Evil"},
                               {"J", ""},
                               {"Connection", "x\r\nEvil: 1"},
                               {"Transfer-Encoding", "x\r\nEvil: chunked"}});
  reply.reason = "OK\r\nEvil: 1";
  const std::string bytes = serialise(reply, get);
  EXPECT_THAT(bytes, Not(HasSubstr("Evil")));
  EXPECT_EQ(
      bytes,
      "HTTP/1.1 200 OK\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: a\r\nJ: \r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
}

TEST(Serialise, CarriesAnyBytesInTheBody) {
  const std::string body("\0\r\n\xFF", 4);
  EXPECT_THAT(serialise(reply_of(200, {}, body), get), testing::EndsWith("Content-Length: 4\r\n\r\n" + body));
}

TEST(Serialise, AllocatesOnce) {
  const std::string bytes = serialise(reply_of(200, {{"A", std::string(500, 'a')}}, std::string(5000, 'b')), closing);
  EXPECT_LT(bytes.capacity() - bytes.size(), 200U) << "the room was reckoned, not doubled";
}

}  // namespace
}  // namespace phantomime::http
