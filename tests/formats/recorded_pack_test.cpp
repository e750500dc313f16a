// A recording becomes a pack that a person would have written: it loads, lints clean, and plays what was recorded.
#include "phantomime/formats/recorded_pack/recorded_pack.hpp"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/directives/content_coding.hpp"
#include "phantomime/http/content_decoding.hpp"
#include "phantomime/recording/log_line.hpp"
#include "phantomime/recording/playing/recorded_request.hpp"
#include "phantomime/recording/playing/recorded_scenario.hpp"
#include "phantomime/scenario/engine.hpp"

#include "support/linted.hpp"
#include "support/memory_file_store.hpp"
#include "support/sessions.hpp"

namespace phantomime::formats {
namespace {

using recording::Exchange;
using recording::Recording;
using scenario::Engine;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::journey;
using testing_support::journey_values;
using testing_support::MemoryFileStore;
using testing_support::SessionMaker;

std::string text_of(const reports::LintReport& report) {
  std::string text;
  for (const Diagnostic& one : report.diagnostics) text += one.what + '\n';
  return text;
}

/// A pack made of recordings, in a folder, with a server that plays it.
class Made {
 public:
  explicit Made(std::vector<Recording> recordings) : recordings_{std::move(recordings)} {
    auto pack = make_recorded_pack(recordings_);
    EXPECT_TRUE(pack.ok()) << (pack.ok() ? "" : render(pack.error()));
    if (!pack) return;
    summary = pack->summary;
    for (const PackFile& file : pack->files) {
      files_.add("monday/" + file.path, file.bytes);
      texts[file.path] = file.bytes;
    }
    // The log lies beside the pack and must not disturb it.
    std::string log;
    for (const Exchange& exchange : recordings_.front().exchanges) log += recording::log_line(exchange);
    files_.add(recording::log_path("monday"), log);
    files_.add("monday/bodies/0123", "a body");
    EXPECT_EQ(text_of(testing_support::linted(files_, "monday")), "") << yaml();
    scenario_ = testing_support::loaded(files_, "monday");
    restart();
  }

  void restart() {
    if (scenario_) engine_ = std::make_unique<Engine>(scenario_, clock_, Engine::Options{});
  }

  /// From now on requests must come as they were recorded.
  void ask_for_order() {
    auto ordered = std::make_shared<scenario::Scenario>(*scenario_);
    ordered->order = recording::recorded_order(recordings_, *ordered);
    scenario_ = std::move(ordered);
    restart();
  }

  [[nodiscard]] const std::string& yaml() { return texts["pack.yaml"]; }
  scenario::Played play(const std::string& line, std::string body = {}, http::Headers headers = {}) {
    http::Request request;
    const std::size_t blank = line.find(' ');
    request.method = line.substr(0, blank);
    request.target = line.substr(blank + 1);
    request.body = std::move(body);
    request.headers = std::move(headers);
    return engine_->play(request);
  }
  std::string body(const std::string& line, std::string request_body = {}, http::Headers headers = {}) {
    return std::string{play(line, std::move(request_body), std::move(headers)).reply.body_text()};
  }
  /// Every exchange of a recording, on a server of its own, answered byte for byte (head apart).
  void expect_replayed(std::size_t recording = 0) {
    restart();
    for (const Exchange& exchange : recordings_[recording].exchanges) {
      const auto played = engine_->play(recording::as_request(exchange));
      EXPECT_EQ(played.reply.status, exchange.response->status) << exchange.request.target;
      EXPECT_EQ(played.reply.body_text(), exchange.response->body.bytes) << exchange.request.target << yaml();
    }
  }

  GeneralisedSummary summary;
  std::map<std::string, std::string> texts;

 private:
  std::vector<Recording> recordings_;
  MemoryFileStore files_;
  std::shared_ptr<const scenario::Scenario> scenario_;
  FixedClock clock_{*parse_instant("2026-11-25T10:00:01.003Z")};
  std::unique_ptr<Engine> engine_;
};

TEST(RecordedPack, IsYamlThatAPersonWouldHaveWritten) {
  SessionMaker session{"monday"};
  session.add("GET /rest/version", "", 200, R"({"version":"4.10.2"})");
  session.add("GET /rest/user/1", "", 200, R"({"id": 1, "name": "one"})");
  session.add("GET /rest/version", "", 200, R"({"version":"4.10.2"})");
  session.add("DELETE /rest/user/1", "", 404, R"({"failed": true})");
  EXPECT_EQ(Made{{session.recording()}}.yaml(),
            R"(# Made of a recording by phantomime; change it as you like. Recording into this folder again replaces it.
phantomime: 1
pack:
  summary: recorded 2026-11-25 from https://phantom.example
  epoch: "2026-11-25T10:00:01.000000Z"

defaults:
  response:
    headers:
      Server: nginx
      Date: auto
      Content-Type: application/json
      Content-Length: auto

stubs:
  # recorded 2026-11-25 from https://phantom.example, exchange 2
  - name: get /rest/user/1
    request: GET /rest/user/1
    provenance: recorded
    response:
      json:
        id: 1
        name: one
      spelling: python
  # recorded 2026-11-25 from https://phantom.example, exchange 4
  - name: delete /rest/user/1
    request: DELETE /rest/user/1
    provenance: recorded
    response:
      status: 404
      json:
        failed: true
      spelling: python
  # recorded 2026-11-25 from https://phantom.example, exchanges 1, 3
  - name: get /rest/version
    request: GET /rest/version
    provenance: recorded
    response:
      json:
        version: "4.10.2"
)");
}

TEST(RecordedPack, PlaysBodiesOfEveryKindAsTheyWere) {
  SessionMaker session{"monday"};
  const std::string binary{"\x00\xff\xfe\x80 binary \x01", 12};
  session.add("GET /compact", "", 200, R"({"a":[1,2.50,"x",null,true,{}],"b":"${x} {{ y }} é"})");
  session.add("GET /pretty", "", 200, "{\n  \"a\": 1\n}");
  session.add("GET /newline", "", 200, "{\"a\":1}\n");
  session.add("GET /odd", "", 200, "{ \"a\" :1,\"caf\\u00e9\":\"\\/\" }");
  session.add("GET /text", "", 200, "line\nline {{ no template }} ${no variable}\n", "text/plain");
  session.add("GET /small", "", 200, binary, "application/octet-stream");
  session.add("GET /large", "", 200, std::string(5000, '\xff'), "image/png");
  session.add("GET /html", "", 200, "<html>" + std::string(5000, 'x'), "text/html");
  session.add("GET /none", "", 204, "");
  session.add("GET /empty", "", 200, "");
  auto& chunked = session.add("GET /chunked", "", 200, "abcdefg", "text/plain");
  chunked.response->headers = {{"Content-Type", "text/plain"}, {"Transfer-Encoding", "chunked"}};
  chunked.response->body.chunks = {3, 4};
  auto& odd = session.add("GET /a%20b/{c}?q=1&q=2&flag&e=", "", 299, "x", "text/plain");
  odd.response->reason = "Odd One";
  odd.response->headers.add("Set-Cookie", "a=1");
  odd.response->headers.add("Set-Cookie", "b=2");
  session.add("POST /form", "a=1&b=2", 200, "f", "text/plain").request.headers = {
      {"Content-Type", "application/x-www-form-urlencoded"}};
  session.add("POST /json", R"({"a":1,"b":["<x>"]})", 201, "{}");
  session.add("POST /bytes", binary, 200, "b", "text/plain").request.headers = {
      {"Content-Type", "application/octet-stream"}};
  session.add("POST /long", std::string(20'000, 'y'), 200, "l", "text/plain").request.headers = {
      {"Content-Type", "text/plain"}};
  session.add("HEAD /compact", "", 200, "").response->headers = {{"Content-Length", "51"}};
  Made made{{session.recording()}};
  EXPECT_THAT(made.summary.differing, IsEmpty()) << made.yaml();
  EXPECT_EQ(made.summary.literal, 0u);
  made.expect_replayed();
  EXPECT_TRUE(made.texts.contains("fixtures/get_large.png"));
  EXPECT_EQ(http::serialise(made.play("GET /chunked").reply, {}),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: "
            "chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
  const auto reply = made.play("GET /a%20b/{c}?e=&flag&q=1&q=2").reply;
  EXPECT_EQ(reply.reason, "Odd One");
  EXPECT_EQ(reply.headers.all("Set-Cookie").size(), 2u);
}

TEST(RecordedPack, AsksForWhatMattersOfARequestAndNothingElse) {
  SessionMaker session{"monday"};
  session.add("GET /list?page=2&sort=id", "", 200, "[2]");
  session.add("GET /list", "", 200, "[]");
  session.add("POST /find", R"({"a":1,"b":[1,2]})", 200, "[3]");
  Made made{{session.recording()}};
  EXPECT_EQ(made.body("GET /list?sort=id&page=2"), "[2]");
  EXPECT_EQ(made.body("GET /list"), "[]");
  EXPECT_EQ(made.play("GET /list?page=3").reply.status, 404);
  EXPECT_EQ(made.body("POST /find", R"({"b": [1, 2], "a": 1.0})"), "[3]");
  EXPECT_EQ(made.play("POST /find", R"({"a":1})").reply.status, 404);
}

TEST(RecordedPack, PlaysAChangingAnswerInTurnAndKeepsTheLast) {
  SessionMaker session{"monday"};
  for (const std::string state : {"pending", "running", "running", "success", "success"})
    session.add("GET /run/7", "", 200, R"({"state":")" + state + R"("})");
  Made made{{session.recording()}};
  EXPECT_EQ(made.summary.sequences, 1u);
  made.expect_replayed();
  EXPECT_EQ(made.body("GET /run/7"), R"({"state":"success"})");
}

TEST(RecordedPack, MakesATemplateOnlyOfPathsWhoseAnswersTellTheId) {
  SessionMaker session{"monday"};
  for (const std::string id : {"1", "2", "3"}) {
    session.add("GET /echo/" + id, "", 200, R"({"id":)" + id + R"(,"self":"/echo/)" + id + R"("})");
    session.add("GET /other/" + id, "", 200,
                R"({"id":)" + id + R"(,"name":"n)" + std::string(std::stoul(id), 'x') + R"("})");
  }
  session.add("GET /echo/9", "", 404, R"({"failed":true})");
  Made made{{session.recording()}};
  made.expect_replayed();
  EXPECT_EQ(made.body("GET /echo/77"), R"({"id":77,"self":"/echo/77"})");
  EXPECT_EQ(made.play("GET /echo/9").reply.status, 404);
  EXPECT_EQ(made.play("GET /other/77").reply.status, 404) << "nobody knows its name";
  EXPECT_THAT(made.yaml(), HasSubstr("request: GET /echo/{id:integer}\n    example: GET /echo/1\n"));
}

TEST(RecordedPack, LetsTimesFollowTheClockWhereNothingElseTellsThem) {
  SessionMaker session{"monday"};
  session.add("GET /clock", "", 200, R"({"now":")" + session.now() + R"(","fixed":"2020-01-01T00:00:00.000000Z"})");
  session.add("GET /clock", "", 200, R"({"now":")" + session.now() + R"(","fixed":"2020-01-01T00:00:00.000000Z"})");
  const std::string created = session.now();
  session.add("POST /thing", "{}", 200, R"({"created":")" + created + R"("})");
  session.add("GET /thing", "", 200, R"({"created":")" + created + R"("})");
  Made made{{session.recording()}};
  EXPECT_EQ(made.body("GET /clock"), R"({"now":"2026-11-25T10:00:01.003000Z","fixed":"2020-01-01T00:00:00.000000Z"})");
  EXPECT_EQ(made.summary.sequences, 0u);
  EXPECT_EQ(made.body("POST /thing", "{}"), made.body("GET /thing")) << "what was made stays as it was made";
  EXPECT_THAT(made.texts["learned/members.yaml"],
              HasSubstr("where: response.body/now\n    class: time\n    plays: now()"));
}

TEST(RecordedPack, TakesTheClientsOwnSecretsAndOnlyTheTokenThatWasIssued) {
  SessionMaker session{"monday"};
  auto& login =
      session.add("POST /login", R"({"user":"ann","password":"PLACEPASS"})", 200, R"({"token":"PLACETOKEN"})");
  login.secrets = {{"request.body/password", "password", "PLACEPASS"}, {"response.body/token", "token", "PLACETOKEN"}};
  auto& use = session.add("GET /me", "", 200, R"({"name":"ann"})");
  use.request.headers.add("Authorization", "Bearer PLACETOKEN");
  use.secrets = {{"request.header.Authorization", "token", "PLACETOKEN"}};
  auto& basic = session.add("GET /basic", "", 200, R"({"basic":true})");
  basic.request.headers.add("Authorization", "Basic YWRtaW46UExBQ0VQQVNT");
  basic.secrets = {{"request.header.Authorization", "password", "PLACEPASS"}};
  Made made{{session.recording()}};
  made.expect_replayed();
  EXPECT_EQ(made.body("POST /login", R"({"user":"ann","password":"the real one"})"), R"({"token":"PLACETOKEN"})");
  EXPECT_EQ(made.play("POST /login", R"({"user":"bob","password":"the real one"})").reply.status, 404);
  EXPECT_EQ(made.play("GET /me", "", {{"Authorization", "Bearer PLACETOKEN"}}).reply.status, 200);
  EXPECT_EQ(made.play("GET /me", "", {{"Authorization", "Bearer x"}}).reply.status, 404);
  EXPECT_EQ(made.play("GET /basic", "", {{"Authorization", "Basic bXk6b3du"}}).reply.status, 200);
  EXPECT_EQ(made.play("GET /basic").reply.status, 404);
}

TEST(RecordedPack, TellsApartByAHeaderOnlyWhatItDecides) {
  SessionMaker session{"monday"};
  session.add("GET /t", "", 200, R"({"a":1})").request.headers.add("Accept", "application/json");
  session.add("GET /t", "", 200, "<a/>", "application/xml").request.headers.add("Accept", "application/xml");
  session.add("GET /u", "", 200, R"({"u":1})").request.headers.add("Accept", "application/json");
  Made made{{session.recording()}};
  made.expect_replayed();
  EXPECT_EQ(made.body("GET /t", "", {{"Accept", "application/xml"}}), "<a/>");
  EXPECT_EQ(made.body("GET /u"), R"({"u":1})");
}

TEST(RecordedPack, CanBePlayedInTheRecordedOrder) {
  SessionMaker session{"monday"};
  session.add("GET /things/1", "", 200, R"({"id":1})");
  session.add("GET /between", "", 200, "[]");
  session.add("GET /things/2", "", 200, R"({"id":2})");
  Made made{{session.recording()}};
  made.ask_for_order();
  const auto early = made.play("GET /between").reply;
  EXPECT_EQ(early.status, 409);
  EXPECT_THAT(std::string{early.body_text()}, HasSubstr("expected next: GET /things/1 (exchange 1)"));
  made.expect_replayed();
  EXPECT_EQ(made.play("GET /things/1").reply.status, 409) << "all has come";
}

TEST(RecordedPack, SaysWhatIsNotInIt) {
  SessionMaker session{"monday"};
  session.add("GET /fine", "", 200, "{}");
  auto& failed = session.add("GET /down", "", 502, "");
  failed.response.reset();
  failed.outcome = recording::Outcome::upstream_failed;
  failed.failure = "connection refused";
  auto& huge = session.add("GET /huge", "", 200, "");
  huge.response->body.kept = recording::Body::Kept::not_kept;
  huge.response->body.why = "larger than 1 MiB";
  Made made{{session.recording()}};
  EXPECT_EQ(made.summary.left_out.size(), 1u);
  EXPECT_THAT(made.yaml(), HasSubstr("# not played: exchange 2 (GET /down): upstream_failed, connection refused"));
  EXPECT_THAT(made.yaml(), HasSubstr("# without the body of exchange 3, which was not kept: larger than 1 MiB"));
}

TEST(RecordedPack, SaysWhatIsInCodedBodiesAndCodesThemAgain) {
  SessionMaker session{"monday"};
  const std::string body = R"({"id": 1, "name": "tea"})";
  const auto coded = [&](const std::string& target, const std::string& codings, const std::string& bytes) -> Exchange& {
    Exchange& exchange = session.add("GET " + target, "", 200, "");
    exchange.response->headers.add("Content-Encoding", codings);
    exchange.response->body.bytes = bytes;
    exchange.response->body.size = bytes.size();
    return exchange;
  };
  using directives::Coding;
  const std::string gzip = *directives::encode(body, Coding::gzip), brotli = *directives::encode(body, Coding::brotli);
  coded("/gzip", "gzip", gzip);
  coded("/brotli", "br", brotli).response->body.chunks = {3, brotli.size() - 3};
  coded("/twice", "br, gzip", *directives::encode(brotli, Coding::gzip));
  coded("/broken", "gzip", gzip.substr(0, 20));
  Made made{{session.recording()}};
  EXPECT_THAT(made.summary.differing, IsEmpty());
  EXPECT_THAT(made.yaml(), HasSubstr("      json:\n        id: 1\n        name: tea\n"));
  EXPECT_THAT(made.yaml(), HasSubstr("      coding: gzip\n"));
  EXPECT_THAT(made.yaml(), HasSubstr("      coding: br\n"));
  EXPECT_THAT(made.yaml(), HasSubstr("        Content-Encoding: br, gzip\n"));
  const auto reply = made.play("GET /brotli").reply;
  EXPECT_EQ(reply.headers.find("Content-Encoding"), "br");
  EXPECT_EQ(*http::decode_content(reply.body_text(), "br", 1000), body);
  EXPECT_EQ(made.body("GET /broken"), gzip.substr(0, 20));
}

TEST(RecordedPack, OfARecordingWithoutAnswersIsAnError) {
  std::vector<Recording> empty(1);
  const auto pack = make_recorded_pack(empty);
  ASSERT_FALSE(pack.ok());
  EXPECT_EQ(pack.error().code, ErrorCode::not_found);
}

TEST(RecordedPack, StopsAtTheFirstFileThatCannotBeWritten) {
  SessionMaker session{"monday"};
  session.add("GET /fine", "", 200, "{}");
  std::vector<Recording> recordings = {session.recording()};
  int files = 0;
  const auto written = write_pack_of(recordings, [&](const PackFile&) -> Result<void> {
    ++files;
    return Error{ErrorCode::io, "the disk is full", {}, ""};
  });
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().what, "the disk is full");
  EXPECT_EQ(files, 1);
}

std::vector<Recording> three_journeys() {
  std::vector<Recording> recordings;
  for (const auto& values : journey_values()) recordings.push_back(journey(values));
  return recordings;
}

TEST(LearnedPack, PlaysAllRecordingsThatItWasMadeOf) {
  Made made{three_journeys()};
  EXPECT_THAT(made.summary.differing, IsEmpty()) << made.yaml();
  EXPECT_EQ(made.summary.literal, 0u) << made.yaml();
  EXPECT_EQ(made.summary.stubs, 7u) << "one for each step of the journey\n" << made.yaml();
}

TEST(LearnedPack, LetsFreshIdsFlow) {
  Made made{three_journeys()};
  const std::string request = R"({"container_id":4711,"playbook_id":"main","run":true})";
  const Json started = Json::parse(made.body("POST /rest/playbook_run", request));
  const int run = started.at("playbook_run_id").get<int>();
  EXPECT_GT(run, 530) << "none that was recorded";
  EXPECT_EQ(Json::parse(made.body("GET /rest/playbook_run/" + std::to_string(run))).at("id"), run);
  EXPECT_EQ(made.play("POST /rest/playbook_run", R"({"container_id":1,"playbook_id":"other","run":true})").reply.status,
            404)
      << "the playbook was the same each time";
}

TEST(LearnedPack, KeepsAnIdThatAnAnswerTellsWhichCouldNotKnowIt) {
  // The run tells its container, which nothing in the request for the run does: another id would be contradicted.
  Made made{three_journeys()};
  const Json created = Json::parse(made.body("POST /rest/container", R"({"name":"mine","label":"events"})"));
  EXPECT_EQ(created.at("id"), 17);
  EXPECT_EQ(Json::parse(made.body("GET /rest/playbook_run/501")).at("container"), 17);
  const Json one = Json::parse(made.body("GET /rest/container/42"));
  EXPECT_EQ(one.at("id"), 42);
  EXPECT_EQ(one.at("url"), "/rest/container/42/audit");
  EXPECT_EQ(Json::parse(made.body("DELETE /rest/container/42")).at("message"), "container 42 is gone");
}

TEST(LearnedPack, PlaysATimeAsFarFromTheClockAsItWas) {
  Made made{three_journeys()};
  EXPECT_THAT(made.body("GET /rest/playbook_run/501"), HasSubstr(R"("due":"2026-11-26T10:00:01.003000Z")"));
}

}  // namespace
}  // namespace phantomime::formats
