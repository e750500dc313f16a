// Credentials that the state lets in, profiles over the state, and the worked example of the reference.

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/world_of.hpp"

namespace phantomime::state {
namespace {

using namespace std::chrono_literals;
using test::WorldOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* guarded = R"(
pack:
  credentials:
    sample: {basic: {user: ann, password: a}}
    check:
      - find: {in: user, where: {name: '{{ basic_user() }}'}, as: caller, otherwise: none}
      - require: {that: '{{ caller and caller.password == basic_password() }}', otherwise: refused}
      - require: {that: '{{ caller.active }}', otherwise: inactive}
errors: {inactive: {response: {status: 403, template: '{{ caller.name }} may not'}}}
collections:
  user:
    path: /users
    rows: [{id: 1, name: ann, password: a, active: true}, {id: 2, name: bob, password: b, active: false}]
    fields:
      id: integer
      name: text
      password: {type: text, shown: never, secret: true}
      active: boolean
      seen_by: {type: text, view: '{{ caller.name }}'}
    operations: {one: {}, update: {}}
stubs:
  - {name: me, request: GET /me, response: {template: '{{ caller.name }}'}}
  - {name: open, request: {path: /open, credentials: none}, example: GET /open, response: {text: open}}
)";

TEST(CredentialsByState, LetInWhomTheStateKnows) {
  WorldOf world{guarded};
  EXPECT_EQ(world.says_to("ann", "a", "GET /me"), "200 ann");
  EXPECT_THAT(world.says_to("ann", "x", "GET /me"), StartsWith("401 "));
  EXPECT_TRUE(world.played().reply.headers.has("WWW-Authenticate"));
  EXPECT_EQ(world.played().kind, scenario::Played::Kind::refused);
  EXPECT_THAT(world.says("GET /me"), StartsWith("401 "));
  EXPECT_EQ(world.says_to("bob", "b", "GET /me"), "403 bob may not");
  EXPECT_EQ(world.says("GET /open"), "200 open");
  EXPECT_THAT(world.says("GET /nothing"), StartsWith("401 "));
  EXPECT_THAT(world.says_to("ann", "a", "GET /nothing"), StartsWith("404 "));
  EXPECT_EQ(world.engine().refused(), 4u);
}

TEST(CredentialsByState, FollowTheState) {
  WorldOf world{guarded};
  const std::string ann = "Basic YW5uOmE=";
  EXPECT_EQ(world.says("PATCH /users/2", R"({"active": true})", {{"Authorization", ann}}),
            R"(200 {"id":2,"name":"bob","active":true,"seen_by":"ann"})");
  EXPECT_EQ(world.says_to("bob", "b", "GET /me"), "200 bob");
  EXPECT_THAT(world.says("PATCH /users/1", R"({"password": "new"})", {{"Authorization", ann}}), StartsWith("200 "));
  EXPECT_THAT(world.says_to("ann", "a", "GET /me"), StartsWith("401 "));
  EXPECT_EQ(world.says_to("ann", "new", "GET /me"), "200 ann");
}

constexpr const char* shop = R"(
grammars: {plain: {page_size: {name: size, default: 1}, envelope: {n: '{{ list.count }}', rows: '{{ shown }}'}}}
errors: {not_found: {response: {status: 404, computed: {failed: true}}}}
machines: {door: {initial: shut, transitions: {open: {from: shut, to: wide}, close: {from: wide, to: shut}}}}
collections:
  thing:
    path: /things
    grammar: plain
    rows: [{id: 1, a: x}]
    fields: {id: integer, a: {type: text, default: x, one_of: [x, y]}, b: {type: integer, default: 1, shown: never}}
    operations: {list: {}, one: {}}
  gone: {path: /gone, fields: {id: integer}, operations: {one: {}}}
stubs: [{name: door, request: GET /door, response: {template: '{{ state("door") }}'}}]
)";

TEST(StateInProfiles, IsLaidOverAtEveryDepth) {
  WorldOf world{shop, {.profile = R"(
grammars: {plain: {page_size: {default: 5}}}
errors: {not_found: {response: {status: 410}}}
machines: {door: {initial: wide}}
collections:
  thing:
    rows: [{id: 2}, {id: 3}]
    fields: {a: {one_of: null}, b: {shown: always}, c: {type: text, view: c}}
    operations: {one: null, create: {}}
  gone: null
  new: {path: /new, rows: [{id: 1}], fields: {id: integer}, operations: {one: {}}}
)"}};
  EXPECT_EQ(world.says("GET /things"),
            R"(200 {"n":2,"rows":[{"id":2,"a":"x","b":1,"c":"c"},{"id":3,"a":"x","b":1,"c":"c"}]})");
  EXPECT_EQ(world.says("POST /things", R"({"a": "z"})"), R"(201 {"id":4,"a":"z","b":1,"c":"c"})");
  EXPECT_THAT(world.says("GET /things/2"), HasSubstr("No stub matches"));
  EXPECT_EQ(world.says("GET /new/1"), R"(200 {"id":1})");
  EXPECT_EQ(world.says("GET /new/2"), R"(410 {"failed":true})");
  EXPECT_THAT(world.says("GET /gone/1"), HasSubstr("No stub matches"));
  EXPECT_EQ(world.says("GET /door"), "200 wide");
}

TEST(StateInProfiles, LeavesThePackAsItIsWhereNoneIsChosen) {
  WorldOf world{shop};
  EXPECT_EQ(world.says("GET /things"), R"(200 {"n":1,"rows":[{"id":1,"a":"x"}]})");
  EXPECT_EQ(world.says("GET /things/2"), R"(404 {"failed":true})");
  EXPECT_EQ(world.says("GET /door"), "200 shut");
}

TEST(WorkedExample, OfTheReferenceDoesWhatItSays) {
  std::ifstream file{std::string{PHANTOMIME_SOURCE_DIR} + "/scenarios/README.md"};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  const std::string begin = "```yaml\nphantomime: 1\npack: {name: shop";
  const std::size_t at = page.find(begin);
  ASSERT_NE(at, std::string::npos);
  const std::size_t yaml = page.find("pack:", at), end = page.find("```", yaml);
  WorldOf world{page.substr(yaml, end - yaml), {.start = "2024-05-01T08:00:00Z"}};
  const auto said = [&](const std::string& answer) {
    // Without the status; the page shows bodies.
    return page.find("\n" + answer.substr(4) + "\n", end) != std::string::npos ? "as the page says" : answer;
  };
  EXPECT_EQ(said(world.says("POST /orders", R"({"item": "tea", "count": 2})")), "as the page says");
  EXPECT_EQ(said(world.says("POST /orders", R"({"item": "tea", "count": 2})")), "as the page says");
  world.wind(1h);
  EXPECT_EQ(said(world.says("GET /orders?_filter_item__name=tea")), "as the page says");
  EXPECT_EQ(said(world.says("POST /orders/1/cancel")), "as the page says");
}

}  // namespace
}  // namespace phantomime::state
