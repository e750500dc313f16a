#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/admin.hpp"

namespace phantomime::server {
namespace {

using test::Admin;
using test::PaperDoors;

constexpr const char* pack = R"(phantomime: 1
stubs:
  - {name: hello, request: GET /hello, response: {text: hello}}
)";

/// What the admin API answers when it is asked of a space by header.
http::Reply ask_in(Admin& admin, const char* space, const char* method, const char* target, std::string body = {}) {
  http::Request request = test::admin_request(method, target, std::move(body));
  request.headers.add("X-Phantomime-Space", space);
  return answer_admin(request, admin.view);
}

std::vector<std::string> listed(Admin& admin) {
  std::vector<std::string> names;
  const Json spaces = admin.ask_json("GET", "spaces");
  for (const Json& space : spaces["spaces"]) names.push_back(space["name"]);
  return names;
}

TEST(AdminSpaces, AreListedMadeAndDropped) {
  Admin admin{pack};
  const Json made = admin.ask_json("POST", "spaces", R"({"name": "mine", "seed": 3, "clock": "frozen"})", 201);
  EXPECT_EQ(made["seed"], 3);
  EXPECT_EQ(made["clock"]["frozen"], true);
  EXPECT_EQ(made["urls"]["http"], "http://127.0.0.1:8080/__space/mine");
  EXPECT_EQ(made["admin"], "http://127.0.0.1:8080/__space/mine/__phantomime/");
  EXPECT_FALSE(made.contains("port"));
  EXPECT_EQ(admin.play("GET", "/__space/mine/hello"), 200);
  EXPECT_THAT(listed(admin), testing::ElementsAre("default", "mine"));
  EXPECT_EQ(admin.ask_json("GET", "spaces")["spaces"][1]["requests"], 1);
  EXPECT_EQ(admin.ask("DELETE", "spaces/mine").status, 204);
  EXPECT_EQ(admin.ask("DELETE", "spaces/mine").status, 404);
  EXPECT_THAT(listed(admin), testing::ElementsAre("default"));
}

TEST(AdminSpaces, TheSameAgainIsFoundAndAnotherIsAConflict) {
  Admin admin{pack};
  admin.ask_json("POST", "spaces", R"({"name": "mine", "seed": 3})", 201);
  admin.ask_json("POST", "spaces", R"({"name": "mine"})", 200);
  admin.ask_json("POST", "spaces", R"({"name": "mine", "seed": 3})", 200);
  EXPECT_EQ(admin.ask_json("POST", "spaces", R"({"name": "mine", "seed": 4})", 409)["errors"][0]["pointer"], "/seed");
  EXPECT_EQ(admin.ask_json("POST", "spaces", R"({"name": "mine", "clock": "frozen"})", 409)["errors"][0]["pointer"],
            "/clock");
  EXPECT_EQ(admin.ask("DELETE", "spaces/default").status, 409);
}

TEST(AdminSpaces, APortIsOpenedOnceAndClosedWithItsSpace) {
  Admin admin{pack};
  const Json made = admin.ask_json("POST", "spaces", R"({"name": "mine", "port": 0})", 201);
  const int port = made["port"];
  EXPECT_EQ(made["urls"]["own"], "http://127.0.0.1:" + std::to_string(port));
  EXPECT_EQ(admin.ask_json("POST", "spaces", R"({"name": "mine", "port": 0})", 200)["port"], port);
  admin.ask_json("POST", "spaces", R"({"name": "mine", "port": 7})", 409);
  EXPECT_EQ(admin.doors.opened.size(), 1u);
  EXPECT_EQ(admin.ask("DELETE", "spaces/mine").status, 204);
  EXPECT_TRUE(admin.doors.opened.empty());
}

TEST(AdminSpaces, APortInUseLeavesNoSpaceBehind) {
  Admin admin{pack};
  const auto body = R"({"name": "mine", "port": )" + std::to_string(PaperDoors::taken) + "}";
  EXPECT_EQ(admin.ask_json("POST", "spaces", body, 409)["errors"][0]["pointer"], "/port");
  EXPECT_THAT(listed(admin), testing::ElementsAre("default"));
  admin.ask_json("POST", "spaces", R"({"name": "default", "port": 0})", 409);
}

TEST(AdminSpaces, MistakesNameTheMember) {
  Admin admin{pack};
  const std::vector<std::pair<const char*, const char*>> rows{
      {"{", ""},
      {"[]", ""},
      {"{}", "/name"},
      {R"({"name": "a/b"})", "/name"},
      {R"({"name": "a", "port": 65536})", "/port"},
      {R"({"name": "a", "seed": -1})", "/seed"},
      {R"({"name": "a", "clock": "froze"})", "/clock"},
      {R"({"name": "a", "tls": 1})", "/tls"},
      {R"({"name": "a", "sede": 1})", "/sede"},
  };
  for (const auto& [body, pointer] : rows)
    EXPECT_EQ(admin.ask_json("POST", "spaces", body, 400)["errors"][0]["pointer"], pointer) << body;
  EXPECT_THAT(listed(admin), testing::ElementsAre("default"));
}

TEST(AdminSpaces, EveryOtherPathActsOnTheSpaceThatIsChosen) {
  Admin admin{pack};
  EXPECT_EQ(
      ask_in(admin, "a", "POST", "stubs", R"({"name": "mine", "request": "GET /mine", "response": {"text": "x"}})")
          .status,
      201);
  EXPECT_EQ(admin.play("GET", "/__space/a/mine"), 200);
  EXPECT_EQ(admin.play("GET", "/mine"), 404);
  EXPECT_EQ(admin.play("GET", "/mine", {}, {{"X-Phantomime-Space", "a"}}), 200);
  const Json journal = Json::parse(ask_in(admin, "a", "GET", "journal").body_text());
  ASSERT_EQ(journal["entries"].size(), 2u);
  for (const Json& entry : journal["entries"]) {
    EXPECT_EQ(entry["request"]["target"], "/mine");
    EXPECT_TRUE(entry["request"]["headers"].empty());
  }
  const std::string question = R"({"request": "GET /mine", "times": {"exactly": 2}})";
  EXPECT_EQ(Json::parse(ask_in(admin, "a", "POST", "verify", question).body_text())["passed"], true);
  EXPECT_EQ(admin.ask_json("POST", "verify", question)["passed"], false);
  EXPECT_EQ(ask_in(admin, "a", "POST", "clock", R"({"freeze": true})").status, 200);
  EXPECT_EQ(admin.ask_json("GET", "clock")["frozen"], false);
  EXPECT_EQ(ask_in(admin, "a", "POST", "reset").status, 204);
  EXPECT_EQ(admin.play("GET", "/__space/a/mine"), 404);
  EXPECT_EQ(admin.ask_json("GET", "journal")["total"], 1);
}

TEST(AdminSpaces, AreMadeOnlyByWhatIsOfASpaceAndForWhoMayAsk) {
  Admin admin{pack};
  for (const auto* target : {"health", "openapi.json", "spaces"})
    EXPECT_EQ(ask_in(admin, "a", "GET", target).status, 200);
  EXPECT_EQ(ask_in(admin, "a", "GET", "nothing").status, 404);
  EXPECT_EQ(ask_in(admin, "a", "GET", "journal?no=1").status, 400);
  EXPECT_EQ(ask_in(admin, "a b", "GET", "journal").status, 400);
  admin.view.token = "s3cret";
  EXPECT_EQ(ask_in(admin, "a", "GET", "journal").status, 401);
  admin.view.token = {};
  EXPECT_THAT(listed(admin), testing::ElementsAre("default"));
  EXPECT_EQ(ask_in(admin, "a", "GET", "journal").status, 200);
  EXPECT_THAT(listed(admin), testing::ElementsAre("default", "a"));
}

}  // namespace
}  // namespace phantomime::server
