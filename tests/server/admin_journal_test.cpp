// GET and DELETE journal, near-misses, verify.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/admin.hpp"

namespace phantomime::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* pack = R"(phantomime: 1
defaults: {request: {trailing_slash: tolerated}}
stubs:
  - {name: hello, request: GET /hello, response: {text: hello}}
  - {name: row, request: "GET /rows/{id:integer}", example: GET /rows/1, response: {status: 202}}
  - {name: login, request: {method: POST, path: /login, body: {json: {password: hunter2}}}, example: {request: POST /login, json: {password: hunter2}}, response: {status: 204}}
)";

std::vector<int> numbers(const Json& list) {
  std::vector<int> found;
  for (const Json& entry : list) found.push_back(entry["number"]);
  return found;
}

class AdminJournal : public testing::Test {
 protected:
  AdminJournal() {
    admin_.play("GET", "/hello");    // 1
    admin_.play("GET", "/rows/7");   // 2
    admin_.play("GET", "/helo");     // 3
    admin_.play("POST", "/hello");   // 4
    admin_.play("GET", "/rows/8/");  // 5
  }
  std::vector<int> entries(const std::string& query) {
    return numbers(admin_.ask_json("GET", "journal" + query)["entries"]);
  }
  Json verify(const std::string& body, int status = 200) { return admin_.ask_json("POST", "verify", body, status); }

  test::Admin admin_{pack};
};

TEST_F(AdminJournal, SaysWhatCameAndWhoAnswered) {
  const Json entry = admin_.ask_json("GET", "journal")["entries"][1];
  EXPECT_EQ(entry["at"], "2020-01-22T19:39:43.000000Z");
  EXPECT_EQ(entry["request"]["target"], "/rows/7");
  EXPECT_EQ(entry["status"], 202);
  EXPECT_EQ(entry["kind"], "matched");
  EXPECT_EQ(entry["stub"], "row");
}

TEST_F(AdminJournal, Filters) {
  EXPECT_THAT(entries(""), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(entries("?path=/hello"), ElementsAre(1, 4));
  EXPECT_THAT(entries("?path=/rows/%7Bid%7D"), ElementsAre(2));
  EXPECT_THAT(entries("?status=202"), ElementsAre(2, 5));
  EXPECT_THAT(entries("?unmatched=true"), ElementsAre(3, 4));
  EXPECT_THAT(entries("?unmatched=false&status=200"), ElementsAre(1));
}

TEST_F(AdminJournal, PagesGoOnWhereTheLastEnded) {
  std::vector<int> seen;
  std::string since = "0";
  for (bool more = true; more;) {
    const Json page = admin_.ask_json("GET", "journal?limit=2&since=" + since);
    for (const int number : numbers(page["entries"])) seen.push_back(number);
    since = page["next"].dump();
    more = page["more"];
  }
  EXPECT_THAT(seen, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(since, "5");
  admin_.play("GET", "/hello");
  EXPECT_THAT(entries("?since=5"), ElementsAre(6));
  // With a filter the next page begins behind what was looked through, not behind what was shown.
  EXPECT_EQ(admin_.ask_json("GET", "journal?unmatched=true&limit=1")["next"], 3);
}

TEST_F(AdminJournal, BadParametersAreNamed) {
  for (const std::string name :
       {"since=-1", "since=x", "limit=0", "limit=1001", "status=ok", "unmatched=yes", "path=x"}) {
    const Json problem = admin_.ask_json("GET", "journal?" + name, "", 400);
    EXPECT_EQ(problem["errors"][0]["parameter"], name.substr(0, name.find('='))) << problem;
  }
}

TEST_F(AdminJournal, ForgottenEntriesAreGoneAndNumbersGoOn) {
  EXPECT_EQ(admin_.ask("DELETE", "journal").status, 204);
  EXPECT_THAT(entries(""), ElementsAre());
  admin_.play("GET", "/hello");
  EXPECT_THAT(entries("?since=5"), ElementsAre(6));
  admin_.ask("DELETE", "stubs/row");  // another engine, the same journal
  EXPECT_EQ(admin_.ask_json("GET", "journal")["dropped"], 0);
  EXPECT_THAT(entries(""), ElementsAre(6));
}

TEST_F(AdminJournal, NoSecretLeaves) {
  admin_.play("POST", "/login?token=hunter2", R"({"password": "hunter2", "n": "\ud83c\udfad"})",
              {{"Authorization", "Bearer hunter2"}, {"Cookie", "sessionid=hunter2"}});
  admin_.play("POST", "/login", R"({"password": "hunter2x"})");
  for (const char* target : {"journal", "near-misses", "stubs"}) {
    const std::string text{admin_.ask("GET", target).body_text()};
    EXPECT_THAT(text, Not(HasSubstr("hunter2"))) << target;
  }
  EXPECT_THAT(std::string{admin_.ask("GET", "journal").body_text()}, HasSubstr("[redacted]"));
  const Json verified = verify(R"({"request": {"path": "/login", "body": {"json": {"password": "hunter2y"}}}})");
  EXPECT_EQ(verified["passed"], false);
  EXPECT_THAT(verified.dump(), Not(HasSubstr("hunter2")));
}

TEST_F(AdminJournal, NearMissesNameTheStubAndTheDifference) {
  const Json page = admin_.ask_json("GET", "near-misses");
  EXPECT_THAT(numbers(page["near_misses"]), ElementsAre(3, 4));
  EXPECT_EQ(page["near_misses"][0]["nearest"][0]["stub"], "hello");
  EXPECT_EQ(page["near_misses"][0]["nearest"][0]["differences"][0]["field"], "path");
  EXPECT_EQ(page["near_misses"][1]["nearest"][0]["differences"][0]["field"], "method");
  EXPECT_EQ(admin_.ask_json("GET", "near-misses?limit=1")["next"], 3);
}

TEST_F(AdminJournal, VerifyCounts) {
  struct Row {
    const char* question;
    bool passed;
    int count;
  };
  const Row rows[] = {
      {R"({"request": "GET /hello"})", true, 1},
      {R"({"request": "GET /rows/{id}"})", true, 2},  // with the pack's trailing_slash, as its stubs have
      {R"({"request": "GET /rows/{id}", "times": {"exactly": 1}})", false, 2},
      {R"({"request": "GET /rows/{id}", "times": {"at_least": 2, "at_most": 3}})", true, 2},
      {R"({"request": "GET /rows/{id}", "times": {"at_most": 1}})", false, 2},
      {R"({"request": "DELETE /hello", "times": {"none": true}})", true, 0},
      {R"({"request": {"method": "any", "path": {"glob": "/hel*"}}, "times": {"exactly": 3}})", true, 3},
  };
  for (const Row& row : rows) {
    const Json answer = verify(row.question);
    EXPECT_EQ(answer["passed"], row.passed) << row.question << answer;
    EXPECT_EQ(answer["count"], row.count) << row.question;
  }
}

TEST_F(AdminJournal, VerifySaysWhatCameNearest) {
  const Json answer = verify(R"({"request": "PUT /hello", "times": {"exactly": 1}})");
  EXPECT_EQ(answer["passed"], false);
  EXPECT_EQ(answer["expected"], "exactly 1");
  EXPECT_EQ(answer["nearest"].size(), 3U);
  EXPECT_EQ(answer["nearest"][0]["request"]["target"], "/hello");
  EXPECT_EQ(answer["nearest"][0]["differences"][0]["field"], "method");
}

TEST_F(AdminJournal, VerifyKnowsTheOrder) {
  EXPECT_EQ(verify(R"({"in_order": ["GET /hello", "GET /rows/{id}", "POST /hello"]})")["passed"], true);
  const Json wrong = verify(R"({"in_order": ["POST /hello", "GET /helo"]})");
  EXPECT_EQ(wrong["passed"], false);
  EXPECT_EQ(wrong["count"], 1);
  EXPECT_THAT(numbers(wrong["nearest"]), ElementsAre(5));
  EXPECT_EQ(verify(R"({"in_order": ["GET /helo", "GET /helo"]})")["passed"], false) << "one request counts once";
}

TEST_F(AdminJournal, ABadQuestionIsLocated) {
  struct Row {
    const char* question;
    const char* pointer;
  };
  const Row rows[] = {
      {R"({"request": "GET"})", "/request"},
      {R"({"request": {"path": "/x", "body": {"jso": 1}}})", "/request/body/jso"},
      {R"({"request": "GET /x", "times": {"exactly": -1}})", "/times/exactly"},
      {R"({"request": "GET /x", "times": {}})", "/times"},
      {R"({"request": "GET /x", "times": {"exactly": 1, "none": true}})", "/times"},
      {R"({"request": "GET /x", "times": {"at_least": 2, "at_most": 1}})", "/times"},
      {R"({"request": "GET /x", "in_order": ["GET /x"]})", "/in_order"},
      {R"({"in_order": []})", "/in_order"},
      {R"({"in_order": ["GET /x", 7]})", "/in_order/1"},
      {R"({"request": "GET /x", "time": {}})", "/time"},
      {"{}", ""},
      {"7", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(verify(row.question, 400)["errors"][0]["pointer"], row.pointer) << row.question;
}

}  // namespace
}  // namespace phantomime::server
