// Every verb of a step, in a stub of its own: what the request says to its steps, and that all of them happen or none.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/world_of.hpp"

namespace phantomime::state {
namespace {

using test::WorldOf;
using testing::HasSubstr;

/// Things on shelves and a door, as every test here has them; the steps of the one stub stand at '@'.
std::string world_with(const std::string& steps, const std::string& computed) {
  return R"(
machines:
  door: {initial: shut, transitions: {open: {from: shut, to: wide}, shut: {from: wide, to: shut}}}
grammars:
  plain: {flags: [all], envelope: {count: '{{ list.count }}', rows: '{{ shown }}'}}
errors:
  too_many: {response: {status: 409, computed: {kind: '{{ error.kind }}', of: '{{ error.collection }}',
    member: '{{ error.member }}', value: '{{ error.value }}', text: '{{ error.text }}'}}}
collections:
  shelf:
    rows: [{id: 1, label: left}, {id: 2, label: right}]
    fields: {id: integer, label: {type: text, unique: true}}
  thing:
    path: /things
    grammar: plain
    rows: [{id: 3, name: pen, shelf: 1}, {id: 5, name: ink, shelf: 2}, {id: 7, name: nib, shelf: 1, state: worn}]
    fields:
      id: integer
      name: {type: text, required: true, unique: true}
      shelf: {type: integer, relation: shelf, nullable: true, named_by: label}
      state: {type: text, default: new}
    machine: {member: state, initial: new, final: [worn], transitions: {wear: {from: new, to: worn}}}
    operations: {list: {}, one: {}, create: {}, update: {}, delete: {}}
stubs:
  - name: steps
    request: {method: any, path: '/do/{id}'}
    example: GET /do/3
    do: )" +
         steps + "\n    response: {computed: " + computed + "}\n";
}

struct Plays {
  const char* name;
  const char* steps;
  const char* computed;
  const char* says;
  const char* request = "GET /do/3";
  const char* body = "";
};

class EveryStep : public testing::TestWithParam<Plays> {};

TEST_P(EveryStep, SaysThis) {
  WorldOf world{world_with(GetParam().steps, GetParam().computed)};
  EXPECT_EQ(world.says(GetParam().request, GetParam().body), GetParam().says) << world.error();
}

constexpr Plays looks[] = {
    {"FindById", "[{find: {in: thing, id: '{{ captures.id }}', as: row}}]", "'{{ row.name }}'", R"(200 "pen")"},
    {"FindByNumber", "[{find: {in: thing, id: 5, as: row}}]", "'{{ row.name }}'", R"(200 "ink")"},
    {"FindWhereIsTheFirstById", "[{find: {in: thing, where: {shelf: 1}, as: row}}]", "'{{ row.id }}'", "200 3"},
    {"FindWhereAllHold", "[{find: {in: thing, where: {shelf: 1, name: nib}, as: row}}]", "'{{ row.id }}'", "200 7"},
    {"FindNone", "[{find: {in: thing, id: 9, as: row, otherwise: none}}]", "'{{ row }}'", "200 null"},
    {"FindNoNumber", "[{find: {in: thing, id: '{{ captures.id }}', as: row, otherwise: none}}]", "'{{ row }}'",
     "200 null", "GET /do/3x"},
    {"FindOtherwise", "[{find: {in: thing, id: 9, as: row, otherwise: too_many}}]", "1",
     R"(409 {"kind":"too_many","of":"thing","member":"id","value":9,"text":"there is no such thing"})"},
    {"When", "[{let: {a: 1}}, {let: {a: 2}, when: '{{ a == 2 }}'}, {let: {a: 3}, when: true}]", "'{{ a }}'", "200 3"},
    {"LetSeesWhatIsBefore", "[{let: {a: 1, b: '{{ a + 1 }}', c: {d: '{{ b }}'}}}]", "'{{ c.d }}'", "200 2"},
    {"RequireHolds", "[{require: {that: '{{ captures.id == \"3\" }}', otherwise: too_many}}]", "1", "200 1"},
    {"RequireSaysMore",
     "[{require: {that: false, otherwise: too_many, member: m, value: [1, '{{ captures.id }}'], text: 'no {{ 1 }}'}}]",
     "1", R"(409 {"kind":"too_many","of":"","member":"m","value":[1,"3"],"text":"no 1"})"},
    {"List", "[{list: {in: thing, where: {shelf: 1}, only: '{{ row.id > 3 or asked.flags.all }}'}}]",
     "['{{ list.count }}', '{{ list.pages }}', '{{ shown }}']",
     R"(200 [1,1,[{"id":7,"name":"nib","shelf":1,"state":"worn"}]])"},
    {"ListAs", "[{list: {in: thing, only: '{{ row.id > 3 or asked.flags.all }}', as: found}}]",
     "{n: '{{ found.count }}', rows: '{{ shown }}', asked: '{{ asked }}'}",
     R"(200 {"n":1,"rows":[{"id":5,"name":"ink","shelf":2,"state":"new"}],"asked":{"filters":["shelf"],"flags":{"all":false}}})",
     "GET /do/3?_filter_shelf__label=right"},
    {"ListWithAFlag", "[{list: {in: thing, only: '{{ row.id > 3 or asked.flags.all }}'}}]", "'{{ list.count }}'",
     "200 3", "GET /do/3?all"},
    {"Show", "[{find: {in: thing, id: 3, as: a}}, {show: {row: a, as: b}}]", "'{{ b }}'",
     R"(200 {"id":3,"name":"pen","shelf":1,"state":"new"})"},
    {"EachOfAList", "[{let: {n: 0}}, {each: {of: [1, 2, 3], as: i, do: [{let: {n: '{{ n + i }}'}}]}}]", "'{{ n }}'",
     "200 6"},
    {"EachOfRows",
     "[{let: {n: ''}}, {each: {in: thing, where: {shelf: 1}, as: t, do: [{let: {n: '{{ n + text(t.id) }}'}}]}}]",
     "'{{ n }}'", "200 \"37\""},
};
constexpr Plays changes[] = {
    {"Create", "[{create: {in: thing, members: {name: cap, shelf: '{{ 1 + 1 }}'}, as: made}}]",
     "['{{ made }}', '{{ length(rows(\"thing\")) }}']", R"(200 [{"id":8,"name":"cap","shelf":2,"state":"new"},4])"},
    {"CreateWithAnId", "[{create: {in: thing, members: {id: 30, name: cap}, as: made}}]", "'{{ made.id }}'", "200 30"},
    {"CreateOfGiven", "[{take: {in: thing, for: create}}, {create: {in: thing, members: '{{ given }}', as: made}}]",
     "'{{ made }}'", R"(200 {"id":8,"name":"cap","shelf":2,"state":"new"})", "POST /do/3",
     R"({"name": "cap", "shelf": "right"})"},
    {"CreateTwice", "[{create: {in: thing, members: {name: ink}}}]", "1",
     R"(400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"there is a thing with this name",)"
     R"("error":"duplicate","member":"name"})"},
    {"ChangeIsSeenUnderEveryName",
     "[{find: {in: thing, id: 3, as: a}}, {find: {in: thing, id: 3, as: b}}, {change: {row: a, members: {name: x}}}]",
     "['{{ a.name }}', '{{ b.name }}', '{{ at(row(\"thing\", 3), \"name\") }}']", R"(200 ["x","x","x"])"},
    {"TakeForUpdateNeedsNothing", "[{take: {in: thing, for: update, as: sent}}]", "'{{ sent }}'", "200 {}", "PUT /do/3",
     "{}"},
    {"Delete", "[{find: {in: thing, id: 3, as: a}}, {delete: {row: a}}]", "'{{ pluck(rows(\"thing\"), \"id\") }}'",
     "200 [5,7]"},
    {"EachSkipsWhatAnEarlierRoundRemoved",
     "[{let: {n: 0}}, {each: {in: thing, as: t, do: [{let: {n: '{{ n + 1 }}'}}, "
     "{find: {in: thing, id: 5, as: f, otherwise: none}}, {delete: {row: f}, when: '{{ f }}'}]}}]",
     "'{{ n }}'", "200 2"},
    {"FireOfARow", "[{find: {in: thing, id: 3, as: a}}, {fire: {row: a, transition: wear, as: done}}]",
     "['{{ done }}', '{{ a.state }}']", R"(200 [true,"worn"])"},
    {"FireThatCannotBe", "[{find: {in: thing, id: 7, as: a}}, {fire: {row: a, transition: wear, otherwise: too_many}}]",
     "1",
     R"(409 {"kind":"too_many","of":"thing","member":"state","value":"worn","text":"its state does not allow to wear"})"},
    {"FireThatNeedNotBe",
     "[{find: {in: thing, id: 7, as: a}}, {fire: {row: a, transition: wear, otherwise: none, as: done}}]",
     "'{{ done }}'", "200 false"},
    {"FireOfAMachine", "[{fire: {machine: door, transition: open}}]", "'{{ state(\"door\") }}'", R"(200 "wide")"},
    {"FireOfAMachineThatCannotBe", "[{fire: {machine: door, transition: shut}}]", "1",
     R"(409 {"type":"about:blank","title":"Conflict","status":409,"detail":"its state does not allow to shut",)"
     R"("error":"bad_transition","member":"door"})"},
};
const auto name_of = [](const auto& one) { return std::string{one.param.name}; };
INSTANTIATE_TEST_SUITE_P(Looks, EveryStep, testing::ValuesIn(looks), name_of);
INSTANTIATE_TEST_SUITE_P(Changes, EveryStep, testing::ValuesIn(changes), name_of);

struct Breaks {
  const char* name;
  const char* steps;
  const char* error;
};
class BrokenSteps : public testing::TestWithParam<Breaks> {};

TEST_P(BrokenSteps, AreA500ThatSaysWhereAndChangeNothing) {
  WorldOf world{
      world_with(std::string{"[{create: {in: thing, members: {name: cap}}}, "} + GetParam().steps + "]", "1")};
  EXPECT_THAT(world.says("GET /do/3"), testing::StartsWith("500 "));
  EXPECT_THAT(world.error(), HasSubstr(GetParam().error));
  EXPECT_EQ(world.says("GET /things/8"), R"(404 {"type":"about:blank","title":"Not Found","status":404,)"
                                         R"("detail":"there is no such thing","error":"not_found","member":"id"})");
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenSteps,
    testing::Values(
        Breaks{"NoRow", "{find: {in: thing, id: 9, as: a, otherwise: none}}, {change: {row: a, members: {name: x}}}",
               "'a' is no row here"},
        Breaks{"LetIsNoRow", "{find: {in: thing, id: 3, as: a}}, {let: {a: 1}}, {delete: {row: a}}",
               "'a' is no row here"},
        Breaks{"GoneRow", "{find: {in: thing, id: 3, as: a}}, {delete: {row: a}}, {show: {row: a}}",
               "the row 'a' is gone"},
        Breaks{"NoMembers", "{create: {in: thing, members: '{{ 1 }}'}}", "'create' takes members, this is 1"},
        Breaks{"UnknownMember", "{create: {in: thing, members: '{{ row(\"shelf\", 1) }}'}}",
               "the collection thing has no member 'label'"},
        Breaks{"WrongType", "{create: {in: thing, members: {name: 1}}}",
               "a row of thing would have name 1, expected a text"},
        Breaks{"MissingMember", "{create: {in: thing, members: {}}}",
               "a row of thing would have name null, expected a text"},
        Breaks{"IdThatIsThere", "{create: {in: thing, members: {id: 3, name: x}}}", "there is a row 3 of thing"},
        Breaks{"NoList", "{each: {of: '{{ 1 }}', as: i, do: []}}", "'each' takes a list, this is 1"},
        Breaks{"Rounds", "{each: {of: '{{ range(9999) }}', as: i, do: []}}, {each: {of: [1, 2], as: i, do: []}}",
               "more than 10000 rounds of 'each'"},
        Breaks{"Template", "{let: {a: '{{ 1 % 0 }}'}}", "'%' by zero"}),
    [](const auto& one) { return std::string{one.param.name}; });

TEST(Transactions, AnErrorTakesBackRowsStatesAndIds) {
  WorldOf world{
      world_with("[{create: {in: thing, members: {name: cap}}}, {find: {in: thing, id: 3, as: a}}, {find: {in: thing, "
                 "id: 5, as: b}}, "
                 "{change: {row: a, members: {name: x}}}, {delete: {row: b}}, {fire: {row: a, transition: wear}}, "
                 "{fire: {machine: door, transition: open}}, {require: {that: '{{ request.method == \"POST\" }}', "
                 "otherwise: too_many}}]",
                 "'{{ state(\"door\") }}'")};
  const std::string before = world.says("GET /things");
  EXPECT_THAT(world.says("GET /do/1"), testing::StartsWith("409 "));
  EXPECT_EQ(world.says("GET /things"), before);
  EXPECT_EQ(world.says("POST /do/1"), R"(200 "wide")");  // it was shut again
  EXPECT_EQ(world.says("GET /things"), R"(200 {"count":3,"rows":[{"id":3,"name":"x","shelf":1,"state":"worn"},)"
                                       R"({"id":7,"name":"nib","shelf":1,"state":"worn"},)"
                                       R"({"id":8,"name":"cap","shelf":null,"state":"new"}]})");  // ids are dense
}

TEST(Transactions, AResponseThatFailsTakesThemBackToo) {
  WorldOf world{world_with("[{create: {in: thing, members: {name: '{{ captures.id }}'}, as: made}}]",
                           "'{{ 6 % (made.id - int(captures.id)) }}'")};
  EXPECT_THAT(world.says("GET /do/8"), testing::StartsWith("500 "));
  EXPECT_EQ(world.says("GET /do/4"), "200 2");  // 8 is free again
}

TEST(Transactions, IdsOfDeletedRowsAreNotGivenAgain) {
  WorldOf world{world_with("[]", "1")};
  EXPECT_EQ(world.says("DELETE /things/7"), "204");
  EXPECT_THAT(world.says("POST /things", R"({"name": "cap"})"), HasSubstr(R"("id":8)"));
}

}  // namespace
}  // namespace phantomime::state
