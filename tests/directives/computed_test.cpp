// Computed values: every form, with types, order and places.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directives/response_loading.hpp"

namespace phantomime::directives {
namespace {

using testing::HasSubstr;
using testing_support::make_json_request;

constexpr const char* body = R"({"n": 7, "list": [1, 2, 3], "none": null, "when": "2020-01-22T19:39:43.239Z",
  "deep": {"b": 1, "a": [true]}, "text": "a\"b", "people": [{"name": "ann", "age": 3}, {"name": "eve"}]})";

/// Rendered for `POST /a/b?x=1` with the JSON above.
std::string made(LoadedResponse& response) {
  const http::Request request = make_json_request("POST /a/b?x=1", body);
  return std::string{response.render(request).body_text()};
}

struct Makes {
  const char* name;
  const char* yaml;
  const char* json;
};

class EveryForm : public testing::TestWithParam<Makes> {};

TEST_P(EveryForm, MakesThis) {
  LoadedResponse response;
  response.load(std::string{"computed:\n  "} + GetParam().yaml);
  ASSERT_EQ(response.errors(), "");
  EXPECT_EQ(made(response), GetParam().json);
  EXPECT_EQ(response.error, "");
}

constexpr Makes values[] = {
    {"Plain", "{z: 1, a: [true, null, 1.50, 'x', 2020-01-22]}", R"({"z":1,"a":[true,null,1.50,"x","2020-01-22"]})"},
    {"Number", "'{{ request.json.n }}'", "7"},
    {"Arithmetic", "'{{ request.json.n * 2 + 1 }}'", "15"},
    {"List", "'{{ request.json.list }}'", "[1,2,3]"},
    {"ObjectSorted", "'{{ request.json.deep }}'", R"({"a":[true],"b":1})"},
    {"Null", "'{{ request.json.none }}'", "null"},
    {"Boolean", "'{{ request.json.n > 3 }}'", "true"},
    {"Text", "'{{ request.json.text }}'", R"("a\"b")"},
    {"BlanksAroundMakeText", "' {{ request.json.n }}'", R"(" 7")"},
    {"TwoExpressionsMakeText", "'{{ request.json.n }}{{ 1 }}'", R"("71")"},
    {"StatementMakesText", "'{% if request.json.n %}yes{% endif %}'", R"("yes")"},
    {"QuotedNumberIsText", "'7'", R"("7")"},
    {"OrderAndNesting", "{z: '{{ 1 }}', a: {y: ['{{ 2 }}', x]}, b: {}}", R"({"z":1,"a":{"y":[2,"x"]},"b":{}})"},
    {"Segments", "'{{ request.segments }}'", R"(["a","b"])"},
    {"Peer", "'{{ request.peer }}'", R"("127.0.0.1")"},
    {"MissingMember", "'{{ default(request.json.no.such, \"-\") }}'", R"("-")"},
};
constexpr Makes forms[] = {
    {"Each", "{$each: '{{ request.json.list }}', $as: i, $value: {n: '{{ i }}', k: a}}",
     R"([{"n":1,"k":"a"},{"n":2,"k":"a"},{"n":3,"k":"a"}])"},
    {"EachOfAWrittenList", "{$each: [1, '{{ 2 }}'], $as: i, $value: '{{ i + 1 }}'}", "[2,3]"},
    {"EachOfNothing", "{$each: [], $as: i, $value: '{{ i }}'}", "[]"},
    {"EachInEach",
     "{$each: [1, 2], $as: i, $value: {$each: '{{ request.json.list }}', $as: j, $value: '{{ i * 10 + j }}'}}",
     "[[11,12,13],[21,22,23]]"},
    {"EachHidesAndGivesBack", "{$each: [1], $as: i, $value: [{$each: [2], $as: i, $value: '{{ i }}'}, '{{ i }}']}",
     "[[[2],1]]"},
    {"EachLeavesOut", "{$each: '{{ request.json.list }}', $as: i, $value: {$if: '{{ i != 2 }}', $then: '{{ i }}'}}",
     "[1,3]"},
    {"IfThen", "{$if: '{{ request.json.n }}', $then: a, $else: b}", R"("a")"},
    {"IfElse", "{$if: '{{ request.json.none }}', $then: a, $else: {c: '{{ 1 }}'}}", R"({"c":1})"},
    {"IfOfAConstant", "{$if: false, $then: a, $else: b}", R"("b")"},
    {"IfOfAnEmptyList", "{$if: [], $then: a, $else: b}", R"("b")"},
    {"LeftOutMember", "{a: 1, b: {$if: false, $then: 1}, c: 2}", R"({"a":1,"c":2})"},
    {"LeftOutElement", "[{$if: false, $then: 1}, 2, {$if: true, $then: 3}]", "[2,3]"},
    {"JsonText", "{$json_text: {b: '{{ request.json.n }}', a: é}, $ending: \"\\n\"}", R"("{\"a\":\"é\",\"b\":7}\n")"},
    {"JsonTextOfAList", "{$json_text: '{{ request.json.list }}'}", R"("[1,2,3]")"},
    {"Time", "{$time: '{{ request.json.when }}'}", R"("2020-01-22T19:39:43.239000Z")"},
    {"TimeNumericOffset", "{$time: '{{ request.json.when }}', $style: numeric_offset}",
     R"("2020-01-22T19:39:43.239+00:00")"},
    {"TimeBlankShortOffset", "{$time: 2020-01-22T19:39:43.23945Z, $style: blank_short_offset}",
     R"("2020-01-22 19:39:43.23945+00")"},
    {"TimeKeepsThreeDigits", "{$time: 2020-01-22T19:39:43Z, $style: numeric_offset}",
     R"("2020-01-22T19:39:43.000+00:00")"},
    {"TimeOfNull", "{$time: '{{ request.json.none }}', $style: numeric_offset}", "null"},
    {"Merge", "{$merge: [{a: 1, b: 1}, '{{ request.json.deep }}', '{{ request.json.none }}', {c: '{{ 3 }}'}]}",
     R"({"a":[true],"b":1,"c":3})"},
};
const auto name_of_form = [](const auto& one) { return std::string{one.param.name}; };
INSTANTIATE_TEST_SUITE_P(Values, EveryForm, testing::ValuesIn(values), name_of_form);
INSTANTIATE_TEST_SUITE_P(Forms, EveryForm, testing::ValuesIn(forms), name_of_form);

struct Fails {
  const char* name;
  const char* yaml;
  const char* error;
};

class FailingForm : public testing::TestWithParam<Fails> {};

TEST_P(FailingForm, IsA500ThatSaysWhere) {
  LoadedResponse response;
  response.load(std::string{"computed:\n  "} + GetParam().yaml);
  ASSERT_EQ(response.errors(), "");
  EXPECT_THAT(made(response), HasSubstr("\"status\":500"));
  EXPECT_THAT(response.error, HasSubstr(GetParam().error));
}

INSTANTIATE_TEST_SUITE_P(
    All, FailingForm,
    testing::Values(
        Fails{"Unset", "{a: '{{ request.json.no }}'}", "test.yaml:2:11: "},
        Fails{"EachOfANumber", "{a: {$each: '{{ request.json.n }}', $as: i, $value: 1}}",
              "test.yaml:2:7: $each takes a list, this is 7"},
        Fails{"Rounds", "{$each: '{{ range(101) }}', $as: i, $value: {$each: '{{ range(100) }}', $as: j, $value: 1}}",
              "more than 10000 rounds of $each"},
        Fails{"Time", "{$time: '{{ request.json.n }}'}", "test.yaml:2:3: $time takes an instant or null, this is 7"},
        Fails{"TimeOfAnotherText", "{$time: soon}", "$time takes an instant or null, this is \"soon\""},
        Fails{"Merge", "{$merge: [{a: 1}, '{{ request.json.n }}']}", "$merge takes objects, this is 7"},
        Fails{"InsideEach", "{$each: [1], $as: i, $value: {$merge: [2]}}", "$merge takes objects, this is 2"},
        Fails{"NothingAtTheTop", "{$if: false, $then: 1}", "a choice without '$else' leaves nothing here"}),
    name_of_form);

TEST(Computed, ReportsEveryMistakeAtItsPlace) {
  LoadedResponse response;
  response.load(
      "computed:\n"
      "  a: {$ech: 1}\n"
      "  b: {$if: 1}\n"
      "  c: {$time: 1, $style: short}\n"
      "  d: '{{ i }}'\n"
      "  e: [{$each: [], $as: i, $value: '{{ i + j }}'}, '{{ i }}']\n");
  EXPECT_THAT(response.errors(), testing::AllOf(HasSubstr("2:7 there is no form '$ech' (did you mean '$each'?)"),
                                                HasSubstr("3:7 $if needs '$then' beside it (add it)"),
                                                HasSubstr("4:25 $style: expected 'z'"),
                                                HasSubstr("5:10 in the template: unknown name 'i'"),
                                                HasSubstr("6:43 in the template: unknown name 'j'"),
                                                HasSubstr("6:55 in the template: unknown name 'i'")));
}

TEST(Computed, IsSpelledAsOtherJson) {
  LoadedResponse python;
  python.load("{computed: {a: '{{ 1 }}', b: [é]}, spelling: python}");
  EXPECT_EQ(made(python), R"({"a": 1, "b": ["\u00e9"]})");
  LoadedResponse one;
  one.load("{computed: {a: 1}, headers: {X-A: b}}");
  EXPECT_EQ(head_of(one.render()), "X-A: b\nContent-Type: application/json\n");
}

TEST(Computed, IsOneBodyOfAResponse) {
  LoadedResponse response;
  response.load("{computed: {a: 1}, json: {a: 1}}");
  EXPECT_NE(response.errors(), "");
}

}  // namespace
}  // namespace phantomime::directives
