// What a field's keys do to bodies, to rows and to what clients see.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/world_of.hpp"

namespace phantomime::state {
namespace {

using test::WorldOf;
using testing::HasSubstr;

/// A collection `thing` with these fields (besides `id`) at /things; `user` beside it.
std::string world_with_fields(const std::string& fields, const std::string& more = {}) {
  return R"(
grammars: {plain: {flags: [all], envelope: '{{ shown }}'}}
errors: {nobody: {response: {status: 422, computed: ['{{ error.member }}', '{{ error.value }}']}}}
collections:
  user:
    rows: [{id: 1, name: ann}, {id: 2, name: "7"}, {id: 7, name: eve}]
    fields: {id: integer, name: text}
  thing:
    path: /things
    grammar: plain
    fields:
      id: integer
      )" +
         fields + "\n    operations: {list: {}, one: {}, create: {}, update: {}, delete: {}}\n    " + more + "\n";
}

struct Writes {
  const char* name;
  const char* fields;
  const char* body;
  const char* says;  // to POST /things
};

class EveryField : public testing::TestWithParam<Writes> {};

TEST_P(EveryField, TakesOrRefuses) {
  WorldOf world{world_with_fields(GetParam().fields)};
  const std::string said = world.says("POST /things", GetParam().body);
  // Of problem JSON the end: error and member.
  const std::size_t error = said.find(R"("detail")");
  EXPECT_EQ(error == std::string::npos ? said : said.substr(0, 4) + said.substr(error + 9), GetParam().says)
      << world.error();
}

constexpr Writes defaults[] = {
    {"Constant", "a: {type: json, default: [1, {b: 2}]}", "{}", R"(201 {"id":1,"a":[1,{"b":2}]})"},
    {"Given", "a: {type: integer, default: 5}", R"({"a": 6})", R"(201 {"id":1,"a":6})"},
    {"RowSoFarAndGivenAndRequest",
     "a: {type: integer, default: '{{ row.id + 1 }}'}\n      b: {type: integer, default: '{{ row.a + given.c }}'}\n"
     "      c: integer\n      d: {type: text, default: '{{ request.method }}'}",
     R"({"c": 10})", R"(201 {"id":1,"a":2,"b":12,"c":10,"d":"POST"})"},
    {"NullWhereNothing", "a: {type: text, nullable: true}", "{}", R"(201 {"id":1,"a":null})"},
    {"ManyIsEmpty", "a: {type: integer, relation: user, many: true}", "{}", R"(201 {"id":1,"a":[]})"},
    {"Clock", "a: {type: instant, default: '{{ now() }}'}", "{}", R"(201 {"id":1,"a":"2020-01-22T19:40:00.000000Z"})"},
};
constexpr Writes refusals[] = {
    {"NoJson", "a: text", "a=1", R"(400 "the body is no JSON object","error":"bad_body"})"},
    {"NoObject", "a: text", "[1]", R"(400 "the body is no JSON object","error":"bad_body"})"},
    {"WrongType", "a: text", R"({"a": 1})", R"(400 "expected a text, found 1","error":"wrong_type","member":"a"})"},
    {"Null", "a: integer", R"({"a": null})",
     R"(400 "expected an integer, found null","error":"wrong_type","member":"a"})"},
    {"Number", "a: number", R"({"a": "1"})",
     R"(400 "expected a number, found \"1\"","error":"wrong_type","member":"a"})"},
    {"Instant", "a: instant", R"({"a": "soon"})",
     R"(400 "expected an instant such as 2020-01-22T19:40:00Z, found \"soon\"","error":"wrong_type","member":"a"})"},
    {"Missing", "a: {type: text, required: true}", "{}", R"(400 "a is required","error":"missing","member":"a"})"},
    {"Unknown", "a: {type: text, default: x}", R"({"b": 1})",
     R"(400 "there is no member \"b\"","error":"unknown_member","member":"b"})"},
    {"Id", "a: {type: text, default: x}", R"({"id": 5})",
     R"(400 "id cannot be written","error":"read_only","member":"id"})"},
    {"Never", "a: {type: text, default: x, writable: never}", R"({"a": "y"})",
     R"(400 "a cannot be written","error":"read_only","member":"a"})"},
    {"OnUpdateOnly", "a: {type: text, default: x, writable: update}", R"({"a": "y"})",
     R"(400 "a cannot be written","error":"read_only","member":"a"})"},
    {"View", "a: {type: text, view: x}", R"({"a": "y"})",
     R"(400 "there is no member \"a\"","error":"unknown_member","member":"a"})"},
    {"OneOf", "a: {type: text, one_of: [x, y]}", R"({"a": "z"})",
     R"(400 "\"z\" is none of those allowed","error":"bad_value","member":"a"})"},
    {"OtherError", "a: {type: text, one_of: [x], errors: {bad_value: nobody}}", R"({"a": "z"})", R"(422 ["a","z"])"},
    {"OwnNameIsNotWrittenAs", "a: {type: text, default: x, written_as: b}", R"({"a": "y"})",
     R"(400 "there is no member \"a\"","error":"unknown_member","member":"a"})"},
    {"MissingUnderItsWrittenName", "a: {type: text, required: true, written_as: [b, a]}", "{}",
     R"(400 "b is required","error":"missing","member":"b"})"},
};
constexpr Writes relations[] = {
    {"ById", "a: {type: integer, relation: user}", R"({"a": 7})", R"(201 {"id":1,"a":7})"},
    {"ByTheTextOfAnId", "a: {type: integer, relation: user}", R"({"a": "7"})", R"(201 {"id":1,"a":7})"},
    {"ByNameFirst", "a: {type: integer, relation: user, named_by: name}", R"({"a": "7"})", R"(201 {"id":1,"a":2})"},
    {"ByName", "a: {type: integer, relation: user, named_by: name}", R"({"a": "eve"})", R"(201 {"id":1,"a":7})"},
    {"NotThere", "a: {type: integer, relation: user}", R"({"a": 9})",
     R"(400 "there is no user 9","error":"unknown_row","member":"a"})"},
    {"NoSuchName", "a: {type: integer, relation: user, named_by: name}", R"({"a": "bob"})",
     R"(400 "there is no user \"bob\"","error":"unknown_row","member":"a"})"},
    {"NoId", "a: {type: integer, relation: user}", R"({"a": true})",
     R"(400 "expected the id of a row of user, found true","error":"wrong_type","member":"a"})"},
    {"ManyEachOnce", "a: {type: integer, relation: user, many: true, named_by: name}", R"({"a": [7, "ann", "eve"]})",
     R"(201 {"id":1,"a":[7,1]})"},
    {"ManyIsAList", "a: {type: integer, relation: user, many: true}", R"({"a": 7})",
     R"(400 "expected a list of ids of user, found 7","error":"wrong_type","member":"a"})"},
    {"ToldAs", "a: {type: integer, relation: user, told_as: name}", R"({"a": 7})", R"(201 {"id":1,"a":"eve"})"},
    {"ManyToldAs", "a: {type: integer, relation: user, many: true, told_as: name}", R"({"a": [7, 1]})",
     R"(201 {"id":1,"a":["eve","ann"]})"},
    {"WrittenAs", "a: {type: integer, relation: user, written_as: [a_id, a]}", R"({"a_id": 7})",
     R"(201 {"id":1,"a":7})"},
};
const auto name_of_writes = [](const auto& one) { return std::string{one.param.name}; };
INSTANTIATE_TEST_SUITE_P(Defaults, EveryField, testing::ValuesIn(defaults), name_of_writes);
INSTANTIATE_TEST_SUITE_P(Refusals, EveryField, testing::ValuesIn(refusals), name_of_writes);
INSTANTIATE_TEST_SUITE_P(Relations, EveryField, testing::ValuesIn(relations), name_of_writes);

TEST(Fields, UniqueLooksAtOtherRowsOnlyAndNotAtNull) {
  WorldOf world{world_with_fields("a: {type: text, unique: true, nullable: true}")};
  EXPECT_EQ(world.says("POST /things", R"({"a": "x"})"), R"(201 {"id":1,"a":"x"})");
  EXPECT_THAT(world.says("POST /things", R"({"a": "x"})"), HasSubstr(R"("error":"duplicate","member":"a")"));
  EXPECT_EQ(world.says("PATCH /things/1", R"({"a": "x"})"), R"(200 {"id":1,"a":"x"})");
  EXPECT_EQ(world.says("POST /things", "{}"), R"(201 {"id":2,"a":null})");
  EXPECT_EQ(world.says("POST /things", "{}"), R"(201 {"id":3,"a":null})");
  EXPECT_THAT(world.says("PUT /things/3", R"({"a": "x"})"), HasSubstr("duplicate"));
}

TEST(Fields, OnChangeIsForLaterChangesThatDoNotSetIt) {
  WorldOf world{world_with_fields(
      "a: {type: integer, default: 0}\n      n: {type: integer, default: 0, on_change: '{{ row.n + row.a }}'}")};
  EXPECT_EQ(world.says("POST /things", "{}"), R"(201 {"id":1,"a":0,"n":0})");
  EXPECT_EQ(world.says("PATCH /things/1", R"({"a": 4})"), R"(200 {"id":1,"a":4,"n":4})");
  EXPECT_EQ(world.says("PATCH /things/1", "{}"), R"(200 {"id":1,"a":4,"n":8})");
  EXPECT_EQ(world.says("PATCH /things/1", R"({"n": 1})"), R"(200 {"id":1,"a":4,"n":1})");
}

TEST(Fields, AreShownWhereTheySay) {
  WorldOf world{world_with_fields(
      "a: {type: text, default: a, shown: one}\n      b: {type: text, default: b, shown: one, with_flag: all}\n"
      "      c: {type: text, default: c, shown: never, secret: true}\n"
      "      d: {type: text, default: d, shown_when: '{{ row.id > 1 }}'}\n"
      "      e: {type: text, stored: false, nullable: true}\n      f: {type: text, view: '{{ row.c + row.d }}'}")};
  EXPECT_EQ(world.says("POST /things", R"({"e": "x"})"), R"(201 {"id":1,"a":"a","b":"b","f":"cd"})");
  EXPECT_EQ(world.says("GET /things"), R"(200 [{"id":1,"f":"cd"}])");
  EXPECT_EQ(world.says("GET /things?all"), R"(200 [{"id":1,"b":"b","f":"cd"}])");
  EXPECT_EQ(world.says("POST /things", "{}"), R"(201 {"id":2,"a":"a","b":"b","d":"d","f":"cd"})");
}

TEST(Fields, UnknownMembersMayBeIgnored) {
  WorldOf world{world_with_fields("a: {type: text, default: x, writable: never}", "unknown_members: ignore")};
  EXPECT_EQ(world.says("POST /things", R"({"a": "y", "b": 1, "id": 9})"), R"(201 {"id":1,"a":"x"})");
}

TEST(Operations, DeleteMayBeSoftAndListsChoose) {
  WorldOf world{R"(
grammars: {plain: {page_size: {name: size, default: 2}, flags: [all], envelope: {n: '{{ list.count }}', rows: '{{ shown }}'}}}
collections:
  thing:
    path: /things
    grammar: plain
    rows: [{id: 1}, {id: 2}, {id: 3}]
    fields: {id: integer, gone: {type: boolean, default: false}}
    operations:
      list: {only: '{{ not row.gone or asked.flags.all or "gone" in asked.filters }}'}
      delete: {soft: {gone: '{{ 1 == 1 }}'}, response: {computed: '{{ row.gone }}'}}
      update: {method: POST, after: [{let: {before: '{{ was.gone }}'}}], response: {computed: ['{{ before }}', '{{ row.gone }}']}}
)"};
  EXPECT_EQ(world.says("DELETE /things/2"), "200 true");
  EXPECT_EQ(world.says("GET /things"), R"(200 {"n":2,"rows":[{"id":1,"gone":false},{"id":3,"gone":false}]})");
  EXPECT_EQ(world.says("GET /things?all&size=1&page=1"), R"(200 {"n":3,"rows":[{"id":2,"gone":true}]})");
  EXPECT_EQ(world.says("GET /things?_filter_gone=True"), R"(200 {"n":1,"rows":[{"id":2,"gone":true}]})");
  EXPECT_EQ(world.says("POST /things/1", R"({"gone": true})"), "200 [false,true]");
  EXPECT_THAT(world.says("GET /things?size=few"), HasSubstr(R"("error":"bad_query")"));
  EXPECT_THAT(world.says("PUT /things/1", "{}"), testing::StartsWith("404"));
}

TEST(Operations, AStubOfAFileWinsATie) {
  WorldOf world{R"(
collections: {thing: {path: /things, rows: [{id: 1}], fields: {id: integer}, operations: {one: {}}}}
stubs: [{name: mine, request: 'GET /things/{id:integer}', example: GET /things/1, response: {text: mine}}]
)"};
  EXPECT_EQ(world.says("GET /things/1"), "200 mine");
}

}  // namespace
}  // namespace phantomime::state
