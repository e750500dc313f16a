// What templates see of the state, and packs whose states are played together.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/loaded.hpp"
#include "support/world_of.hpp"

namespace phantomime::state {
namespace {

using test::WorldOf;
using testing::HasSubstr;

struct Sees {
  const char* name;
  const char* expression;
  const char* says;
};

class Lookup : public testing::TestWithParam<Sees> {};

TEST_P(Lookup, SeesThis) {
  WorldOf world{std::string{R"(
machines: {door: {initial: shut, transitions: {open: {from: shut, to: wide}, shut: {from: wide, to: shut}}}}
collections:
  user:
    rows: [{id: 2, name: eve, password: e, team: 1}, {id: 1, name: ann, password: a, team: 1}]
    fields:
      id: integer
      name: text
      password: {type: text, shown: never, secret: true}
      team: {type: integer, nullable: true}
      loud: {type: text, view: '{{ upper(row.name) }}'}
stubs:
  - {name: it, request: 'GET /{id}', example: GET /1, response: {computed: ")"} +
                GetParam().expression + "\"}}\n"};
  EXPECT_EQ(world.says("GET /1"), GetParam().says) << world.error();
}

INSTANTIATE_TEST_SUITE_P(
    Values, Lookup,
    testing::Values(Sees{"Row", "{{ row('user', 1) }}", R"(200 {"id":1,"name":"ann","password":"a","team":1})"},
                    Sees{"RowByText", "{{ at(row('user', captures.id), 'name') }}", R"(200 "ann")"},
                    Sees{"NoRow", "{{ row('user', 3) }}", "200 null"},
                    Sees{"NoId", "{{ row('user', 'x') }}", "200 null"},
                    Sees{"AllRowsById", "{{ pluck(rows('user'), 'id') }}", "200 [1,2]"},
                    Sees{"RowsWithAValue", "{{ pluck(rows('user', 'name', 'eve'), 'id') }}", "200 [2]"},
                    Sees{"TypesCount", "{{ length(rows('user', 'team', '1')) }}", "200 0"},
                    Sees{"CountOfAll", "{{ count('user') }}", "200 2"},
                    Sees{"CountWithAValue", "{{ count('user', 'name', 'eve') }}", "200 1"},
                    Sees{"NoView", "{{ existsIn(row('user', 1), 'loud') }}", "200 false"},
                    Sees{"State", "{{ state('door') }}", R"(200 "shut")"}),
    [](const auto& one) { return std::string{one.param.name}; });

TEST(Lookup, OfAMachineThatIsNotThereFails) {
  WorldOf world{
      "machines: {a: {initial: b, final: [b], transitions: {}}}\n"
      "stubs: [{name: it, request: GET /, response: {template: '{{ state(\"door\") }}'}}]\n"};
  EXPECT_THAT(world.says("GET /"), testing::StartsWith("500"));
  EXPECT_THAT(world.error(), HasSubstr("there is no machine \"door\""));
}

TEST(PacksPlayedTogether, ShareTheStateAndClashByName) {
  const std::string mine = "phantomime: 1\ncollections: {thing: {rows: [{id: 1}], fields: {id: integer}}}\n";
  testing_support::MemoryFileStore apart{
      {"a.yaml", mine},
      {"b.yaml",
       "phantomime: 1\nstubs:\n  - name: b\n    request: GET /b\n    do: [{find: {in: thing, id: 1, as: row}}]\n"
       "    response: {computed: '{{ row }}'}\n"}};
  EXPECT_EQ(formats::load(apart, {"a.yaml", "b.yaml"}).errors, "");
  testing_support::MemoryFileStore same{{"a.yaml", mine}, {"b.yaml", mine}};
  EXPECT_THAT(formats::load(same, {"a.yaml", "b.yaml"}).errors,
              HasSubstr("b.yaml:2:15: error: the collection 'thing' is there already"));
}

}  // namespace
}  // namespace phantomime::state
