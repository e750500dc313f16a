#include "phantomime/contract/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/contract_of.hpp"

namespace phantomime::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// A stub `a` at GET /a that answers this JSON, with this contract.
std::string stub(const std::string& json, const std::string& contract = "") {
  return "stubs:\n  - name: a\n    request: GET /a\n    response: {json: " + json + "}\n" +
         (contract.empty() ? "" : "    contract: " + contract + "\n");
}

TEST(Compare, FindsNothingInOtherValuesOfTheSameShape) {
  ContractOf made{
      stub("{id: 1, when: '2020-01-22T19:39:43.239000Z', guid: 9a8092d6-c3ad-4c61-b92a-005bb179cfc6, rows: [{n: 1}], "
           "x: null}")};
  ASSERT_EQ(made.errors(), "");
  EXPECT_THAT(
      made.finds(R"({"rows": [{"n": 7}, {"n": 8}], "x": "now a text", "id": 2, "when": "2024-05-01T08:00:00.000001Z",
                             "guid": "00000000-0000-4000-8000-000000000000"})"),
      IsEmpty());
  EXPECT_THAT(made.finds(R"({"rows": [], "x": null, "id": 2, "when": "2024-05-01T08:00:00.000001Z",
                             "guid": "00000000-0000-4000-8000-000000000000"})"),
              IsEmpty());
  EXPECT_EQ(made.compared().unproven, 1u) << "the member of rows that do not come";
}

TEST(Compare, TellsEachKindAtItsPlaceWithItsClass) {
  ContractOf made{
      stub("{id: 1, ratio: 0.5, when: '2020-01-22T19:39:43.239000Z', name: x, rows: [{n: 1}], inner: '{\"ok\": true}', "
           "site: 'https://a.b/c'}")};
  ASSERT_EQ(made.errors(), "");
  const std::string good =
      R"("ratio": 1, "when": "2020-01-22T19:39:43.239000Z", "name": "y", "rows": [{"n": 2}], "inner": "{\"ok\": false}\n", "site": "http://x/")";
  const struct {
    std::string body;
    std::string finding;
  } rows[] = {
      {"{\"id\": \"1\", " + good + "}", "breaking type $.id"},
      {"{\"id\": 1.5, " + good + "}", "breaking type $.id"},
      {"{\"id\": null, " + good + "}", "breaking null $.id"},
      {"{" + good + "}", "breaking missing $.id"},
      {"{\"id\": 1, \"new\": {}, " + good + "}", "compatible extra $.new"},
      {"{\"id\": 1, " + good + ", \"rows\": [{\"n\": 1}, {\"n\": true}, {\"n\": false}]}", "breaking type $.rows[1].n"},
      {"{\"id\": 1, " + good + ", \"when\": \"yesterday\"}", "breaking format $.when"},
      {"{\"id\": 1, " + good + ", \"site\": \"somewhere\"}", "compatible format $.site"},
      {"{\"id\": 1, " + good + ", \"inner\": \"{\\\"ok\\\": 1}\"}", "breaking type $.inner.ok"},
      {"{\"id\": 1, " + good + ", \"inner\": \"plain\"}", "breaking format $.inner"},
      {"[]", "breaking type $"},
      {"<html>", "breaking not JSON body"},
      {"", "breaking missing body"},
      {"{\"id\": 1, \"ratio\":", "breaking truncated body"},
  };
  for (const auto& row : rows) EXPECT_THAT(made.finds(row.body), ElementsAre(row.finding)) << row.body;
  EXPECT_THAT(made.finds("{\"id\": 1, " + good + "}"), IsEmpty());
}

TEST(Compare, GivesOneFindingForAllElementsWithAnIdOfItsOwn) {
  ContractOf made{stub("[{n: 1, m: 1}]")};
  EXPECT_THAT(made.finds(R"([{"n": 1, "m": 1}, {"m": 1}, {"m": 1}])"), ElementsAre("breaking missing $[1].n"));
  const Finding first = made.compared().findings.front();
  EXPECT_EQ(first.times, 2u);
  EXPECT_EQ(first.general, "$[*].n");
  EXPECT_EQ(first.id.size(), 16u);
  EXPECT_THAT(made.finds(R"([{"m": 1}])"), ElementsAre("breaking missing $[0].n"));
  EXPECT_EQ(made.compared().findings.front().id, first.id) << "the same in every run, for whatever element";
  EXPECT_THAT(made.finds(R"([{"n": 1}])"), ElementsAre("breaking missing $[0].m"));
  EXPECT_NE(made.compared().findings.front().id, first.id);
}

TEST(Compare, LooksAtStatusAndHeaders) {
  ContractOf made{
      "stubs:\n  - name: a\n    request: GET /a\n    provenance: recorded\n"
      "    response: {headers: {Content-Type: application/json, X-Frame-Options: DENY, Server: one}, json: {a: 1}}\n"};
  ASSERT_EQ(made.errors(), "");
  Observed seen = made.answer(R"({"a": 2})");
  const auto found = [&] {
    std::vector<std::string> texts;
    for (const Finding& finding : compare(made.of("a"), seen).findings)
      texts.push_back(std::string{to_string(finding.impact)} + ' ' + finding.place);
    return texts;
  };
  seen.headers = {{"content-type", "Application/JSON; charset=utf-8"},
                  {"x-frame-options", "DENY"},
                  {"Server", "two"},
                  {"X-New", "1"}};
  EXPECT_THAT(found(), ElementsAre("noise header Server"));
  seen.headers = {{"Content-Type", "text/html"}, {"Server", "one"}};
  EXPECT_THAT(found(), ElementsAre("breaking header Content-Type", "compatible header X-Frame-Options"));
  seen.headers = {{"Content-Type", "application/problem+json"}, {"X-Frame-Options", "DENY"}, {"Server", "one"}};
  EXPECT_THAT(found(), ElementsAre("compatible header Content-Type"));
  seen.status = 404;
  EXPECT_THAT(found(), ElementsAre("breaking status"));
  EXPECT_THAT(compare(made.of("a"), seen).unchecked, Not(IsEmpty())) << "what is not compared is said";
}

TEST(Compare, NeverShowsSecrets) {
  ContractOf made{stub("{api_key: 1, nested: {password: {deep: 1}}, text: 1}")};
  (void)made.finds(
      R"({"api_key": "s3cr3t-a", "nested": {"password": {"deep": "s3cr3t-b"}}, "text": "Bearer s3cr3t-c"})",
      "GET /a?token=s3cr3t-d");
  ASSERT_EQ(made.compared().findings.size(), 3u);
  for (const Finding& finding : made.compared().findings)
    EXPECT_THAT(finding.actual + finding.expected + finding.request, Not(HasSubstr("s3cr3t")));
}

TEST(Compare, IsBounded) {
  ContractOf made{stub("{a: 1}")};
  std::string body = R"({"a": 1)";
  for (int member = 0; member < 500; ++member)
    body += ", \"m" + std::to_string(member) + "\": \"" + std::string(400, 'x') + "\"";
  EXPECT_EQ(made.finds(body + "}").size(), 200u);
  EXPECT_EQ(made.compared().more_findings, 300u);
  for (const Finding& finding : made.compared().findings) EXPECT_LT(finding.actual.size(), 200u);
  EXPECT_THAT(made.finds(std::string(5000, '[') + std::string(5000, ']')), ElementsAre("breaking not JSON body"));

  Observed large = made.answer("{}");
  large.end = Observed::End::too_large;
  EXPECT_THAT(compare(made.of("a"), large).findings, IsEmpty());
  EXPECT_THAT(compare(made.of("a"), large).unchecked, Not(IsEmpty()));
}

TEST(Compare, HoldsRulesOfEveryKind) {
  const struct {
    std::string rule;
    std::string bad;
    std::string finding;
  } rows[] = {
      {"{type: [integer, 'null']}", "true", "breaking type $.v"},
      {"decimal", "\"x\"", "breaking type $.v"},
      {"{regex: '[a-z]+', type: string}", "\"A1\"", "breaking format $.v"},
      {"{format: ipv4}", "\"1.2.3\"", "breaking format $.v"},
      {"{type: number, min: 0, max: 9}", "10", "breaking value $.v"},
      {"{type: string, max: 3}", "\"äöüß\"", "breaking value $.v"},
      {"{type: array, min: 1}", "[]", "breaking count $.v"},
      {"{one_of: [1, two]}", "3", "breaking value $.v"},
      {"{each: {type: integer, max: 3}}", "[1, 4]", "breaking value $.v[1]"},
      {"{json_in_string: {$.a: integer}}", R"("{\"a\": true}")", "breaking type $.v.a"},
      {"{json_in_string: true}", "\"x\"", "breaking format $.v"},
      {"{order: ascending}", "[1, 3, 2]", "breaking order $.v[1]"},
      {"{order: {by: id, direction: descending}}", R"([{"id": 1}, {"id": 2}])", "breaking order $.v[0]"},
      {"{equals: '{{ answer.w * 2 }}', within: 0.5}", "7", "breaking invariant $.v"},
      {"{absent: true}", "1", "breaking extra $.v"},
  };
  const std::string examples[] = {"1",
                                  "1.5",
                                  "abc",
                                  "1.2.3.4",
                                  "5",
                                  "abc",
                                  "[1]",
                                  "1",
                                  "[1]",
                                  R"('{"a": 1}')",
                                  R"('{"a": 1}')",
                                  "[1, 2]",
                                  "[{id: 2}, {id: 1}]",
                                  "4",
                                  ""};
  for (std::size_t row = 0; row < std::size(rows); ++row) {
    const std::string member = examples[row].empty() ? "" : "v: " + examples[row] + ", ";
    ContractOf made{stub("{" + member + "w: 2}", "{body: {$.v: " + rows[row].rule + "}}")};
    EXPECT_EQ(made.errors(), "") << rows[row].rule;
    if (!made.errors().empty()) continue;
    EXPECT_THAT(made.finds(R"({"w": 2, "v": )" + rows[row].bad + "}"), ElementsAre(rows[row].finding))
        << rows[row].rule;
  }
  ContractOf ignored{stub("{v: 1, w: 2}", "{body: {$.v: ignore, $.w: optional}}")};
  EXPECT_THAT(ignored.finds(R"({"v": {"any": "thing"}})"), IsEmpty());
}

TEST(Compare, HoldsInvariantsOverAnswersAndPages) {
  ContractOf made{stub("{count: 1, data: [1]}",
                       "{always: ['{{ answer.count >= length(answer.data) }}', {name: all, that: '{{ length(pages) == "
                       "2 }}', over: pages}]}")};
  ASSERT_EQ(made.errors(), "");
  EXPECT_THAT(made.finds(R"({"count": 0, "data": [1]})"), ElementsAre("breaking invariant $"));
  EXPECT_THAT(made.finds(R"({"count": 1, "data": [1]})"), IsEmpty());
  EXPECT_THAT(made.compared().unchecked, ElementsAre(HasSubstr("'all'"))) << "pages that nobody fetched";
  Observed paged = made.answer(R"({"count": 1, "data": [1]})");
  paged.pages = {std::make_shared<const Json>(Json::object())};
  EXPECT_EQ(compare(made.of("a"), paged).findings.size(), 1u);
}

TEST(Compare, TimeLeftFollowsTheClockOfTheAnswer) {
  ContractOf made{stub("{due: '2020-01-01T00:00:10.000000Z', left: 10.0}",
                       "{body: {$.left: {equals: '{{ seconds_between(now(), answer.due) }}', within: 1}}}")};
  EXPECT_THAT(made.finds(R"({"due": "2020-01-22T20:00:00.000000Z", "left": 1200.5})"), IsEmpty());
  EXPECT_THAT(made.finds(R"({"due": "2020-01-22T20:00:00.000000Z", "left": 1202})"),
              ElementsAre("breaking invariant $.left"));
}

TEST(Compare, CountsWhatItsAssertionsRestOn) {
  ContractOf made{stub("{a: 1}", "{body: {$.a: {type: integer, provenance: documented}}}")};
  EXPECT_THAT(made.finds(R"({"a": 1})"), IsEmpty());
  EXPECT_EQ(made.compared().checked.documented, 1u);
  EXPECT_EQ(made.compared().checked.recorded, 0u);
  EXPECT_GT(made.compared().checked.assumed, 0u) << "the stub claims nothing of itself";
}

}  // namespace
}  // namespace phantomime::contract
