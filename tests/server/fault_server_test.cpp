// Every kind of fault over the wire, plain and by TLS: a client that reads raw bytes sees what the scenario says. The
// clock stands and is advanced by hand; what a test waits for is what it reads.

#include <array>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "phantomime/net/certificate.hpp"
#include "phantomime/server/fixture_server.hpp"

#include "support/raw_client.hpp"
#include "support/scenario_text.hpp"
#include "support/test_server.hpp"

namespace phantomime::server {
namespace {

using namespace std::chrono_literals;
using test::get;
using testing::HasSubstr;
using testing::StartsWith;

const net::KeptCertificate& kept_certificate() {
  static const net::KeptCertificate kept = [] {
    auto made = net::keep_certificate(testing::TempDir() + "fault_test_" + std::to_string(::getpid()), {});
    EXPECT_TRUE(made);
    return made ? *made : net::KeptCertificate{};
  }();
  return kept;
}

struct FreeTls {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

/// A blocking client that tells how a connection ended.
class WireClient {
 public:
  WireClient(std::uint16_t port, bool tls) : raw_{port} {
    const timeval patience{20, 0};
    ::setsockopt(raw_.socket(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (!tls) return;
    context_.reset(SSL_CTX_new(TLS_client_method()));
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), raw_.socket());
    ERR_clear_error();
    errno = 0;
    if (SSL_connect(ssl_.get()) == 1) return;
    ending_ = errno == ECONNRESET ? "reset" : "refused";
    if (const char* const reason = ERR_reason_error_string(ERR_peek_last_error())) refusal_ = reason;
    ERR_clear_error();
  }

  void send(std::string_view bytes) {
    if (ssl_)
      SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    else
      raw_.send(bytes);
  }
  /// So many bytes, or what comes before the end.
  std::string read(std::size_t bytes) {
    while (buffer_.size() < bytes && ending_.empty()) read_some();
    std::string read = buffer_.substr(0, bytes);
    buffer_.erase(0, read.size());
    return read;
  }
  std::string read_to_end() { return read(SIZE_MAX); }
  /// `closed`, `reset`; by TLS `cut` where the peer went without its last word.
  [[nodiscard]] const std::string& ending() const { return ending_; }
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

 private:
  void read_some() {
    std::array<char, 4096> part;
    errno = 0;
    ssize_t count = 0;
    if (ssl_) {
      count = SSL_read(ssl_.get(), part.data(), part.size());
      if (count <= 0) {
        const int error = SSL_get_error(ssl_.get(), static_cast<int>(count));
        const int system = errno;
        ending_ = error == SSL_ERROR_ZERO_RETURN ? "closed" : system == ECONNRESET ? "reset" : "cut";
        ERR_clear_error();
      }
    } else {
      count = ::recv(raw_.socket(), part.data(), part.size(), 0);
      if (count <= 0) ending_ = count == 0 ? "closed" : errno == ECONNRESET ? "reset" : "nothing came";
    }
    if (count > 0) buffer_.append(part.data(), static_cast<std::size_t>(count));
  }

  test::RawClient raw_;
  std::unique_ptr<SSL_CTX, FreeTls> context_;
  std::unique_ptr<SSL, FreeTls> ssl_;
  std::string buffer_, ending_, refusal_;
};

std::unique_ptr<FixtureServer> start_server(const std::string& yaml, Observer observer = {}, net::Limits limits = {}) {
  static const SystemClock machine;
  FixtureServer::Options options;
  options.listeners = {{"127.0.0.1", 0, false}, {"127.0.0.1", 0, true}};
  options.tls = kept_certificate().files;
  options.clock.mode = VirtualClock::Mode::frozen;
  options.seed = 7;
  options.limits = limits;
  auto server = FixtureServer::start(test::scenario_of_text(yaml), machine, std::move(options), std::move(observer));
  EXPECT_TRUE(server.ok()) << (server.ok() ? "" : server.error().what);
  return server.ok() ? std::move(*server) : nullptr;
}

/// Lets a test wait until requests were played: from then on advancing the clock counts for them.
class Watch {
 public:
  [[nodiscard]] Observer observer() {
    Observer observer;
    observer.exchange = [this](const ExchangeEvent&) {
      const std::lock_guard lock{mutex_};
      ++played_;
      changed_.notify_all();
    };
    return observer;
  }
  bool saw(int count) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, test::RawClient::patience, [&] { return played_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int played_ = 0;
};

/// A stub for GET /a whose answer is `HTTP/1.1 200 OK`, `A: b` and the body `0123456789`.
std::string pack_with(const std::string& response_keys) {
  return "phantomime: 1\nstubs:\n  - name: a\n    request: {path: /a}\n    example: GET /a\n    response: {headers: "
         "{A: b}, "
         "base64: MDEyMzQ1Njc4OQ==, without_headers: [Content-Type], " +
         response_keys + "}\n  - {name: next, request: GET /next, response: {text: next}}\n";
}

const std::string head = "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 10\r\n\r\n";
const std::string chunked_head = "HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string head_saying(const std::string& length) {
  return "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: " + length + "\r\n\r\n";
}

/// What a client sees, up to the end: `|1s|` stands for the clock being advanced so far, and what follows must not have
/// left before.
struct Kind {
  const char* name;
  std::string keys;
  std::string seen;
  std::string ending;  ///< empty: the connection is still good
  std::string method = "GET";
  std::string version = "1.1";
};

std::vector<Kind> kinds() {
  const std::string half = head.substr(0, head.size() / 2);
  const std::string body = "0123456789";
  return {
      {"drip of bytes", "fault: {drip: {bytes: 4, every: 1s}}", head + "|1s|0123|1s|4567|1s|89", ""},
      {"drip over a time", "fault: {drip: {over: 10s, pieces: 2}}", head + "|5s|01234|5s|56789", ""},
      {"drip by chunks", "chunks: 6, fault: {drip: {chunks: 1, every: 1s}}",
       chunked_head + "|1s|6\r\n012345\r\n|1s|4\r\n6789\r\n0\r\n\r\n", ""},
      {"drip and truncate", "fault: {drip: {bytes: 4, every: 1s}, truncate: 5}", head + "|1s|0123|1s|4", "closed"},
      {"drip and delay", "delay: 3s, fault: {drip: {bytes: 8, every: 1s}}", "|3s|" + head + "|1s|01234567|1s|89", ""},
      {"bandwidth", "fault: {bandwidth: 300}", "|100ms|" + head.substr(0, 30) + "|100ms|" + head.substr(30) + body, ""},
      {"stall before the head", "fault: {stall: {after: before_head, for: 5s}}", "|5s|" + head + body, ""},
      {"stall in the head", "fault: {stall: {after: in_head, for: 5s}}",
       half + "|5s|" + head.substr(half.size()) + body, ""},
      {"stall in the body", "fault: {stall: {after: 3, for: 5s}}", head + "012|5s|3456789", ""},
      {"stall, then reset", "fault: {stall: {after: 3, for: 5s}, reset: 5}", head + "012|5s|34", "reset"},
      {"close before a byte", "fault: close", "", "closed"},
      {"close in the head", "fault: {close: in_head}", half, "closed"},
      {"close after the head", "fault: {close: after_head}", head, "closed"},
      {"reset before a byte", "fault: reset", "", "reset"},
      {"reset in the head", "fault: {reset: in_head}", half, "reset"},
      {"reset after the head", "fault: {reset: after_head}", head, "reset"},
      {"reset in the body", "fault: {reset: 7}", head + "0123456", "reset"},
      {"truncated body", "fault: {truncate: 3}", head + "012", "closed"},
      {"truncated chunks", "chunks: [3], fault: {truncate: last_chunk}", chunked_head + "3\r\n012\r\n7\r\n3456789\r\n",
       "closed"},
      {"length too large", "fault: {content_length: +5}", head_saying("15") + body, "closed"},
      {"length too small", "fault: {content_length: -5}", head_saying("5") + body, "closed"},
      {"another length", "fault: {content_length: 1000}", head_saying("1000") + body, "closed"},
      {"malformed chunk", "fault: malformed_chunk", chunked_head + "zz\r\n0123456789\r\n0\r\n\r\n", "closed"},
      {"never", "fault: {reset: in_head, probability: 0}", head + body, ""},
      {"chunks, no fault", "chunks: [5, 4]", chunked_head + "5\r\n01234\r\n4\r\n5678\r\n1\r\n9\r\n0\r\n\r\n", ""},
      {"HEAD, dripped", "fault: {drip: {bytes: 4, every: 1s}}", head, "", "HEAD"},
      {"HEAD, truncated", "fault: {truncate: 3}", head, "closed", "HEAD"},
      {"HTTP/1.0, malformed chunk", "fault: malformed_chunk", head, "closed", "GET", "1.0"},
      {"HTTP/1.0, dripped", "fault: {drip: {bytes: 8, every: 1s}}", head + "|1s|01234567|1s|89", "closed", "GET",
       "1.0"},
  };
}

class EveryFault : public testing::TestWithParam<bool> {};

/// Reads what a row says, advancing the clock where it says so.
void expect_seen(WireClient& client, FixtureServer& server, std::string_view seen) {
  while (!seen.empty()) {
    const std::size_t bar = seen.find('|');
    EXPECT_EQ(client.read(std::min(bar, seen.size())), seen.substr(0, bar));
    if (bar == std::string_view::npos) return;
    seen.remove_prefix(bar + 1);
    const std::size_t end = seen.find('|');
    const std::string_view text = seen.substr(0, end);
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    ASSERT_TRUE(server.clock().advance(text.ends_with("ms") ? count * 1ms : count * 1s));
    seen.remove_prefix(end + 1);
  }
}

TEST_P(EveryFault, IsExactlyWhatTheScenarioSaid) {
  ASSERT_GE(kinds().size(), 20u);
  for (const Kind& kind : kinds()) {
    SCOPED_TRACE(kind.name);
    Watch watch;
    const auto server = start_server(pack_with(kind.keys), watch.observer());
    ASSERT_TRUE(server);
    WireClient client{server->ports()[GetParam() ? 1 : 0], GetParam()};
    const std::string request = kind.method + " /a HTTP/" + kind.version + "\r\nHost: a\r\n\r\n";
    // What is pipelined comes after a slow answer, and never after a broken one.
    const bool again = kind.ending.empty();
    client.send(request + get("/next", "Connection: close\r\n"));
    ASSERT_TRUE(watch.saw(1));
    expect_seen(client, *server, kind.seen);
    const std::string rest = client.read_to_end();
    EXPECT_EQ(client.ending(), again ? "closed" : kind.ending);
    if (again)
      EXPECT_TRUE(rest.starts_with("HTTP/1.1 200 OK\r\n") && rest.ends_with("next")) << rest;
    else
      EXPECT_EQ(rest, "");
  }
}

TEST_P(EveryFault, SendsGarbageOfTheSeed) {
  std::string first;
  for (int run = 0; run < 2; ++run) {
    const auto server = start_server(pack_with("fault: {garbage: 100}"));
    ASSERT_TRUE(server);
    WireClient client{server->ports()[GetParam() ? 1 : 0], GetParam()};
    client.send(get("/a"));
    const std::string garbage = client.read_to_end();
    EXPECT_EQ(garbage.size(), 100u);
    EXPECT_EQ(client.ending(), "closed");
    if (run == 1) {
      EXPECT_EQ(garbage, first);
    }
    first = garbage;
  }
  const auto server = start_server(pack_with("fault: {garbage_body: 50}"));
  WireClient client{server->ports()[GetParam() ? 1 : 0], GetParam()};
  client.send(get("/a"));
  const std::string seen = client.read_to_end();
  EXPECT_THAT(seen, StartsWith(head));
  EXPECT_EQ(seen.size(), head.size() + 50);
  EXPECT_EQ(client.ending(), "closed");
}

TEST_P(EveryFault, StallsForEverUntilTheServerStops) {
  const auto server = start_server(pack_with("fault: {stall: {after: 3, for: ever}}"));
  ASSERT_TRUE(server);
  WireClient client{server->ports()[GetParam() ? 1 : 0], GetParam()};
  client.send(get("/a"));
  EXPECT_EQ(client.read(head.size() + 3), head + "012");
  ASSERT_TRUE(server->clock().advance(24h * 365 * 50));
  server->stop();
  EXPECT_EQ(client.read_to_end(), "");
}

INSTANTIATE_TEST_SUITE_P(Wire, EveryFault, testing::Bool(),
                         [](const auto& row) { return std::string{row.param ? "tls" : "plain"}; });

TEST(Faults, AreDrawnFromTheSeed) {
  std::string first;
  for (int run = 0; run < 2; ++run) {
    const auto server = start_server(pack_with("fault: {close: before_head, probability: 0.5}"));
    ASSERT_TRUE(server);
    std::string drawn;
    for (int i = 0; i < 40; ++i) {
      WireClient client{server->ports()[0], false};
      client.send(get("/a", "Connection: close\r\n"));
      drawn += client.read_to_end().empty() ? 'x' : '.';
    }
    EXPECT_THAT(drawn, HasSubstr("x"));
    EXPECT_THAT(drawn, HasSubstr("."));
    if (run == 1) {
      EXPECT_EQ(drawn, first) << "the same seed, another run";
    }
    first = drawn;
  }
}

TEST(Faults, AreToldToTheLog) {
  std::mutex mutex;
  std::vector<std::string> told;
  Observer observer;
  observer.exchange = [&](const ExchangeEvent& event) {
    const std::lock_guard lock{mutex};
    told.push_back(event.fault);
  };
  const auto server = start_server(pack_with("fault: {reset: in_head}"), observer);
  ASSERT_TRUE(server);
  for (const char* path : {"/a", "/next"}) {
    WireClient client{server->ports()[0], false};
    client.send(get(path, "Connection: close\r\n"));
    static_cast<void>(client.read_to_end());
  }
  const std::lock_guard lock{mutex};
  EXPECT_THAT(told, testing::ElementsAre("reset in_head", ""));
}

std::string put_faults(const FixtureServer& server, const std::string& body, const std::string& space = {}) {
  WireClient client{server.ports()[0], false};
  client.send("PUT " + space +
              "/__phantomime/faults HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  return client.read_to_end();
}

std::string answer_to(const FixtureServer& server, const std::string& target) {
  WireClient client{server.ports()[0], false};
  client.send(get(target, "Connection: close\r\n"));
  const std::string answer = client.read_to_end();
  return answer.substr(answer.find("\r\n\r\n") == std::string::npos ? 0 : answer.find("\r\n\r\n") + 4);
}

TEST(RunTimeFaults, WinOverStubsInTheirSpaceOnly) {
  const auto server = start_server(pack_with("fault: {truncate: 3}"));
  ASSERT_TRUE(server);
  EXPECT_THAT(put_faults(*server, R"({"faults": [{"request": "GET /a", "fault": {"truncate": 5}},
                                               {"fault": {"truncate": 2}, "probability": 1}]})"),
              StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(answer_to(*server, "/a"), "01234");
  EXPECT_EQ(answer_to(*server, "/next"), "ne");
  EXPECT_EQ(answer_to(*server, "/__space/other/a"), "012");
  EXPECT_EQ(answer_to(*server, "/__space/other/next"), "next");
  EXPECT_THAT(put_faults(*server, R"({"faults": [{"request": "GET /a", "fault": "none"}]})"),
              StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(answer_to(*server, "/a"), "0123456789") << "none takes the stub's own away";
}

TEST(RunTimeFaults, MayOnlyDelay) {
  Watch watch;
  const auto server = start_server(pack_with("status: 200"), watch.observer());
  ASSERT_TRUE(server);
  EXPECT_THAT(put_faults(*server, R"({"faults": [{"request": "GET /a", "delay": "10s"}]})"),
              StartsWith("HTTP/1.1 200"));
  WireClient client{server->ports()[0], false};
  client.send(get("/a") + get("/next"));
  ASSERT_TRUE(watch.saw(1));
  ASSERT_TRUE(server->clock().advance(10s));
  EXPECT_EQ(client.read(head.size() + 10), head + "0123456789");
}

struct BrokenHandshake {
  const char* word;
  const char* ending;
  const char* refusal;
};

TEST(RunTimeFaults, BreakHandshakes) {
  for (const auto& [word, ending, refusal] :
       {BrokenHandshake{"alert", "refused", "handshake failure"}, BrokenHandshake{"garbage", "refused", ""},
        BrokenHandshake{"close", "refused", ""}, BrokenHandshake{"reset", "reset", ""}}) {
    SCOPED_TRACE(word);
    std::mutex mutex;
    std::vector<std::string> told;
    Observer observer;
    observer.refused = [&](const net::Refusal& refused) {
      const std::lock_guard lock{mutex};
      told.push_back(refused.reason);
    };
    const auto server = start_server(pack_with("status: 200"), observer);
    ASSERT_TRUE(server);
    EXPECT_THAT(put_faults(*server, std::string{R"({"faults": [{"fault": {"tls_handshake": ")"} + word + "\"}}]}"),
                StartsWith("HTTP/1.1 200"));
    {
      const WireClient client{server->ports()[1], true};
      EXPECT_EQ(client.ending(), ending);
      EXPECT_THAT(client.refusal(), HasSubstr(refusal));
    }
    EXPECT_EQ(answer_to(*server, "/next"), "next") << "plain ports know no handshake";
    EXPECT_THAT(put_faults(*server, R"({"faults": []})"), StartsWith("HTTP/1.1 200"));
    WireClient sound{server->ports()[1], true};
    EXPECT_EQ(sound.ending(), "");
    const std::lock_guard lock{mutex};
    EXPECT_THAT(told, testing::ElementsAre(HasSubstr("on purpose")));
  }
}

TEST(Faults, ThatAreMeantToTakeLongAreNotIdle) {
  net::Limits limits;
  limits.idle_timeout = 50ms;
  const auto server = start_server(pack_with("fault: {stall: {after: 3, for: 1h}}"), {}, limits);
  ASSERT_TRUE(server);
  WireClient client{server->ports()[0], false};
  client.send(get("/a"));
  EXPECT_EQ(client.read(head.size() + 3), head + "012");
  WireClient idle{server->ports()[0], false};
  idle.send(get("/next"));
  static_cast<void>(idle.read_to_end());  // ends by the timeout, which the stalled one had before
  EXPECT_EQ(idle.ending(), "closed");
  ASSERT_TRUE(server->clock().advance(1h));
  EXPECT_EQ(client.read(7), "3456789");
}

TEST(Faults, ManySlowOnesHoldNoThread) {
  const auto server = start_server(pack_with("fault: {drip: {bytes: 1, every: 1s}}"));
  ASSERT_TRUE(server);
  std::vector<std::unique_ptr<WireClient>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<WireClient>(server->ports()[0], false));
    slow.back()->send(get("/a"));
    ASSERT_EQ(slow.back()->read(head.size()), head);
  }
  EXPECT_EQ(answer_to(*server, "/next"), "next");
  ASSERT_TRUE(server->clock().advance(1s));
  for (const auto& client : slow) ASSERT_EQ(client->read(1), "0");
  ASSERT_TRUE(server->clock().advance(1h));
  for (const auto& client : slow) ASSERT_EQ(client->read(9), "123456789");
}

}  // namespace
}  // namespace phantomime::server
