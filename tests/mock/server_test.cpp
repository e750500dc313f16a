// Servers inside of a program: what they play, what they know, how they begin and end.
#include <atomic>
#include <chrono>
#include <future>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/gtest.hpp"

namespace {

using namespace phantomime;
using namespace std::chrono_literals;
using testing::AllOf, testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

ServerOptions no_sockets() { return {.sockets = ServerOptions::Sockets::none}; }

TEST(MockServer, AnswersWithoutASocket) {
  MockServer server{no_sockets()};
  server.given(get("/a")).respond(status(201).json(R"({"a": 1.10})").header("X", "1").header("X", "2"));
  const Reply reply = server.answer({.target = "/a?b=c"});
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, R"({"a":1.10})");
  EXPECT_THAT(reply.headers, testing::IsSupersetOf({HeaderLine{"X", "1"}, HeaderLine{"X", "2"}}));
  EXPECT_EQ(server.url(), "");
  EXPECT_EQ(server.http_port(), 0);
  EXPECT_THAT(server.requests(), ElementsAre(AllOf(HasPath("/a"), HasQuery("b", "c"))));
}

TEST(MockServer, KnowsItsPortsWhenItIsMade) {
  MockServer server{{.sockets = ServerOptions::Sockets::both}};
  EXPECT_EQ(server.http_url(), "http://127.0.0.1:" + std::to_string(server.http_port()));
  EXPECT_EQ(server.https_url(), "https://127.0.0.1:" + std::to_string(server.https_port()));
  EXPECT_NE(server.http_port(), server.https_port());
  EXPECT_THAT(server.ca_file(), HasSubstr("phantomime"));
  EXPECT_EQ(server.url(), server.http_url());
}

TEST(MockServer, PlaysAPackUnderWhatTheTestSays) {
  MockServer phantom{pack("phantom"), no_sockets()};
  phantom.given(get("/rest/version")).respond(status(200).json(R"({"version": "9.9"})"));
  const std::vector<HeaderLine> admin{{"Authorization", "Basic YWRtaW46Y2hhbmdlbWU="}};
  EXPECT_THAT(phantom.answer({.target = "/rest/version", .headers = admin}).body, HasSubstr("9.9"));
  EXPECT_EQ(phantom.answer({.target = "/rest/ph_user/1", .headers = admin}).status, 200);
  EXPECT_THAT(phantom.exchanges(),
              ElementsAre(AnsweredBy(testing::StartsWith("stub at server_test.cpp")), HasStatus(200)));
}

TEST(MockServer, TakesAScenarioWrittenInPlace) {
  MockServer server{yaml(R"(
    stubs:
      - name: hello
        request: GET /hello/{name}
        example: GET /hello/you
        response: {template: 'hello {{ captures.name }}'}
  )"),
                    no_sockets()};
  EXPECT_EQ(server.answer({.target = "/hello/world"}).body, "hello world");
  EXPECT_THAT(server.exchanges(), ElementsAre(AnsweredBy("hello")));
}

TEST(MockServer, SaysWhichLineOfAScenarioInPlaceIsWrong) {
  try {
    static_cast<void>(yaml("stubs:\n  - name: a\n    request: GET /a\n    respnse: {}\n"));
    FAIL() << "it was taken";
  } catch (const SetupError& error) {
    EXPECT_THAT(error.what(), HasSubstr(" (yaml):4:5: error: "));
    EXPECT_THAT(error.what(), HasSubstr("response"));
    EXPECT_THAT(error.failure().file, testing::EndsWith("server_test.cpp"));
  }
}

TEST(MockServer, ServesACollectionSaidInYaml) {
  MockServer server{yaml(R"(
    collections:
      ticket:
        path: /ticket
        fields: {id: integer, title: text}
        rows: [{id: 1, title: first}]
        operations: {one: {}}
  )"),
                    no_sockets()};
  EXPECT_THAT(server.answer({.target = "/ticket/1"}).body, HasSubstr("first"));
  EXPECT_THAT(server.state(), HasSubstr("first"));
  server.set_state(R"({"collections": {"ticket": {"rows": [{"id": 5, "title": "fifth"}]}}})");
  EXPECT_EQ(server.answer({.target = "/ticket/5"}).status, 200);
  EXPECT_THROW(server.set_state("{"), std::invalid_argument);
  EXPECT_THROW(server.set_state(R"({"collections": {"tocket": {"rows": []}}})"), std::invalid_argument);
  server.reset();
  EXPECT_EQ(server.answer({.target = "/ticket/1"}).status, 200);
}

TEST(MockServer, AnswersInCode) {
  MockServer server{no_sockets()};
  std::atomic<int> called = 0;
  server.given(post("/echo/{word}")).respond([&](const Request& request) {
    ++called;
    return status(200 + called).text(request.path() + " " + request.body);
  });
  EXPECT_EQ(server.answer({.method = "POST", .target = "/echo/a", .body = "b"}).body, "/echo/a b");
  EXPECT_EQ(server.answer({.method = "POST", .target = "/echo/a"}).status, 202);
  EXPECT_THAT(server.exchanges(), ElementsAre(HasStatus(201), HasStatus(202)));
}

TEST(MockServer, LetsCodeUseTheServer) {
  MockServer server{no_sockets()};
  server.given(get("/add")).respond([&](const Request&) {
    server.given(get("/added")).respond(status(204));
    return status(static_cast<int>(200 + server.requests().size()));
  });
  EXPECT_EQ(server.answer({.target = "/add"}).status, 200);
  EXPECT_EQ(server.answer({.target = "/added"}).status, 204);
}

TEST(MockServer, TellsThatCodeFailed) {
  MockServer server{no_sockets()};
  server.given(get("/throws")).respond([](const Request&) -> Response { throw std::runtime_error("no luck"); });
  server.given(get("/wrong")).respond([](const Request&) { return status(200).json("{"); });
  EXPECT_EQ(server.answer({.target = "/throws"}).status, 500);
  EXPECT_EQ(server.answer({.target = "/wrong"}).status, 500);
  const Verification found = server.verify();
  EXPECT_FALSE(found);
  EXPECT_THAT(found.text, AllOf(HasSubstr("it threw: no luck"), HasSubstr("(json):1:2: error:")));
  EXPECT_TRUE(server.verify()) << "each is told once";
}

TEST(MockServer, GivesEachSpaceItsOwnWorld) {
  MockServer server{no_sockets()};
  const Space a = server.space("a", 7, "frozen@2020-01-01T00:00:00Z"), b = server.space("b");
  a.given(get("/x")).respond(status(201));
  b.given(get("/x")).respond(status(202));
  EXPECT_EQ(a.answer({.target = "/x"}).status, 201);
  EXPECT_EQ(b.answer({.target = "/x"}).status, 202);
  EXPECT_THAT(server.requests(), IsEmpty());
  EXPECT_THAT(a.requests(), SizeIs(1));
  EXPECT_EQ(a.seed(), 7U);
  EXPECT_TRUE(a.clock().frozen());
  EXPECT_FALSE(b.clock().frozen());
  const auto before = a.clock().now();
  a.clock().advance(5min);
  EXPECT_EQ(a.clock().now() - before, 5min);
  EXPECT_THROW(a.clock().advance(-1s), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(server.space("no name")), std::invalid_argument);
  server.drop(a);
  EXPECT_THAT(server.space("a").requests(), IsEmpty());
}

TEST(MockServer, MovesAndIsThenNoMore) {
  MockServer first{no_sockets()};
  first.given(get("/a")).respond(status(201));
  MockServer second{std::move(first)};
  EXPECT_EQ(second.answer({.target = "/a"}).status, 201);
  // What was moved from says so: that is what is asked here.
  EXPECT_THROW(static_cast<void>(first.url()), std::logic_error);  // NOLINT(bugprone-use-after-move)
  EXPECT_THROW(static_cast<void>(first.space("a")), std::logic_error);
  first = MockServer{no_sockets()};
  EXPECT_THAT(first.requests(), IsEmpty());
}

TEST(MockServer, LeavesItsHandlesHarmless) {
  std::unique_ptr<Space> space;
  std::unique_ptr<Stub> stub;
  {
    MockServer server{no_sockets()};
    space = std::make_unique<Space>(server.space("a"));
    stub = std::make_unique<Stub>(space->given(get("/a")).respond(status(201)));
    static_cast<void>(space->answer({.target = "/a"}));
  }
  EXPECT_THAT(space->requests(), ElementsAre(HasPath("/a")));
  EXPECT_EQ(stub->calls(), 1U);
  stub->remove();
}

TEST(MockServer, SaysThatAPortIsTaken) {
  const MockServer first;
  try {
    const MockServer second{{.http_port = first.http_port()}};
    FAIL() << "it was given twice";
  } catch (const SetupError& error) {
    EXPECT_THAT(error.what(), HasSubstr(std::to_string(first.http_port())));
  }
}

TEST(MockServer, CountsWhatIsPlayed) {
  MockServer server{no_sockets()};
  Stub stub = server.given(get("/a/{id:integer}")).respond(cycle({status(201), status(202)})).named("numbers");
  for (const int expected : {201, 202, 201}) EXPECT_EQ(server.answer({.target = "/a/1"}).status, expected);
  EXPECT_EQ(stub.calls(), 3U);
  EXPECT_EQ(stub.name(), "numbers");
  stub.remove();
  EXPECT_EQ(server.answer({.target = "/a/1"}).status, 404);
  server.allow_unmatched();
}

TEST(MockServer, PrefersThePriorityThatWasSaid) {
  MockServer server{no_sockets()};
  server.given(get("/a")).respond(status(201)).priority(1);
  server.given(get("/a")).respond(status(202));
  EXPECT_EQ(server.answer({.target = "/a"}).status, 201);
}

TEST(MockServer, WaitsForTheClockAndForNoThread) {
  MockServer server{{.clock = "frozen"}};
  server.given(get("/slow")).respond(status(200).delay(1h));
  EXPECT_EQ(server.answer({.target = "/slow"}).delay, 1h);
}

TEST(MockServer, IsMadeByManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int thread = 0; thread < 16; ++thread)
    threads.emplace_back([&right, thread] {
      for (int round = 0; round < 5; ++round) {
        MockServer server{no_sockets()};
        server.given(get("/n")).respond(status(200).text(std::to_string(thread))).times(2);
        const Space space = server.space("s");
        space.given(get("/n")).respond([thread](const Request&) { return status(200).text(std::to_string(-thread)); });
        const bool own = server.answer({.target = "/n"}).body == std::to_string(thread) &&
                         server.answer({.target = "/n"}).status == 200;
        if (own && space.answer({.target = "/n"}).body == std::to_string(-thread)) ++right;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 80);
}

}  // namespace
