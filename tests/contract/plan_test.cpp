#include "phantomime/contract/plan.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

#include "contract/contract_of.hpp"

namespace phantomime::contract {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The plan of a pack in memory.
class PlanOf {
 public:
  explicit PlanOf(const std::string& yaml, PlanOptions options = {}) : pack_{yaml} {
    EXPECT_EQ(pack_.errors(), "");
    contracts_ = make_contracts(pack_.edition());
    plan_ = make_plan(pack_.edition(), contracts_, options, errors_);
  }

  [[nodiscard]] const Planned& of(const std::string& stub) const {
    const auto found = std::find_if(plan_.items.begin(), plan_.items.end(),
                                    [&](const Planned& item) { return contracts_.contracts[item.stub].stub == stub; });
    if (found == plan_.items.end()) throw std::runtime_error{"no item for " + stub};
    return *found;
  }
  [[nodiscard]] std::vector<std::string> order() const {
    std::vector<std::string> names;
    for (const Planned& item : plan_.items) names.push_back(contracts_.contracts[item.stub].stub);
    return names;
  }
  /// The list that feeds the first hole of a stub.
  [[nodiscard]] std::string feeder(const std::string& stub) const {
    const auto& hole = of(stub).holes.front();
    return hole.feeder ? contracts_.contracts[plan_.items[*hole.feeder].stub].stub : "";
  }
  [[nodiscard]] std::string errors() const { return render(errors_); }
  [[nodiscard]] const Plan& plan() const { return plan_; }

 private:
  ContractOf pack_;
  Contracts contracts_;
  Plan plan_;
  Errors errors_;
};

/// A pack with a memory and without one, as people write them.
constexpr const char* things = R"(grammars:
  g: {page: {name: page}, page_size: {name: page_size, default: 10}, envelope: {data: '{{ shown }}'}}
collections:
  thing:
    path: /thing
    grammar: g
    rows: [{id: 1, name: a}, {id: 2, name: b}]
    fields: {id: integer, name: text}
    operations: {one: {}, list: {}, create: {}, update: {}, delete: {}}
  part:
    rows: [{id: 5, of: 1}]
    fields: {id: integer, of: integer}
stubs:
  - name: part of a thing
    request: GET /thing/{id:integer}/part
    example: GET /thing/1/part
    do:
      - find: {in: thing, id: '{{ captures.id }}', as: thing}
      - find: {in: part, where: {of: '{{ thing.id }}'}, as: part}
    response: {computed: {id: '{{ part.id }}'}}
  - name: update by POST
    request: POST /thing/{id:integer}
    example: {request: POST /thing/1, json: {name: c}}
    do:
      - find: {in: thing, id: '{{ captures.id }}', as: thing}
      - change: {row: thing, members: {name: c}}
    response: {computed: {success: true}}
  - name: a GET that deletes
    request: GET /purge
    do: [{each: {in: thing, as: one, do: [{delete: {row: one}}]}}]
    response: {json: {}}
)";

TEST(Plan, AsksForListsBeforeWhatTheyFeed) {
  const PlanOf plan{things};
  EXPECT_EQ(plan.errors(), "");
  const auto order = plan.order();
  const auto at = [&](const char* name) { return std::find(order.begin(), order.end(), name) - order.begin(); };
  EXPECT_LT(at("thing: list"), at("thing: one"));
  EXPECT_LT(at("thing: list"), at("part of a thing"));
  EXPECT_EQ(order.size(), 8u);
  EXPECT_EQ(plan.feeder("thing: one"), "thing: list");
  EXPECT_EQ(plan.feeder("part of a thing"), "thing: list");
  EXPECT_EQ(plan.of("thing: one").holes.front().at.rows, "data");
  EXPECT_EQ(plan.of("thing: one").holes.front().at.id, "id");
}

TEST(Plan, KnowsWhatARequestDoes) {
  const PlanOf plan{things};
  const std::vector<std::pair<const char*, Safety>> table{
      {"thing: list", Safety::safe},         {"thing: one", Safety::safe},
      {"part of a thing", Safety::safe},     {"thing: create", Safety::creates},
      {"thing: update", Safety::idempotent}, {"update by POST", Safety::idempotent},
      {"thing: delete", Safety::destroys},   {"a GET that deletes", Safety::destroys},
  };
  for (const auto& [stub, safety] : table) {
    EXPECT_EQ(plan.of(stub).safety, safety) << stub;
    if (safety == Safety::safe)
      EXPECT_EQ(plan.of(stub).not_run, "") << stub;
    else
      EXPECT_THAT(plan.of(stub).not_run, HasSubstr("allow with --allow " + std::string{to_string(safety)})) << stub;
  }
}

TEST(Plan, SaysThatWhatIsAllowedNeedsAFlow) {
  PlanOptions options;
  options.allowed = {Safety::creates};
  const PlanOf plan{things, options};
  EXPECT_THAT(plan.of("thing: create").not_run, HasSubstr("flow"));
  EXPECT_THAT(plan.of("thing: delete").not_run, HasSubstr("--allow destroys"));
}

TEST(Plan, KnowsThatARowMayLackWhatIsAskedFor) {
  const PlanOf plan{things};
  EXPECT_TRUE(plan.of("part of a thing").may_lack);
  EXPECT_FALSE(plan.of("thing: one").may_lack);
}

TEST(Plan, TakesWhatIsBoundTheMostPreciseFirst) {
  PlanOptions options;
  options.bindings = {{"thing.id", "7", {}}, {"part of a thing.id", "8", {}}};
  const PlanOf plan{things, options};
  EXPECT_EQ(plan.errors(), "");
  EXPECT_EQ(plan.of("thing: one").asked.target, "/thing/7");
  EXPECT_EQ(plan.of("part of a thing").asked.target, "/thing/8/part");
}

TEST(Plan, RefusesBindingsThatNameNothingOrDoNotFit) {
  PlanOptions options;
  options.bindings = {{"thimg.id", "7", {}}, {"thing.id", "seven", {}}};
  const PlanOf plan{things, options};
  EXPECT_THAT(plan.errors(), HasSubstr("nothing is called 'thimg.id'"));
  EXPECT_THAT(plan.errors(), HasSubstr("did you mean 'thing.id'"));
  EXPECT_THAT(plan.errors(), HasSubstr("'seven' is no value of {id} in GET /thing/{id:integer}"));
}

TEST(Plan, LeavesOutWhatNothingBinds) {
  const PlanOf plan{R"(stubs:
  - {name: one, request: 'GET /x/{id:integer}', example: GET /x/1, response: {json: {id: 1}}}
  - {name: any, request: {method: GET, path: {glob: /y/*}}, example: GET /y/z, response: {json: {id: 1}}}
)"};
  EXPECT_THAT(plan.of("one").not_run, HasSubstr("nothing gives {id}: say --bind 'x.id=VALUE'"));
  EXPECT_THAT(plan.of("any").not_run, HasSubstr("--bind 'any.path=VALUE'"));
  EXPECT_EQ(plan.plan().estimate(1, 0, std::chrono::milliseconds{1}).requests, 0u);
}

TEST(Plan, FindsTheListWithoutAMemoryByItsPath) {
  const PlanOf plan{R"(stubs:
  - {name: one, request: 'GET /x/{id}', example: GET /x/1, response: {json: {id: 1}}}
  - {name: below, request: 'GET /x/{id}/y/{name}', example: GET /x/1/y/a, response: {json: {name: a}}}
  - {name: names, request: 'GET /x/{id}/y', example: GET /x/1/y, response: {json: [{name: a}]}}
  - {name: list, request: GET /x, response: {json: {items: [{id: 1}]}}}
)"};
  EXPECT_EQ(plan.feeder("one"), "list");
  EXPECT_EQ(plan.feeder("names"), "list");
  const auto& below = plan.of("below");
  ASSERT_EQ(below.holes.size(), 2u);
  EXPECT_EQ(below.holes[1].at.rows, "");
  EXPECT_EQ(below.holes[1].at.id, "name");
  EXPECT_EQ(below.not_run, "");
}

TEST(Plan, KnowsPathsThatNameOneThing) {
  constexpr const char* pack = R"(
stubs:
  - {name: one, request: GET /x/21/y, response: {json: {id: 1}}}
  - {name: uuid, request: GET /x/0f3a9c5e-7b1d-2846-9d2c-4b6a8f0e1735, response: {json: {id: 1}}}
  - {name: word, request: GET /x/v2/y, response: {json: {id: 1}}}
)";
  EXPECT_TRUE(PlanOf(pack).of("one").names_one);
  EXPECT_TRUE(PlanOf(pack).of("uuid").names_one);
  EXPECT_FALSE(PlanOf(pack).of("word").names_one);
  EXPECT_EQ(PlanOf(pack).of("one").not_run, "");
  PlanOptions options;
  options.bindings = {{"one.path", "/x/7/y", {}}};
  EXPECT_EQ(PlanOf(pack, options).of("one").asked.target, "/x/7/y");
}

TEST(Plan, SaysWhyAServerCannotBeAsked) {
  const PlanOf plan{R"(machines:
  m: {initial: a, final: [b], transitions: {go: {from: a, to: b}}}
stubs:
  - {name: fault, request: GET /f, response: {json: {}, fault: reset}}
  - {name: bound, request: GET /b, state: {m: b}, response: {json: {}}}
  - {name: gone, request: GET /g, response: {status: 404, json: {}}}
  - {name: own, request: {method: GET, path: /o, headers: {Authorization: Bearer x}}, response: {json: {}}}
)"};
  EXPECT_THAT(plan.of("fault").not_run, HasSubstr("fault"));
  EXPECT_THAT(plan.of("bound").not_run, HasSubstr("only while m is b"));
  EXPECT_THAT(plan.of("gone").not_run, HasSubstr("it answers 404"));
  EXPECT_THAT(plan.of("own").not_run, HasSubstr("credentials of its own"));
}

TEST(Plan, OfSomeStubsTakesWhatFeedsThemToo) {
  PlanOptions options;
  options.only = {"part*"};
  EXPECT_THAT(PlanOf(things, options).order(), ElementsAre("thing: list", "part of a thing"));
  options.only = {"GET /thing"};
  EXPECT_THAT(PlanOf(things, options).order(), ElementsAre("thing: list"));
  options.only = {"nothing*"};
  EXPECT_THAT(PlanOf(things, options).errors(), HasSubstr("nothing*"));
}

TEST(Plan, EstimatesByJobsAndRate) {
  const PlanOf plan{things};
  const auto alone = plan.plan().estimate(1, 0, std::chrono::milliseconds{100});
  EXPECT_EQ(alone.requests, 3u);
  EXPECT_EQ(alone.time.count(), 300);
  EXPECT_GT(alone.bytes, 300u);
  EXPECT_EQ(plan.plan().estimate(3, 0, std::chrono::milliseconds{100}).time.count(), 100);
  EXPECT_EQ(plan.plan().estimate(3, 1, std::chrono::milliseconds{100}).time.count(), 3000);
}

TEST(Plan, FindsIdsOfRows) {
  const auto ids = [](const char* text, const RowsAt& at) { return ids_in(*parse_json(text), at, 3); };
  EXPECT_THAT(
      ids(R"({"data": [{"id": 1}, {"id": "a b"}, {"no": 1}, {"id": null}, {"id": 2}, {"id": 3}]})", {"data", "id"}),
      ElementsAre("1", "a b", "2"));
  EXPECT_THAT(ids(R"([{"id": 1}])", {"", "id"}), ElementsAre("1"));
  for (const char* const text : {"{}", "[]", "1", R"({"data": {}})", R"({"data": [1]})"})
    EXPECT_THAT(ids(text, {"data", "id"}), IsEmpty()) << text;
}

}  // namespace
}  // namespace phantomime::contract
