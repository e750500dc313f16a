// What the engine counts of what was touched, and what a ledger makes of several editions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/scenario/coverage_ledger.hpp"
#include "phantomime/scenario/engine.hpp"

#include "support/memory_file_store.hpp"
#include "support/scenario_maker.hpp"

namespace phantomime::scenario {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::request_of;

constexpr const char* pack = R"(phantomime: 1
pack:
  name: shop
  fallback: {status: 404, json: {why: nothing}}
grammars:
  plain: {envelope: {data: "{{ shown }}"}}
collections:
  order:
    path: /orders
    grammar: plain
    rows: orders.json
    fields: {id: integer, name: text, status: text, hidden: {type: text, default: "", shown: never}, extra: {type: text, default: "", shown: one}}
    operations: {list: {}, one: {}, create: {}}
    machine:
      member: status
      initial: open
      final: [paid, gone]
      transitions:
        pay: {from: [open, late], to: paid}
        lapse: {from: open, to: late}
        drop: {from: [open, late], to: gone, do: [{require: {that: "{{ false }}", otherwise: bad_value}}]}
machines:
  door: {initial: shut, final: [], transitions: {open: {from: shut, to: ajar}, close: {from: ajar, to: shut}}}
errors:
  not_found: {response: {status: 404, json: {failed: true}}}
  bad_value: {response: {status: 400, json: {failed: true}}}
stubs:
  - {name: greeting, request: GET /hello, response: {json: {say: [{text: hi}, {text: ho, more: 1}]}}}
  - name: turns
    request: GET /turns
    response: {sequence: [{json: {a: 1}}, {text: two}, {json: {c: 3}}]}
  - {name: file, request: GET /file, response: {file: body.json}}
  - {name: pay, request: "POST /pay/{id:integer}", example: POST /pay/1, do: [{find: {in: order, id: "{{ captures.id }}", as: one}}, {fire: {row: one, transition: pay}}], response: {computed: {ok: true}}}
  - {name: drop, request: "POST /drop/{id:integer}", example: POST /drop/1, do: [{find: {in: order, id: "{{ captures.id }}", as: one}}, {fire: {row: one, transition: drop}}], response: {status: 204}}
  - {name: open, request: POST /open, do: [{fire: {machine: door, transition: open}}], response: {status: 204}}
)";
constexpr const char* orders =
    R"([{"id": 1, "name": "a", "status": "open"}, {"id": 2, "name": "b", "status": "late"}])";
constexpr const char* body = "{\n  \"one\": [\n    {\"x/y\": 1},\n    {\"x/y\": 2, \"z\": 3}\n  ]\n}";

std::shared_ptr<const Edition> edition_of_text(const std::string& text) {
  testing_support::MemoryFileStore store{
      {"p/pack.yaml", text}, {"p/fixtures/orders.json", orders}, {"p/fixtures/body.json", body}};
  Errors errors;
  std::vector<formats::PackFiles> packs;
  if (auto files = formats::read_pack(store, "p", errors)) packs.push_back(std::move(*files));
  auto scenario = formats::bind_packs(std::move(packs), {"", true}, errors);
  EXPECT_TRUE(scenario) << render(errors);
  return std::make_shared<const Edition>(std::move(scenario));
}

const FixedClock& coverage_clock() {
  static const FixedClock fixed{Instant{std::chrono::seconds{1'579'721'983}}};
  return fixed;
}

struct CoverageTest : ::testing::Test {
  CoverageTest() { ledger->survey(edition); }
  std::unique_ptr<Engine> engine() {
    Engine::Options options;
    options.coverage = ledger;
    return std::make_unique<Engine>(edition, coverage_clock(), options);
  }
  /// `owner name` of what was touched of a kind, with its count where that is not 1.
  std::vector<std::string> touched(CoverageItem::Kind kind) const { return listed(kind, true); }
  std::vector<std::string> untouched(CoverageItem::Kind kind) const { return listed(kind, false); }
  std::vector<std::string> listed(CoverageItem::Kind kind, bool touched) const {
    std::vector<std::string> texts;
    const Coverage coverage = ledger->told();
    for (const auto& [key, item] : coverage.items()) {
      if (item.kind != kind || (item.count > 0) != touched) continue;
      texts.push_back(item.owner + (item.name.empty() ? "" : " " + item.name) +
                      (item.count > 1 ? " x" + std::to_string(item.count) : ""));
    }
    return texts;
  }

  std::shared_ptr<CoverageLedger> ledger = std::make_shared<CoverageLedger>();
  std::shared_ptr<const Edition> edition = edition_of_text(pack);
};

using Kind = CoverageItem::Kind;

TEST_F(CoverageTest, CountsCallsOfStubsAndAnswersOfSequences) {
  const auto played = engine();
  for (int i = 0; i < 2; ++i) static_cast<void>(played->play(request_of("GET /turns")));
  static_cast<void>(played->play(request_of("GET /hello")));
  static_cast<void>(played->play(request_of("GET /nothing")));
  EXPECT_THAT(touched(Kind::stub), ElementsAre("greeting", "turns x2"));
  EXPECT_THAT(touched(Kind::branch), ElementsAre("fallback answer", "turns answer 1", "turns answer 2"));
  EXPECT_THAT(untouched(Kind::branch), Contains("turns answer 3"));
}

TEST_F(CoverageTest, CountsTheMembersThatBodiesAreWrittenWith) {
  const auto played = engine();
  for (const char* const line : {"GET /turns", "GET /hello", "GET /file"})
    static_cast<void>(played->play(request_of(line)));
  EXPECT_THAT(touched(Kind::member), ElementsAre("file /one", "file /one/*/x~1y", "file /one/*/z", "greeting /say",
                                                 "greeting /say/*/more", "greeting /say/*/text", "turns, answer 1 /a"));
  EXPECT_THAT(untouched(Kind::member), Contains("turns, answer 3 /c"));
}

TEST_F(CoverageTest, KnowsWhereMembersOfFixturesStand) {
  const Coverage coverage = ledger->told();
  const auto found = coverage.items().find({"shop", Kind::member, "file", "/one/*/z"});
  ASSERT_NE(found, coverage.items().end());
  EXPECT_EQ(found->second.file, "p/fixtures/body.json");
  EXPECT_EQ(found->second.line, 4U);
}

TEST_F(CoverageTest, CountsTheStatesOfRowsThatAreLookedAt) {
  const auto played = engine();
  EXPECT_THAT(touched(Kind::state), IsEmpty()) << "rows that lie there were not looked at";
  static_cast<void>(played->play(request_of("GET /orders/2")));
  EXPECT_THAT(touched(Kind::state), Contains(::testing::StartsWith("order late")));
  EXPECT_THAT(touched(Kind::state), Not(Contains(::testing::StartsWith("order open"))));
  EXPECT_THAT(touched(Kind::state), Contains("door shut"));
}

TEST_F(CoverageTest, CountsTransitionsAndNothingThatIsTakenBack) {
  const auto played = engine();
  static_cast<void>(played->play(request_of("POST /pay/2")));
  EXPECT_EQ(played->play(request_of("POST /drop/1")).reply.status, 400);
  EXPECT_EQ(played->play(request_of("POST /pay/9")).reply.status, 404);
  static_cast<void>(played->play(request_of("POST /open")));
  EXPECT_THAT(touched(Kind::branch), ElementsAre("door open: shut -> ajar", "errors.bad_value answer",
                                                 "errors.not_found answer", "order pay: late -> paid"));
  EXPECT_THAT(untouched(Kind::state), Contains("order gone"));
  EXPECT_THAT(touched(Kind::stub), ElementsAre("drop", "open", "pay x2")) << "a call is one however it ends";
  EXPECT_THAT(untouched(Kind::member), Not(Contains("pay /ok")));
}

TEST_F(CoverageTest, CountsTheMembersOfRowsThatAreTold) {
  const auto played = engine();
  static_cast<void>(played->play(request_of("GET /orders")));
  EXPECT_THAT(touched(Kind::member), Contains("rows of order /name x2"));
  EXPECT_THAT(untouched(Kind::member), Contains("rows of order /extra"));
  EXPECT_THAT(untouched(Kind::member), Not(Contains("rows of order /hidden"))) << "it is never told";
  static_cast<void>(played->play(request_of("GET /orders")));  // told as before, and counted anew
  EXPECT_THAT(touched(Kind::member), Contains("rows of order /name x4"));
  static_cast<void>(played->play(request_of("GET /orders/1")));
  EXPECT_THAT(touched(Kind::member), Contains("rows of order /extra"));
}

TEST_F(CoverageTest, SumsUpOverEnginesAndOutlivesThem) {
  for (int i = 0; i < 3; ++i) static_cast<void>(engine()->play(request_of("GET /hello")));
  EXPECT_THAT(touched(Kind::stub), ElementsAre("greeting x3"));
}

TEST_F(CoverageTest, KeepsCountsByNameOverEditionsAndForgetsWhatWentUntouched) {
  static_cast<void>(engine()->play(request_of("GET /hello")));
  edition = edition_of_text(
      "phantomime: 1\npack: {name: shop}\nstubs:\n  - {name: new, request: GET /new, response: {text: a}}\n"
      "  - {name: greeting, request: GET /hello, response: {text: hi}}\n");
  ledger->survey(edition);
  static_cast<void>(engine()->play(request_of("GET /hello")));
  EXPECT_THAT(touched(Kind::stub), ElementsAre("greeting x2"));
  EXPECT_THAT(untouched(Kind::stub), ElementsAre("new"));
  EXPECT_EQ(ledger->told().items().at({"shop", Kind::stub, "greeting", ""}).line, 5U);
}

TEST_F(CoverageTest, LeavesOutWhatWasAddedAtRunTime) {
  auto more = std::make_shared<Scenario>(edition->scenario());
  Stub stub = more->stubs.front();
  stub.name = "said in code";
  stub.where = {std::make_shared<const Source>("test.cpp", ""), 7, 1};
  more->stubs.insert(more->stubs.begin(), stub);
  edition = std::make_shared<const Edition>(std::move(more));
  const auto played = engine();
  static_cast<void>(played->play(request_of("GET /hello")));
  EXPECT_THAT(listed(Kind::stub, true), Not(Contains("said in code")));
  EXPECT_THAT(listed(Kind::stub, false), Not(Contains("said in code")));
}

TEST(Coverage, NeverRunsOver) {
  Coverage coverage;
  const CoverageItem item{Kind::stub, "p", "s", "", "f", 1, UINT64_MAX - 1};
  coverage.add(item);
  coverage.add(item);
  EXPECT_EQ(coverage.items().begin()->second.count, UINT64_MAX);
}

}  // namespace
}  // namespace phantomime::scenario
