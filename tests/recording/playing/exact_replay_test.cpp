// replay(record(x)) = x: exchanges of every shape go through the log's lines and are answered with the bytes they had.
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/recording/log_line.hpp"
#include "phantomime/recording/playing/recorded_request.hpp"
#include "phantomime/recording/playing/recorded_scenario.hpp"
#include "phantomime/scenario/engine.hpp"

#include "support/memory_file_store.hpp"

namespace phantomime::recording {
namespace {

using scenario::Engine;
using scenario::Played;
using ::testing::HasSubstr;
using testing_support::MemoryFileStore;

const Instant start = Instant{std::chrono::seconds{1'700'000'000}};

struct Shape {
  std::string what;
  std::string request_line;  ///< METHOD TARGET
  int status = 200;
  std::string reason = "OK";
  http::Headers headers;
  std::string body;
  std::string wire;  ///< the answer's bytes
  int minor_version = 1;
  std::optional<std::vector<std::uint64_t>> chunks = {};
  http::Headers trailers = {};
  std::vector<Interim> interim = {};
};

std::string big_body() {
  std::string text;
  for (int line = 0; text.size() < 200'000; ++line) text += "line " + std::to_string(line) + "\n";
  return text;
}

std::vector<Shape> shapes() {
  const std::string binary{"\x00\x01\xfe\xff\r\n\r\n\x80", 9};
  const std::string big = big_body();
  const std::string big_length = std::to_string(big.size());
  return {
      {"repeated headers",
       "GET /repeated",
       200,
       "OK",
       {{"Set-Cookie", "a=1"}, {"X-A", "1"}, {"set-cookie", "b=2"}, {"x-a", ""}, {"Content-Length", "2"}},
       "hi",
       "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-A: 1\r\nset-cookie: b=2\r\nx-a: \r\nContent-Length: 2\r\n\r\nhi"},
      {"odd reason",
       "GET /reason",
       299,
       "Mostly Harmless \xe9",
       {{"content-LENGTH", "0"}},
       "",
       "HTTP/1.1 299 Mostly Harmless \xe9\r\ncontent-LENGTH: 0\r\n\r\n"},
      {"no reason",
       "GET /no-reason",
       200,
       "",
       {{"Content-Length", "0"}},
       "",
       "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"},
      {"date, server and connection",
       "GET /date",
       200,
       "OK",
       {{"Date", "Wed, 25 Nov 2026 10:00:00 GMT"},
        {"Connection", "keep-alive, x"},
        {"Keep-Alive", "timeout=5"},
        {"Content-Length", "1"}},
       "x",
       "HTTP/1.1 200 OK\r\nDate: Wed, 25 Nov 2026 10:00:00 GMT\r\nConnection: keep-alive, x\r\nKeep-Alive: "
       "timeout=5\r\nContent-Length: 1\r\n\r\nx"},
      {"chunks",
       "GET /chunks",
       200,
       "OK",
       {{"Transfer-Encoding", "chunked"}, {"X", "y"}},
       "abcdefg",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n",
       1,
       {{3, 4}}},
      {"trailers",
       "GET /trailers",
       200,
       "OK",
       {{"Transfer-Encoding", "Chunked"}, {"Trailer", "X-Sum"}},
       "ab",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nab\r\n0\r\nX-Sum: 9\r\n\r\n",
       1,
       {{2}},
       {{"X-Sum", "9"}}},
      {"chunked and empty",
       "GET /chunked-empty",
       200,
       "OK",
       {{"Transfer-Encoding", "chunked"}},
       "",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       1,
       std::vector<std::uint64_t>{}},
      {"binary",
       "GET /binary",
       200,
       "OK",
       {{"Content-Type", "application/octet-stream"}, {"Content-Length", "9"}},
       binary,
       "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 9\r\n\r\n" + binary},
      {"gzip",
       "GET /gzip",
       200,
       "OK",
       {{"Content-Encoding", "gzip"}, {"Content-Length", "4"}},
       "\x1f\x8b\x08\xff",
       "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\xff"},
      {"HEAD",
       "HEAD /head",
       200,
       "OK",
       {{"Content-Length", "4096"}},
       "",
       "HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n"},
      {"204",
       "DELETE /thing/1",
       204,
       "No Content",
       {{"X-Left", "0"}},
       "",
       "HTTP/1.1 204 No Content\r\nX-Left: 0\r\n\r\n"},
      {"304",
       "GET /cached",
       304,
       "Not Modified",
       {{"ETag", "\"1\""}, {"Content-Length", "77"}},
       "",
       "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 77\r\n\r\n"},
      {"404",
       "GET /nothing",
       404,
       "NOT FOUND",
       {{"Content-Length", "4"}},
       "gone",
       "HTTP/1.1 404 NOT FOUND\r\nContent-Length: 4\r\n\r\ngone"},
      {"redirect",
       "GET /old?a=%2F&b",
       302,
       "Found",
       {{"Location", "/new#x"}, {"Content-Length", "0"}},
       "",
       "HTTP/1.1 302 Found\r\nLocation: /new#x\r\nContent-Length: 0\r\n\r\n"},
      {"big",
       "GET /big",
       200,
       "OK",
       {{"Content-Length", big_length}},
       big,
       "HTTP/1.1 200 OK\r\nContent-Length: " + big_length + "\r\n\r\n" + big},
      {"a value that is no UTF-8",
       "GET /latin",
       200,
       "OK",
       {{"X-Name", "caf\xe9"}, {"Content-Length", "0"}},
       "",
       "HTTP/1.1 200 OK\r\nX-Name: caf\xe9\r\nContent-Length: 0\r\n\r\n"},
      {"HTTP/1.0, ended by the connection",
       "GET /ten",
       200,
       "OK",
       {{"Content-Type", "text/plain"}},
       "until closed",
       "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil closed",
       0},
      {"interim answers",
       "GET /hints",
       200,
       "OK",
       {{"Content-Length", "0"}},
       "",
       "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
       1,
       {},
       {},
       {{100, "Continue", {}}, {103, "Early Hints", {{"Link", "</a>"}, {"Link", "</b>"}}}}},
      {"a target with braces and escapes",
       "GET /a%7Bb/{c}/%2e?x={y}",
       200,
       "OK",
       {{"Content-Length", "0"}},
       "",
       "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
      {"the whole server",
       "OPTIONS *",
       200,
       "OK",
       {{"Allow", "GET"}, {"Content-Length", "0"}},
       "",
       "HTTP/1.1 200 OK\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n"},
  };
}

Exchange exchange_of(const std::string& line, std::string body, int status, std::string answer) {
  Exchange exchange;
  exchange.origin = "https://phantom.example";
  exchange.began = start;
  const std::size_t blank = line.find(' ');
  exchange.request.method = line.substr(0, blank);
  exchange.request.target = line.substr(blank + 1);
  exchange.request.headers = {{"Host", "phantom.example"}};
  exchange.request.body.size = body.size();
  exchange.request.body.bytes = std::move(body);
  exchange.response.emplace();
  exchange.response->status = status;
  exchange.response->reason = http::reason_phrase(status);
  exchange.response->headers = {{"Content-Length", std::to_string(answer.size())}};
  exchange.response->body.size = answer.size();
  exchange.response->body.bytes = std::move(answer);
  return exchange;
}

Exchange exchange_of(const Shape& shape) {
  Exchange exchange = exchange_of(shape.request_line, "", shape.status, shape.body);
  exchange.interim = shape.interim;
  exchange.response->reason = shape.reason;
  exchange.response->minor_version = shape.minor_version;
  exchange.response->headers = shape.headers;
  exchange.response->body.chunks = shape.chunks;
  exchange.response->body.trailers = shape.trailers;
  return exchange;
}

/// Exchanges written as a log and read again.
Recording recorded(std::vector<Exchange> exchanges) {
  std::string log = log_line(SessionHead{1, start, "https://phantom.example", true, "key", "test"});
  std::uint64_t number = 0;
  for (Exchange& exchange : exchanges) {
    exchange.number = ++number;
    if (exchange.took.count() == 0) {  // one after the other
      exchange.since_start = std::chrono::seconds{number};
      exchange.took = std::chrono::milliseconds{10};
    }
    log += log_line(exchange);
  }
  const MemoryFileStore files{{log_path("monday"), log}};
  auto recording = read_recording(files, "monday");
  EXPECT_TRUE(recording.ok()) << (recording.ok() ? "" : recording.error().what);
  EXPECT_EQ(recording->exchanges.size(), exchanges.size());
  return std::move(*recording);
}

enum class In { any_order, recorded_order };

/// A server that plays a recording.
class Replay {
 public:
  explicit Replay(std::vector<Exchange> exchanges, In order = In::any_order)
      : recording_{recorded(std::move(exchanges))} {
    auto scenario = recorded_scenario({&recording_, 1});
    EXPECT_TRUE(scenario.ok());
    if (order == In::recorded_order) (*scenario)->order = recorded_order({&recording_, 1}, **scenario);
    engine_ = std::make_unique<Engine>(*scenario, clock_, Engine::Options{});
  }

  Played play(std::size_t exchange) { return engine_->play(as_request(recording_.exchanges.at(exchange))); }
  Played play(const std::string& line, std::string body = {}, http::Headers headers = {}) {
    Exchange asked = exchange_of(line, std::move(body), 200, "");
    asked.request.headers = std::move(headers);
    return engine_->play(as_request(asked));
  }
  std::string body(const std::string& line, std::string request_body = {}, http::Headers headers = {}) {
    return std::string{play(line, std::move(request_body), std::move(headers)).reply.body_text()};
  }

 private:
  Recording recording_;
  FixedClock clock_{start};
  std::unique_ptr<Engine> engine_;
};

TEST(ExactReplay, AnswersEveryShapeWithTheBytesThatWereRecorded) {
  const std::vector<Shape> all = shapes();
  std::vector<Exchange> exchanges;
  for (const Shape& shape : all) exchanges.push_back(exchange_of(shape));
  Replay replay{exchanges};
  for (std::size_t at = 0; at < all.size(); ++at) {
    SCOPED_TRACE(all[at].what);
    const Played played = replay.play(at);
    EXPECT_EQ(played.kind, Played::Kind::matched);
    http::Framing framing;
    framing.head_request = exchanges[at].request.method == "HEAD";
    EXPECT_EQ(http::serialise(played.reply, framing), all[at].wire);
  }
}

TEST(ExactReplay, KnowsWhatEndsTheConnection) {
  std::map<std::string, bool> usable;
  for (const Shape& shape : shapes()) {
    Replay replay{{exchange_of(shape)}};
    const bool head = shape.request_line.starts_with("HEAD");
    usable[shape.what] = http::leaves_connection_usable(replay.play(std::size_t{0}).reply, head);
  }
  for (const auto& [what, stays] : usable) EXPECT_EQ(stays, what != "HTTP/1.0, ended by the connection") << what;
}

TEST(ExactReplay, GivesAClientThatKnowsNoChunksALength) {
  Exchange exchange = exchange_of("GET /", "", 200, "abc");
  exchange.response->headers = {{"A", "1"}, {"Transfer-Encoding", "chunked"}, {"B", "2"}};
  exchange.response->body.chunks = {1, 2};
  Replay replay{{exchange}};
  http::Framing framing;
  framing.request_minor_version = 0;
  EXPECT_EQ(http::serialise(replay.play("GET /").reply, framing),
            "HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 3\r\nB: 2\r\n\r\nabc");
}

TEST(ExactReplay, PutsALengthRightThatRedactionChanged) {
  Exchange exchange = exchange_of("GET /", "", 200, "shorter");
  exchange.response->headers = {{"Content-Length", "4711"}};
  Replay replay{{exchange}};
  EXPECT_THAT(http::serialise(replay.play("GET /").reply, {}), HasSubstr("Content-Length: 7\r\n"));
}

TEST(ExactReplay, CutsAnAnswerWhereTheUpstreamCutIt) {
  Exchange exchange = exchange_of("GET /", "", 200, "abc");
  exchange.response->headers = {{"Content-Length", "10"}};
  exchange.response->body.complete = false;
  exchange.outcome = Outcome::upstream_cut;
  Replay replay{{exchange}};
  const Played played = replay.play("GET /");
  EXPECT_EQ(http::serialise(played.reply, {}), "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_FALSE(http::leaves_connection_usable(played.reply, false));
}

TEST(ExactReplay, GivesEqualRequestsTheirAnswersInOrderAndThenTheLast) {
  Replay replay{{exchange_of("GET /s", "", 200, "one"), exchange_of("GET /other", "", 200, "x"),
                 exchange_of("GET /s", "", 503, "two"), exchange_of("GET /s", "", 200, "three")}};
  EXPECT_EQ(replay.body("GET /s"), "one");
  EXPECT_EQ(replay.play("GET /s").reply.status, 503);
  EXPECT_EQ(replay.body("GET /s"), "three");
  EXPECT_EQ(replay.body("GET /s"), "three");
}

TEST(ExactReplay, ComparesTargetAndBodyByteForByte) {
  Replay replay{{exchange_of("POST /p?a=1&b=2", R"({"a":1})", 200, "yes")}};
  EXPECT_EQ(replay.body("POST /p?a=1&b=2", R"({"a":1})"), "yes");
  for (const auto& [line, body] : {std::pair{"POST /p?b=2&a=1", R"({"a":1})"},
                                   {"POST /p?a=1&b=2", R"({"a": 1})"},
                                   {"PUT /p?a=1&b=2", R"({"a":1})"},
                                   {"POST /p", R"({"a":1})"}}) {
    const Played played = replay.play(line, body);
    EXPECT_EQ(played.kind, Played::Kind::unmatched) << line;
    ASSERT_TRUE(played.near_miss) << line;
    EXPECT_FALSE(played.near_miss->differences.empty()) << line;
  }
}

TEST(ExactReplay, LooksAtHeadersOnlyWhereTheyTellTheAnswer) {
  const auto with = [](Exchange exchange, std::string name, std::string value) {
    exchange.request.headers.add(name, value);
    exchange.request.headers.add("User-Agent", "curl/" + value);
    return exchange;
  };
  Replay replay{{with(exchange_of("GET /t", "", 200, "{}"), "Accept", "application/json"),
                 with(exchange_of("GET /t", "", 200, "<a/>"), "Accept", "application/xml"),
                 with(exchange_of("GET /one", "", 200, "only"), "Accept", "text/plain"),
                 exchange_of("GET /cond", "", 200, "whole"),
                 with(exchange_of("GET /cond", "", 304, ""), "If-None-Match", "\"1\"")}};
  EXPECT_EQ(replay.body("GET /t", "", {{"Accept", "application/xml"}}), "<a/>");
  EXPECT_EQ(replay.body("GET /t", "", {{"Accept", "application/json"}}), "{}");
  EXPECT_EQ(replay.play("GET /t", "", {{"Accept", "text/html"}}).kind, Played::Kind::unmatched);
  EXPECT_EQ(replay.body("GET /one"), "only");
  EXPECT_EQ(replay.play("GET /cond", "", {{"If-None-Match", "\"1\""}}).reply.status, 304);
  EXPECT_EQ(replay.body("GET /cond"), "whole");
}

TEST(ExactReplay, TakesTheClientsOwnSecretAndAnIssuedTokenOnlyAsItWasIssued) {
  Exchange login = exchange_of("POST /login?key=PLACEKEY", R"({"user":"ann","password":"PLACEPASS"})", 200,
                               R"({"token":"PLACETOKEN"})");
  login.secrets = {{"request.target", "token", "PLACEKEY"},
                   {"request.body/password", "password", "PLACEPASS"},
                   {"response.body/token", "token", "PLACETOKEN"}};
  Exchange use = exchange_of("GET /me?token=PLACETOKEN", "", 200, "ann");
  use.secrets = {{"request.target", "token", "PLACETOKEN"}};
  Replay replay{{login, use}};
  EXPECT_EQ(replay.body("POST /login?key=my-real-key", R"({"user":"ann","password":"my \"real\" one"})"),
            R"({"token":"PLACETOKEN"})");
  EXPECT_EQ(replay.play("POST /login?key=", R"({"user":"ann","password":"x"})").kind, Played::Kind::unmatched);
  EXPECT_EQ(replay.play("POST /login?key=a&b=c", R"({"user":"ann","password":"x"})").kind, Played::Kind::unmatched);
  EXPECT_EQ(replay.play("POST /login?key=k", R"({"user":"bob","password":"x"})").kind, Played::Kind::unmatched);
  EXPECT_EQ(replay.body("GET /me?token=PLACETOKEN"), "ann");
  EXPECT_EQ(replay.play("GET /me?token=another").kind, Played::Kind::unmatched);
}

TEST(ExactReplay, TellsApartTwoUsersByTheTokensThatWereIssued) {
  Exchange first = exchange_of("POST /login", "u=a", 200, "TOKENA"),
           second = exchange_of("POST /login", "u=b", 200, "TOKENB");
  first.secrets = {{"response.body", "token", "TOKENA"}};
  second.secrets = {{"response.body", "token", "TOKENB"}};
  Exchange a = exchange_of("GET /me", "", 200, "ann"), b = exchange_of("GET /me", "", 200, "bob");
  a.request.headers.add("Authorization", "Bearer TOKENA");
  a.secrets = {{"request.header.Authorization", "token", "TOKENA"}};
  b.request.headers.add("Authorization", "Bearer TOKENB");
  b.secrets = {{"request.header.Authorization", "token", "TOKENB"}};
  Replay replay{{first, second, a, b}};
  EXPECT_EQ(replay.body("GET /me", "", {{"Authorization", "Bearer TOKENB"}}), "bob");
  EXPECT_EQ(replay.body("GET /me", "", {{"Authorization", "Bearer TOKENA"}}), "ann");
  EXPECT_EQ(replay.play("GET /me", "", {{"Authorization", "Bearer x"}}).kind, Played::Kind::unmatched);
}

TEST(ExactReplay, SaysWhichBodyWasNotKept) {
  Exchange exchange = exchange_of("GET /huge", "", 200, "");
  exchange.response->body.kept = Body::Kept::not_kept;
  exchange.response->body.why = "larger than --body-limit";
  const Played played = Replay{{exchange}}.play("GET /huge");
  EXPECT_EQ(played.reply.status, 501);
  EXPECT_THAT(std::string{played.reply.body_text()}, HasSubstr("exchange 1: larger than --body-limit"));
}

TEST(ExactReplay, PlaysWhatAForwardProxyGotAsAServerGetsIt) {
  Replay replay{{exchange_of("GET http://phantom.example:80/x?y=1", "", 200, "far")}};
  EXPECT_EQ(replay.body("GET /x?y=1"), "far");
}

TEST(ExactReplay, LeavesOutWhatTheServerNeverAnswered) {
  Exchange failed = exchange_of("GET /down", "", 502, "");
  failed.response.reset();
  failed.outcome = Outcome::upstream_failed;
  const Recording recording = recorded({failed});
  const auto scenario = recorded_scenario({&recording, 1});
  ASSERT_FALSE(scenario.ok());
  EXPECT_EQ(scenario.error().code, ErrorCode::not_found);
}

std::vector<Exchange> overlapping() {
  using std::chrono::seconds;
  const auto at = [](std::string line, int begin, int took) {
    Exchange exchange = exchange_of(line, "", 200, line);
    exchange.since_start = seconds{begin};
    exchange.took = seconds{took};
    return exchange;
  };
  // a ended before b and c began, which overlapped; d began when both had ended.
  return {at("GET /a", 1, 1), at("GET /b", 3, 4), at("GET /c", 4, 1), at("GET /d", 8, 1), at("GET /a", 10, 1)};
}

TEST(OrderedReplay, LetsOverlappedRequestsComeInEitherOrder) {
  for (const auto& [second, third] : {std::pair{"GET /b", "GET /c"}, {"GET /c", "GET /b"}}) {
    Replay replay{overlapping(), In::recorded_order};
    for (const std::string line : {"GET /a", second, third, "GET /d", "GET /a"}) EXPECT_EQ(replay.body(line), line);
  }
}

TEST(OrderedReplay, RefusesARequestBeforeItsTurnAndSaysWhatIsExpected) {
  Replay replay{overlapping(), In::recorded_order};
  const Played early = replay.play("GET /b");
  EXPECT_EQ(early.kind, Played::Kind::unmatched);
  EXPECT_EQ(early.reply.status, 409);
  EXPECT_THAT(std::string{early.reply.body_text()}, HasSubstr("\"expected\":\"GET /a (exchange 1)\""));
  EXPECT_EQ(early.reply.headers.find("X-Phantomime-Near-Miss"), "out of turn; expected next: GET /a (exchange 1)");
  EXPECT_EQ(replay.body("GET /a"), "GET /a");
  // Its second turn comes after d only.
  EXPECT_THAT(std::string{replay.play("GET /a").reply.body_text()},
              HasSubstr("GET /b (exchange 2), or GET /c (exchange 3)"));
  EXPECT_EQ(replay.play("GET /d").reply.status, 409);
  for (const std::string line : {"GET /b", "GET /c", "GET /d", "GET /a"}) EXPECT_EQ(replay.body(line), line);
  EXPECT_THAT(std::string{replay.play("GET /a").reply.body_text()}, HasSubstr("everything that was recorded has come"));
}

}  // namespace
}  // namespace phantomime::recording
