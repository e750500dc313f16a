// What the packs know of making things and taking them away again.
#include "phantomime/contract/flow.hpp"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/loaded.hpp"
#include "support/linted.hpp"
#include "support/rooted_file_store.hpp"

namespace phantomime::contract {
namespace {

using testing::HasSubstr;

std::shared_ptr<const scenario::Scenario> phantom() {
  return testing_support::loaded(testing_support::RootedFileStore{PHANTOMIME_SOURCE_DIR}, "scenarios/phantom");
}

std::map<std::string, Flow> by_stub(const scenario::Scenario& scenario) {
  std::map<std::string, Flow> flows;
  for (Flow& flow : make_flows(scenario)) {
    const std::string& name = scenario.stubs[flow.create].name;
    flows.emplace(name, std::move(flow));
  }
  return flows;
}

TEST(Flow, OfThePhantomPackKnowsWhatCanBeMadeAndTakenAway) {
  const auto scenario = phantom();
  ASSERT_NE(scenario, nullptr);
  const auto flows = by_stub(*scenario);
  for (const auto& [stub, marker] : {std::pair{"container: create", "name"}, std::pair{"artifact: create", "name"},
                                     std::pair{"ph_user: create", "username"}}) {
    const Flow& flow = flows.at(stub);
    EXPECT_EQ(flow.refused, "") << stub;
    EXPECT_EQ(flow.marker, marker) << stub;
    EXPECT_TRUE(flow.list && flow.one && flow.destroy) << stub;
    EXPECT_FALSE(flow.updates.empty()) << stub;
  }
  EXPECT_THAT(flows.at("playbook_run: create").refused, HasSubstr("cannot be deleted"));
}

TEST(Flow, ComesAfterThoseThatItRefersTo) {
  const auto scenario = phantom();
  ASSERT_NE(scenario, nullptr);
  std::vector<std::string> made;
  for (const Flow& flow : make_flows(*scenario)) made.push_back(flow.collection);
  const auto at = [&](const char* name) { return std::find(made.begin(), made.end(), name) - made.begin(); };
  EXPECT_LT(at("container"), at("artifact"));
}

TEST(Flow, MarksTheBodyAndNamesWhatItRefersTo) {
  const auto scenario = phantom();
  ASSERT_NE(scenario, nullptr);
  const Flow flow = by_stub(*scenario).at("artifact: create");
  const auto body = marked_body(flow, *scenario, "mark-1", {{"container", "99"}});
  ASSERT_TRUE(body);
  EXPECT_EQ(*body, R"({"cef":{},"container_id":99,"name":"mark-1"})");
  EXPECT_EQ(marker_query(flow, *scenario, "mark-1"),
            "_filter_name=%22mark-1%22&page_size=0&include_automation&include_expensive&pretty");
}

TEST(Flow, IsRefusedWhereNothingWouldFindOrDeleteWhatItMakes) {
  const std::string create =
      "  - name: make\n    request: POST /things\n    example: {request: POST /things, json: {name: a, n: 1}}\n"
      "    response: {json: {id: 1}}\n";
  const std::string list = "  - {name: list, request: GET /things, response: {json: []}}\n";
  const std::string remove =
      "  - {name: gone, request: 'DELETE /things/{id}', example: DELETE /things/1, response: {status: 204}}\n";
  const auto refused = [](const std::string& stubs) {
    const formats::Loaded loaded = formats::load_text("stubs:\n" + stubs);
    EXPECT_EQ(loaded.errors, "");
    return loaded.scenario ? by_stub(*loaded.scenario).at("make").refused : "not loaded";
  };
  EXPECT_EQ(refused(create + list + remove), "");
  EXPECT_THAT(refused(create + list), HasSubstr("cannot be deleted"));
  EXPECT_THAT(refused(create + remove), HasSubstr("no list"));
  std::string unmarked = create;
  unmarked.replace(unmarked.find("name: a,"), 8, "");
  EXPECT_THAT(refused(unmarked + list + remove), HasSubstr("could mark it"));
}

TEST(Flow, FindsTheIdInTheAnswer) {
  EXPECT_EQ(made_id(R"({"success": true, "id": 12})", {}), "12");
  EXPECT_EQ(made_id(R"({"id": "ab-1"})", {}), "ab-1");
  EXPECT_EQ(made_id(R"({"playbook_run_id": "3", "received": true})", {}), "3");
  EXPECT_EQ(made_id(R"({"a_id": 1, "b_id": 2})", {}), "");
  EXPECT_EQ(made_id("", "https://x.example/things/9?x=1"), "9");
  EXPECT_EQ(made_id("no json", {}), "");
}

}  // namespace
}  // namespace phantomime::contract
