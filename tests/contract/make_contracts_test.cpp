#include "phantomime/contract/make_contracts.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/contract_of.hpp"
#include "support/linted.hpp"
#include "support/rooted_file_store.hpp"

namespace phantomime::contract {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string stub(const std::string& json, const std::string& contract) {
  return "stubs:\n  - name: a\n    request: GET /a\n    response: {json: " + json + "}\n    contract: " + contract +
         "\n";
}

TEST(Contracts, ThatContradictThemselvesAreLocatedErrors) {
  const struct {
    std::string json;
    std::string contract;
    std::string error;
  } rows[] = {
      {"{v: 1}", "{body: {$.v: {type: string}}}", "contradicts what the pack answers at $.v"},
      {"{v: 1}", "{body: {$.v: {min: 2}}}", "contradicts what the pack answers at $.v"},
      {"{v: 1}", "{body: {$.w: integer}}", "no answer of 'a' has a member 'w'"},
      {"{value: 1}", "{body: {$.valeu: integer}}", "did you mean 'value'?"},
      {"{v: [1]}", "{body: {'$.v[*]': integer, $.v: {each: string}}}", "it cannot be integer and string"},
      {"{v: 1}", "{always: ['{{ answer.v == 2 }}']}", "contradicts what the pack answers"},
      {"{v: 1}", "{status: 201}", "contradicts what the pack answers at status"},
      {"{v: 1}", "{body: {$.v: {min: 3, max: 2}}}", "'min' is more than 'max'"},
      {"{v: 1}", "{body: {$.v: {type: integer, format: uuid}}}", "the rule is for texts"},
      {"{v: 1}", "{body: {$.v: {type: integer, one_of: [x]}}}", "'one_of' lists \"x\""},
      {"{v: 1}", "{body: {$.v: {ignore: true, min: 1}}}", "what is ignored has no further rule"},
      {"{v: 1}", "{body: {'$.v[0]': integer}}", "write [*]"},
      {"{v: 1}", "{body: {$.v: {within: 3}}}", "'within' is for 'equals'"},
      {"{v: 1}", "{bdy: {}}", "did you mean 'body'?"},
      {"{v: 1}", "{body: {$.v: {typ: integer}}}", "did you mean 'type'?"},
      {"{v: 1}", "{body: {$.v: {format: uudi}}}", "did you mean 'uuid'?"},
      {"{v: 1}", "{always: ['{{ anwser.v }}']}", "anwser"},
      {"{v: 1}", "{fixtures: [a.json]}", "a.json"},
  };
  for (const auto& row : rows) {
    const std::string errors = ContractOf{stub(row.json, row.contract)}.errors();
    EXPECT_THAT(errors, HasSubstr(row.error)) << row.contract;
    EXPECT_THAT(errors, HasSubstr("x.yaml:")) << row.contract;
  }
}

TEST(Contracts, AreSaidByNamesAndByPatterns) {
  ContractOf made{
      "contracts:\n  '*': {body: {$.id: {max: 100}}}\n  a: {body: {$.id: {max: 10}}}\n"
      "stubs:\n  - {name: a, request: GET /a, response: {json: {id: 1}}}\n  - {name: b, request: GET /b, response: "
      "{json: {id: 1}}}\n"};
  ASSERT_EQ(made.errors(), "");
  EXPECT_EQ(made.finds(R"({"id": 11})").size(), 1u);
  EXPECT_THAT(made.finds(R"({"id": 11})", "GET /b", "b"), IsEmpty());
  EXPECT_EQ(made.finds(R"({"id": 101})", "GET /b", "b").size(), 1u);
  EXPECT_THAT(
      ContractOf{
          "contracts:\n  aa: {status: 200}\nstubs:\n  - {name: ab, request: GET /a, response: {json: {id: 1}}}\n"}
          .errors(),
      HasSubstr("did you mean 'ab'?"));
}

TEST(Contracts, OfFixturesKnowTheLineThatSaysSo) {
  testing_support::MemoryFileStore store{
      {"p/a.yaml", "phantomime: 1\nstubs:\n  - {name: a, request: GET /a, response: {file: one.json}}\n"},
      {"p/fixtures/one.json", "{\n  \"id\": 1,\n  \"inner\": \"{\\\"x\\\":1}\"\n}\n"},
      {"p/fixtures/fixtures.yaml",
       "phantomime: 1\nsources: {page: {title: Things, product: Shop, versions: ['1'], evidence: a page}}\n"
       "fixtures:\n  one.json: {provenance: documented, source: page, section: GET /a}\n"}};
  ContractOf made{store};
  ASSERT_EQ(made.errors(), "");
  (void)made.finds(R"({"inner": "{\"x\":1}"})");
  ASSERT_EQ(made.compared().findings.size(), 1u);
  const Origin& origin = made.compared().findings[0].origin;
  EXPECT_EQ(origin.strength, Provenance::documented);
  EXPECT_EQ(origin.text, "Things, GET /a");
  EXPECT_EQ(origin.where.to_string(), "p/fixtures/one.json:2:3");
  (void)made.finds(R"({"id": 1, "inner": "{\"x\":true}"})");
  ASSERT_EQ(made.compared().findings.size(), 1u);
  EXPECT_EQ(made.compared().findings[0].origin.where.line, 3u) << "of the string that holds it";
}

TEST(Contracts, OfExamplesThatDifferAllowTheDifference) {
  ContractOf made{
      "stubs:\n  - name: a\n    request: GET /a\n    response: {json: [{a: 1, b: x}, {a: null}, {a: 2, b: null, m: {k: "
      "1}}, {a: 2, m: {j: 1}}]}\n"};
  EXPECT_THAT(made.finds(R"([{"a": null}, {"a": 5, "b": "y", "m": {"other": "names"}}])"), IsEmpty());
  EXPECT_EQ(made.finds(R"([{"b": "x"}])").size(), 1u);
}

TEST(Contracts, OfThePhantomPackNameThePagesAndNeverCallAGuessDocumented) {
  const auto scenario =
      testing_support::loaded(testing_support::RootedFileStore{PHANTOMIME_SOURCE_DIR}, "scenarios/phantom");
  ASSERT_NE(scenario, nullptr);
  const Contracts contracts = make_contracts(std::make_shared<const scenario::Edition>(scenario));
  const Contract* const one = contracts.find("approval: one");
  ASSERT_NE(one, nullptr);
  const Origin& due = one->origins[one->shape.find("due_time")->presence_origin];
  EXPECT_EQ(due.strength, Provenance::documented);
  EXPECT_EQ(due.text, "REST Approval, /rest/approval/<id> · GET · Example response");
  EXPECT_THAT(due.where.to_string(), HasSubstr("fixtures/phantom/approval/one.json:"));

  const Contract* const run = contracts.find("playbook_run: one");
  EXPECT_EQ(run->origins[run->shape.find("misc")->presence_origin].strength, Provenance::assumed);
  EXPECT_EQ(run->origins[run->shape.find("node_guid")->presence_origin].strength, Provenance::recorded);
  EXPECT_EQ(run->origins[run->shape.find("cancelled")->shape.null_origin].kind, Origin::Kind::erratum);

  for (const Contract& contract : contracts.contracts) {
    for (std::size_t at = 1; at < contract.origins.size(); ++at) {
      const Origin& origin = contract.origins[at];
      const bool only_played = origin.kind == Origin::Kind::answer || origin.kind == Origin::Kind::collection;
      EXPECT_FALSE(only_played && origin.strength == Provenance::documented) << contract.stub << origin.text;
    }
  }
}

TEST(Contracts, OfAnAnswerAreWhatAnotherIsHeldAgainst) {
  const std::string body = R"({"id": 1, "rows": [{"a": "x"}]})";
  const Contract contract =
      contract_of_answer("GET /a", "GET /a", 200, {{"Content-Type", "application/json"}}, body, Provenance::recorded);
  http::Request request;
  request.method = "GET";
  request.target = "/a";
  Observed other;
  other.request = &request;
  other.status = 200;
  other.headers.add("Content-Type", "application/json");
  other.body = R"({"id": 2, "rows": [{"a": "y"}, {"a": 3}]})";
  const Comparison compared = compare(contract, other);
  ASSERT_EQ(compared.findings.size(), 1u);
  EXPECT_EQ(compared.findings[0].place, "$.rows[1].a");
  EXPECT_EQ(compared.findings[0].origin.strength, Provenance::recorded);
}

}  // namespace
}  // namespace phantomime::contract
