// What a space remembers, told and put back.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

#include "support/admin.hpp"

namespace phantomime::server {
namespace {

using testing::HasSubstr;

constexpr const char* pack = R"(phantomime: 1
grammars:
  plain: {envelope: {count: "{{ list.count }}", data: "{{ shown }}"}}
collections:
  user:
    path: /user
    grammar: plain
    rows: [{id: 1, name: ann, key: k-ann}, {id: 2, name: bob, key: k-bob}]
    fields:
      id: integer
      name: {type: text, required: true, unique: true}
      key: {type: text, shown: never, secret: true, nullable: true}
      more: {type: json, nullable: true}
    operations: {list: {}, one: {}, create: {}, update: {}, delete: {}}
  job:
    path: /job
    grammar: plain
    rows: [{id: 5, status: done, owner: 2}]
    fields:
      id: integer
      status: {type: text, writable: never}
      owner: {type: integer, relation: user, nullable: true}
      made: {type: instant, default: "{{ now() }}", nullable: true}
    operations: {list: {}, one: {}, create: {}}
    machine:
      member: status
      initial: waiting
      final: [done]
      transitions:
        finish: {from: waiting, to: done, after: 10s}
machines:
  door: {initial: shut, final: [open], transitions: {open: {from: shut, to: open, after: 1m}}}
stubs:
  - {name: keyed, request: GET /keys, response: {computed: "{{ pluck(rows(\"user\"), \"key\") }}"}}
  - {name: ajar, request: GET /door, state: {door: open}, response: {text: open}}
)";

class AdminState : public testing::Test {
 protected:
  std::string body(std::string_view method, std::string_view target, std::string sent = {}) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = std::move(sent);
    request.peer = "127.0.0.1";
    return std::string{admin.stage().play(request).reply.body_text()};
  }
  Json state() { return admin.ask_json("GET", "state"); }
  void put(const Json& state) { EXPECT_EQ(admin.ask("PUT", "state", state.dump()).status, 204); }
  void advance(const char* by) { admin.ask_json("POST", "clock", Json{{"advance", by}}.dump()); }
  /// The pointer of the fault; nothing has changed.
  std::string fault(const std::string& sent) {
    const Json before = state();
    const Json answer = admin.ask_json("PUT", "state", sent, 400);
    EXPECT_EQ(state(), before) << sent;
    EXPECT_THAT(answer.dump(), testing::Not(HasSubstr("k-ann")));
    return answer["errors"][0]["pointer"];
  }

  test::Admin admin{pack};
};

TEST_F(AdminState, TellsRowsAndStatesAndNoSecret) {
  const http::Reply reply = admin.ask("GET", "state");
  EXPECT_THAT(
      std::string{reply.body_text()},
      testing::StartsWith(
          R"({"collections":{"user":{"next_id":3,"rows":[{"id":1,"name":"ann","key":"<redacted>","more":null},)"));
  EXPECT_EQ(state()["machines"], Json::parse(R"({"door": "shut"})"));
  advance("2m");
  EXPECT_EQ(state()["machines"]["door"], "open");
}

TEST_F(AdminState, PuttingBackWhatItToldChangesNothing) {
  admin.play("POST", "/user", R"({"name": "cid", "more": {"z": 1, "a": [1.5, "ä"]}, "key": "k-cid"})");
  admin.play("DELETE", "/user/2");  // the job's owner is gone: that stays so
  admin.play("POST", "/job", R"({"owner": 1})");
  advance("9s");
  const auto seen = [&] { return body("GET", "/user") + body("GET", "/job") + body("GET", "/keys") + state().dump(); };
  const std::string before = seen();
  put(state());
  EXPECT_EQ(seen(), before);
  EXPECT_THAT(before, HasSubstr("k-cid"));
  advance("1s");  // its time went on
  EXPECT_EQ(Json::parse(body("GET", "/job/6"))["status"], "done");
  EXPECT_EQ(Json::parse(body("POST", "/user", R"({"name": "dan"})"))["id"], 4);
}

TEST_F(AdminState, ReplacesWhatIsNamedAndArmsIt) {
  put(Json::parse(R"({"collections": {"job": {"rows": [{"id": 90, "status": "waiting"}, {"id": 7, "status": "done"}]}},
                      "machines": {"door": "open"}})"));
  EXPECT_EQ(body("GET", "/door"), "open");
  EXPECT_EQ(Json::parse(body("GET", "/user"))["count"], 2);
  EXPECT_EQ(state()["collections"]["job"]["rows"][0]["id"], 7);
  EXPECT_EQ(state()["collections"]["job"]["next_id"], 91);
  advance("9s");
  EXPECT_EQ(Json::parse(body("GET", "/job/90"))["status"], "waiting");
  advance("1s");
  EXPECT_EQ(Json::parse(body("GET", "/job/90"))["status"], "done");
  put(Json::parse(R"({"machines": {"door": "shut"}})"));
  advance("59s");
  EXPECT_EQ(state()["machines"]["door"], "shut");
  advance("1s");
  EXPECT_EQ(state()["machines"]["door"], "open");
  admin.ask("POST", "reset");
  EXPECT_EQ(state()["collections"]["job"]["rows"].size(), 1U);
}

TEST_F(AdminState, TakesThousandsOfRows) {
  Json rows = Json::array();
  for (int id = 1; id <= 4000; ++id)
    rows.push_back({{"id", id}, {"status", id % 2 ? "waiting" : "done"}, {"owner", 1 + id % 2}, {"made", nullptr}});
  put({{"collections", {{"job", {{"next_id", 5000}, {"rows", rows}}}}}});
  EXPECT_EQ(state()["collections"]["job"]["rows"], rows);
  EXPECT_EQ(Json::parse(body("POST", "/job", "{}"))["id"], 5000);
  advance("10s");
  EXPECT_EQ(state()["collections"]["job"]["rows"][0]["status"], "done");
}

TEST_F(AdminState, NamesTheMemberAtFaultAndChangesNothing) {
  const struct {
    const char* sent;
    const char* pointer;
  } rows[] = {
      {"[", ""},
      {"[]", ""},
      {R"({"collection": {}})", "/collection"},
      {R"({"collections": []})", "/collections"},
      {R"({"collections": {"users": {"rows": []}}})", "/collections/users"},
      {R"({"collections": {"user": {}}})", "/collections/user"},
      {R"({"collections": {"user": {"rows": [], "first": 1}}})", "/collections/user/first"},
      {R"({"collections": {"user": {"rows": {}}}})", "/collections/user/rows"},
      {R"({"collections": {"user": {"rows": [1]}}})", "/collections/user/rows/0"},
      {R"({"collections": {"user": {"rows": [{"name": "a"}]}}})", "/collections/user/rows/0"},
      {R"({"collections": {"user": {"rows": [{"id": 1.5, "name": "a"}]}}})", "/collections/user/rows/0/id"},
      {R"({"collections": {"user": {"rows": [{"id": 9223372036854775807, "name": "a"}]}}})",
       "/collections/user/rows/0/id"},
      {R"({"collections": {"user": {"rows": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]}}})",
       "/collections/user/rows/1/id"},
      {R"({"collections": {"user": {"rows": [{"id": 1, "name": "a", "a/b": 1}]}}})", "/collections/user/rows/0/a~1b"},
      {R"({"collections": {"user": {"rows": [{"id": 1, "name": 1}]}}})", "/collections/user/rows/0/name"},
      {R"({"collections": {"user": {"rows": [{"id": 1}]}}})", "/collections/user/rows/0"},
      {R"({"collections": {"user": {"rows": [{"id": 1, "name": "a"}, {"id": 2, "name": "a"}]}}})",
       "/collections/user/rows/1/name"},
      {R"({"collections": {"user": {"rows": [{"id": 2, "name": "a"}, {"id": 9, "name": "b", "key": "<redacted>"}]}}})",
       "/collections/user/rows/1/key"},
      {R"({"collections": {"user": {"next_id": 2, "rows": [{"id": 2, "name": "a"}]}}})", "/collections/user/next_id"},
      {R"({"collections": {"user": {"next_id": "3", "rows": []}}})", "/collections/user/next_id"},
      {R"({"collections": {"job": {"rows": [{"id": 1, "status": "gone"}]}}})", "/collections/job/rows/0/status"},
      {R"({"collections": {"job": {"rows": [{"id": 1, "status": "done", "owner": 3}]}}})",
       "/collections/job/rows/0/owner"},
      {R"({"collections": {"job": {"rows": [{"id": 1, "status": "done", "owner": 2}]}, "user": {"rows": []}}})",
       "/collections/job/rows/0/owner"},
      {R"({"collections": {"user": {"rows": []}}})", "/collections/user/rows"},
      {R"({"collections": {"user": {"rows": [{"id": 2, "name": "a"}]}}, "machines": {"doors": "open"}})",
       "/machines/doors"},
      {R"({"machines": {"door": "ajar"}})", "/machines/door"},
      {R"({"machines": {"door": 1}})", "/machines/door"},
  };
  for (const auto& row : rows) EXPECT_EQ(fault(row.sent), row.pointer) << row.sent;
}

TEST_F(AdminState, IsOfASpace) {
  admin.play("DELETE", "/user/1", {}, {{"X-Phantomime-Space", "there"}});
  EXPECT_EQ(state()["collections"]["user"]["rows"].size(), 2U);
  http::Request request = test::admin_request("GET", "state");
  request.headers.add("X-Phantomime-Space", "there");
  EXPECT_EQ(Json::parse(answer_admin(request, admin.view).body_text())["collections"]["user"]["rows"].size(), 1U);
}

TEST(AdminStateless, HasNothingToTellOrToPut) {
  test::Admin admin{"phantomime: 1\nstubs:\n  - {name: a, request: GET /, response: {text: a}}\n"};
  EXPECT_EQ(admin.ask_json("GET", "state"), Json::parse(R"({"collections": {}, "machines": {}})"));
  EXPECT_EQ(admin.ask("PUT", "state", R"({"collections": {}})").status, 204);
  EXPECT_EQ(admin.ask_json("PUT", "state", R"({"machines": {"door": "open"}})", 400)["errors"][0]["pointer"],
            "/machines/door");
}

}  // namespace
}  // namespace phantomime::server
