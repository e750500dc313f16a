#include "phantomime/net/pooled_client.hpp"

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/raw_server.hpp"

namespace phantomime::net {
namespace {

using End = FetchedReply::End;
using test::RawClient;
using test::RawServer;
using testing::HasSubstr;
using testing::Not;

/// A client of a server that the test plays.
class PooledClientTest : public testing::Test {
 protected:
  void connect(std::chrono::milliseconds timeout = std::chrono::seconds{20}, const std::string& path = "") {
    PooledClient::Options options;
    options.target = server_.url() + path;
    options.timeout = timeout;
    options.body_limit = 10;
    auto made = PooledClient::create(std::move(options));
    ASSERT_TRUE(made) << made.error().what;
    client_ = *std::move(made);
  }

  std::future<Result<FetchedReply>> fetch(const std::string& target, const std::string& method = "GET") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.headers = {{"X-One", "1"}, {"x-two", "2"}, {"X-One", "3"}, {"Connection", "close"}};
    if (method == "POST") request.body = "abc";
    return std::async(std::launch::async, [this, request] { return client_->fetch(request); });
  }

  RawServer server_;
  std::unique_ptr<PooledClient> client_;
};

constexpr std::string_view head_end = "\r\n\r\n";

TEST_F(PooledClientTest, SendsLinesAsTheyAreAndKeepsTheConnection) {
  connect(std::chrono::seconds{20}, "/base/");
  auto first = fetch("/a?b=%20");
  RawClient far = server_.accept();
  EXPECT_EQ(far.read_through(head_end),
            "GET /base/a?b=%20 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server_.port()) +
                "\r\nX-One: 1\r\nx-two: 2\r\nX-One: 3\r\n\r\n");
  far.send("HTTP/1.1 200 Fine\r\nB: 1\r\na: 2\r\nB: 3\r\nContent-Length: 2\r\n\r\nok");
  const auto reply = first.get();
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_EQ(reply->head.reason, "Fine");
  EXPECT_EQ(reply->head.headers.line(2), (http::Header{"B", "3"}));
  EXPECT_EQ(reply->body, "ok");
  EXPECT_EQ(reply->end, End::complete);
  auto second = fetch("/c");
  EXPECT_THAT(far.read_through(head_end), HasSubstr("GET /base/c "));
  far.send("HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(second.get()->head.status, 204);
  EXPECT_FALSE(server_.has_caller());
}

TEST_F(PooledClientTest, AsksAnewWhereAKeptConnectionTurnsOutClosed) {
  connect();
  auto first = fetch("/a");
  RawClient far = server_.accept();
  EXPECT_NE(far.read_through(head_end), "");
  far.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(first.get());
  auto second = fetch("/b");
  EXPECT_THAT(far.read_through(head_end), HasSubstr("GET /b "));
  far.close();  // it has seen the request, and says nothing
  RawClient next = server_.accept();
  EXPECT_THAT(next.read_through(head_end), HasSubstr("GET /b "));
  next.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(second.get());
}

TEST_F(PooledClientTest, NeverSendsTwiceWhatIsNotSafe) {
  connect();
  auto first = fetch("/a");
  RawClient far = server_.accept();
  EXPECT_NE(far.read_through(head_end), "");
  far.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(first.get());
  auto second = fetch("/b", "POST");
  RawClient fresh = server_.accept();
  EXPECT_THAT(fresh.read_through("abc"), HasSubstr("Content-Length: 3\r\n\r\nabc"));
  fresh.close();
  const auto reply = second.get();
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().what, HasSubstr("closed the connection without an answer"));
  EXPECT_FALSE(server_.has_caller());
}

TEST_F(PooledClientTest, SaysHowAnAnswerEnds) {
  struct Row {
    const char* bytes;
    const char* body;
    End end;
    const char* method = "GET";
  };
  const Row table[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", "ab", End::truncated},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", "ab", End::truncated},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", "abc", End::complete},
      {"HTTP/1.1 200 OK\r\n\r\nuntil", "until", End::complete},
      {"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n123456789012", "1234567890", End::too_large},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234567890", "1234567890", End::complete},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: http://else.example/\r\nContent-Length: 0\r\n\r\n",
       "", End::complete},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "", End::complete, "HEAD"},
  };
  for (const Row& row : table) {
    connect();
    auto waiting = fetch("/a", row.method);
    RawClient far = server_.accept();
    EXPECT_NE(far.read_through(head_end), "");
    far.send(row.bytes);
    far.close();
    const auto reply = waiting.get();
    ASSERT_TRUE(reply) << row.bytes << reply.error().what;
    EXPECT_EQ(reply->body, row.body) << row.bytes;
    EXPECT_EQ(reply->end, row.end) << row.bytes;
  }
}

TEST_F(PooledClientTest, SaysWhyThereIsNoAnswer) {
  for (const auto& [bytes, why] :
       {std::pair{"", "closed the connection without an answer"}, std::pair{"SSH-2.0-x\r\n", "no sound HTTP/1.1"},
        std::pair{"HTTP/1.1 200 OK\r\nContent-Len", "closed the connection without an answer"}}) {
    connect();
    auto waiting = fetch("/a");
    RawClient far = server_.accept();
    EXPECT_NE(far.read_through(head_end), "");
    far.send(bytes);
    far.close();
    const auto reply = waiting.get();
    ASSERT_FALSE(reply) << bytes;
    EXPECT_EQ(reply.error().code, ErrorCode::io);
    EXPECT_THAT(reply.error().what, HasSubstr(why));
  }
}

TEST_F(PooledClientTest, WaitsNoLongerThanItWasTold) {
  connect(std::chrono::milliseconds{300});
  auto waiting = fetch("/a");
  RawClient far = server_.accept();
  EXPECT_NE(far.read_through(head_end), "");
  far.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na");
  const auto reply = waiting.get();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::limit);
  EXPECT_THAT(reply.error().what, HasSubstr("not complete in time"));
}

TEST_F(PooledClientTest, StopsWaitingWhenItIsCancelled) {
  connect();
  auto waiting = fetch("/a");
  RawClient far = server_.accept();
  EXPECT_NE(far.read_through(head_end), "");
  client_->cancel();
  EXPECT_FALSE(waiting.get());
  EXPECT_FALSE(fetch("/b").get());
}

TEST_F(PooledClientTest, RefusesTargetsThatNameNoServer) {
  for (const char* const target : {"", "host", "ftp://host", "http://u:secret@host", "http://host/x?y"}) {
    PooledClient::Options options;
    options.target = target;
    const auto client = PooledClient::create(options);
    ASSERT_FALSE(client) << target;
    EXPECT_EQ(client.error().code, ErrorCode::syntax);
    EXPECT_THAT(client.error().what, Not(HasSubstr("secret")));
  }
  server_.close();
  connect();
  const auto reply = fetch("/a").get();
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().what, HasSubstr("refused"));
}

}  // namespace
}  // namespace phantomime::net
