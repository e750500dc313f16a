// A row is told as it is now, however often it was told before.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/world_of.hpp"

namespace phantomime::state {
namespace {

using test::WorldOf;

constexpr const char* teams = R"(
grammars: {plain: {flags: [loud], envelope: {count: '{{ list.count }}', data: '{{ shown }}'}}}
collections:
  team:
    rows: [{id: 1, name: red}]
    fields: {id: integer, name: text}
  user:
    path: /users
    grammar: plain
    rows: [{id: 1, name: ann, team: 1}, {id: 2, name: eve, team: null}]
    fields:
      id: integer
      name: text
      team: {type: integer, nullable: true, relation: team, told_as: name}
      long: {type: text, view: '{{ row.name }}!', shown: one, with_flag: loud}
    operations: {list: {}, one: {}, update: {method: PATCH}}
stubs:
  - name: paint
    request: 'POST /paint/{color}'
    example: POST /paint/blue
    do: [{find: {in: team, id: 1, as: red}}, {change: {row: red, members: {name: '{{ captures.color }}'}}}]
    response: {computed: true}
  - name: in vain
    request: POST /vain
    do:
      - {find: {in: user, id: 1, as: ann}}
      - {change: {row: ann, members: {name: zoe}}}
      - {show: {row: ann, as: seen}}
      - {require: {that: '{{ false }}', otherwise: not_found}}
    response: {computed: '{{ seen }}'}
)";

std::string one(WorldOf& world) { return world.says("GET /users/1"); }

TEST(ToldRows, FollowTheRowAndThoseItIsRelatedTo) {
  WorldOf world{teams};
  for (int again = 0; again < 2; ++again)
    EXPECT_EQ(one(world), R"(200 {"id":1,"name":"ann","team":"red","long":"ann!"})") << world.error();
  world.says("POST /paint/blue");
  EXPECT_EQ(one(world), R"(200 {"id":1,"name":"ann","team":"blue","long":"ann!"})");
  EXPECT_THAT(world.says("PATCH /users/1", R"({"name": "amy"})"), testing::StartsWith("200"));
  EXPECT_EQ(one(world), R"(200 {"id":1,"name":"amy","team":"blue","long":"amy!"})");
}

TEST(ToldRows, ForgetWhatIsTakenBack) {
  WorldOf world{teams};
  one(world);
  EXPECT_THAT(world.says("POST /vain"), testing::StartsWith("404"));
  EXPECT_EQ(one(world), R"(200 {"id":1,"name":"ann","team":"red","long":"ann!"})");
}

TEST(ToldRows, OfAListFollowItsFlags) {
  WorldOf world{teams};
  one(world);  // as one it shows more
  const std::string brief = world.says("GET /users");
  EXPECT_THAT(brief, testing::Not(testing::HasSubstr("ann!")));
  EXPECT_THAT(world.says("GET /users?loud"), testing::HasSubstr("ann!"));
  EXPECT_EQ(world.says("GET /users"), brief);
  EXPECT_THAT(one(world), testing::HasSubstr("ann!"));
}

// What the clock, the request or chance have a part in is computed each time.
TEST(ToldRows, ThatAskTheClockAreToldAnew) {
  WorldOf world{R"(
collections:
  thing:
    path: /things
    rows: [{id: 1}]
    fields: {id: integer, at: {type: text, view: '{{ now() }}'}, by: {type: text, view: '{{ query("by", "") }}'}}
    operations: {one: {}}
)"};
  const std::string before = world.says("GET /things/1?by=ann");
  EXPECT_THAT(before, testing::HasSubstr("ann"));
  EXPECT_THAT(world.says("GET /things/1"), testing::Not(testing::HasSubstr("ann")));
  world.wind(std::chrono::hours{1});
  EXPECT_NE(world.says("GET /things/1?by=ann"), before);
}

}  // namespace
}  // namespace phantomime::state
