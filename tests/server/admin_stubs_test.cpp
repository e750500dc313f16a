// GET, POST, PUT and DELETE stubs, and reset.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/admin.hpp"
#include "support/scenario_text.hpp"

namespace phantomime::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* pack = R"(phantomime: 1
defaults: {response: {headers: {X-By: pack}}}
stubs:
  - {name: hello, request: GET /hello, response: {text: hello}}
  - {name: bye, request: GET /bye, response: {text: bye}}
)";

std::string played(test::Admin& admin, std::string target) {
  http::Request request;
  request.method = "GET";
  request.target = std::move(target);
  return std::string{admin.stage().play(request).reply.body_text()};
}

std::vector<std::string> names(test::Admin& admin) {
  std::vector<std::string> list;
  const Json answer = admin.ask_json("GET", "stubs");
  for (const Json& stub : answer["stubs"]) list.push_back(stub["name"]);
  return list;
}

TEST(AdminStubs, ListsWhatIsPlayedWithItsCalls) {
  test::Admin admin{pack};
  admin.play("GET", "/hello");
  const Json stub = admin.ask_json("GET", "stubs")["stubs"][0];
  EXPECT_EQ(stub["name"], "hello");
  EXPECT_EQ(stub["pack"], "test");
  EXPECT_EQ(stub["methods"], Json::parse(R"(["GET"])"));
  EXPECT_EQ(stub["path"], "/hello");
  EXPECT_EQ(stub["where"], "test.yaml:4");
  EXPECT_EQ(stub["run_time"], false);
  EXPECT_EQ(stub["calls"], 1);
}

TEST(AdminStubs, AnAddedStubHasThePacksDefaultsAndWinsATie) {
  test::Admin admin{pack};
  const Json told = admin.ask_json(
      "POST", "stubs",
      R"({"name": "mine", "request": "GET /hello", "response": {"json": {"caf\u00e9": "\ud83c\udfad"}}})", 201);
  EXPECT_EQ(told["run_time"], true);
  EXPECT_EQ(played(admin, "/hello"), "{\"café\":\"🎭\"}");
  http::Request request = test::admin_request("GET", "");
  request.target = "/hello";
  EXPECT_EQ(*admin.stage().play(request).reply.headers.find("X-By"), "pack");
  EXPECT_THAT(names(admin), ElementsAre("mine", "hello", "bye"));
}

TEST(AdminStubs, OneThatExistsIsAConflictAndOneThatDoesNotIsNotFound) {
  test::Admin admin{pack};
  const std::string hello = R"({"name": "hello", "request": "GET /h", "response": {"text": "x"}})";
  EXPECT_EQ(admin.ask_json("POST", "stubs", hello, 409)["errors"][0]["pointer"], "/name");
  EXPECT_THAT(admin.ask_json("PUT", "stubs/helo", hello, 404)["detail"].get<std::string>(), HasSubstr("'hello'"));
  EXPECT_EQ(admin.ask_json("PUT", "stubs/bye", hello, 400)["errors"][0]["pointer"], "/name");
  admin.ask_json("DELETE", "stubs/nobody", "", 404);
  EXPECT_THAT(names(admin), ElementsAre("hello", "bye"));
}

TEST(AdminStubs, AReplacedStubKeepsItsPlaceAndItsCalls) {
  test::Admin admin{pack};
  admin.play("GET", "/hello");
  const Json told = admin.ask_json("PUT", "stubs/h%65llo",
                                   R"({"name": "hello", "request": "GET /hello", "response": {"text": "hi"}})");
  EXPECT_EQ(told["calls"], 1);
  EXPECT_EQ(played(admin, "/hello"), "hi");
  EXPECT_THAT(names(admin), ElementsAre("hello", "bye"));
}

TEST(AdminStubs, ARemovedStubIsGoneUntilTheReset) {
  test::Admin admin{pack};
  EXPECT_EQ(admin.ask("DELETE", "stubs/hello").status, 204);
  EXPECT_EQ(admin.play("GET", "/hello"), 404);
  admin.ask_json("POST", "stubs", R"({"name": "hello", "request": "GET /hello", "response": {"text": "new"}})", 201);
  EXPECT_EQ(played(admin, "/hello"), "new");
  EXPECT_EQ(admin.ask("POST", "reset").status, 204);
  EXPECT_EQ(played(admin, "/hello"), "hello");
  EXPECT_THAT(names(admin), ElementsAre("hello", "bye"));
  EXPECT_EQ(admin.ask_json("GET", "stubs")["stubs"][0]["calls"], 1);
  EXPECT_EQ(admin.ask_json("GET", "journal")["total"], 1);
}

TEST(AdminStubs, AMistakeIsLocatedAndNothingChanges) {
  struct Row {
    const char* body;
    const char* pointer;
    const char* detail;
  };
  const Row rows[] = {
      {R"({"name": "x", "request": "GET /x", "response": {"status": "ok"}})", "/response/status", "expected"},
      {R"({"name": "x", "request": {"method": "GET", "path": "/x", "quer": {}}, "response": {}})", "/request/quer",
       "'quer'"},
      {R"({"name": "x", "request": "GET /x"})", "", "'response'"},
      {R"({"name": "x", "request": "GET /{id}", "response": {}})", "/name", "example"},
      {R"({"name": "x", "request": "GET /x", "response": {"text": "${who}"}})", "/response/text", "'who'"},
      {R"({"name": "x", "request": "GET /x", "response": {"file": "a.json"}})", "/response/file", "fixture"},
      {R"({"name": "x", "name": "y", "request": "GET /x", "response": {}})", "", "twice"},
      {R"({"name": "x", )", "", "expected"},
      {"", "", "expected"},
      {"[]", "", "a stub"},
  };
  test::Admin admin{pack};
  for (const Row& row : rows) {
    const Json problem = admin.ask_json("POST", "stubs", row.body, 400);
    EXPECT_EQ(problem["errors"][0]["pointer"], row.pointer) << row.body << '\n' << problem;
    EXPECT_THAT(problem["errors"][0]["detail"].get<std::string>(), HasSubstr(row.detail)) << row.body;
    EXPECT_GE(problem["errors"][0]["line"], 1) << row.body;
  }
  EXPECT_THAT(names(admin), ElementsAre("hello", "bye"));
}

TEST(AdminStubs, ChangesStayLaidOverAnotherEditionOfTheFiles) {
  test::Admin admin{pack};
  admin.ask_json("POST", "stubs", R"({"name": "mine", "request": "GET /mine", "response": {"text": "mine"}})", 201);
  admin.ask_json("PUT", "stubs/hello", R"({"name": "hello", "request": "GET /hello", "response": {"text": "hi"}})");
  EXPECT_EQ(admin.ask("DELETE", "stubs/bye").status, 204);
  admin.stage().reload(std::make_shared<const scenario::Edition>(test::scenario_of_text(R"(phantomime: 1
stubs:
  - {name: hello, request: GET /hello, response: {text: edited}}
  - {name: bye, request: GET /bye, response: {text: edited}}
  - {name: third, request: GET /third, response: {text: third}}
)")));
  EXPECT_THAT(names(admin), ElementsAre("mine", "hello", "third"));
  EXPECT_EQ(played(admin, "/hello"), "hi");
  EXPECT_EQ(admin.ask("POST", "reset").status, 204);
  EXPECT_EQ(played(admin, "/hello"), "edited");
  EXPECT_THAT(names(admin), ElementsAre("hello", "bye", "third"));
}

TEST(AdminStubs, NoRequestIsLostWhileStubsChange) {
  test::Admin admin{pack};
  constexpr int rounds = 2400, clients = 4;  // together within the bounds of a journal
  std::atomic<int> running{clients};
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client)
    threads.emplace_back([&] {
      for (int round = 0; round < rounds; ++round) EXPECT_EQ(admin.play("GET", "/hello"), 200);
      --running;
    });
  while (running > 0) {
    admin.ask("POST", "stubs", R"({"name": "mine", "request": "GET /mine", "response": {"text": "mine"}})");
    admin.ask("DELETE", "stubs/mine");
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admin.ask_json("POST", "verify", R"({"request": "GET /hello"})")["count"], rounds * clients);
  EXPECT_EQ(admin.stage().engine()->matched(), static_cast<std::uint64_t>(rounds * clients));
}

}  // namespace
}  // namespace phantomime::server
