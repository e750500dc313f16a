// json, json_like, ignoring, json_path.
#include "phantomime/matchers/bodies/json_path_query.hpp"

#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

http::Request json(std::string body) { return make_json_request("POST /", std::move(body)); }

TEST(BodyJson, IsEqualByValue) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {json: {scope: new, ids: [1, 2]}}}", json(R"({"ids": [1.0, 2], "scope": "new"})"), ""},
           {"{body: {json: null}}", json("null"), ""},
           {"{body: {json: []}}", json("[]"), ""},
           {"{body: {json: {a: <integer>}}}", json(R"({"a": "<integer>"})"), ""},
           {"{body: {json: {scope: new}}}", json(R"({"scope": "all"})"),
            "body $.scope: equals \"new\"; \"all\"; change $.scope in the body from \"all\" to \"new\""},
           {"{body: {json: {scope: new}}}", json("{}"),
            "body $.scope: equals \"new\"; absent; add $.scope with \"new\" to the body"},
           {"{body: {json: {scope: new}}}", json(R"({"scope": "new", "x y": 1})"),
            "body $['x y']: is absent; 1; remove $['x y'] from the body"},
           {"{body: {json: {ids: [1, 2]}}}", json(R"({"ids": [2, 1, 3]})"),
            "body $.ids[0]: equals 1; 2; change $.ids[0] in the body from 2 to 1\n"
            "body $.ids[1]: equals 2; 1; change $.ids[1] in the body from 1 to 2\n"
            "body $.ids[2]: is absent; 3; remove $.ids[2] from the body"},
           {"{body: {json: {a: [1, 2]}}}", json(R"({"a": [1]})"),
            "body $.a[1]: equals 2; absent; add $.a[1] with 2 to the body"},
           {"{body: {json: {a: 1}}}", json(R"({"a": {"b": 1}})"),
            "body $.a: equals 1; {\"b\":1}; change $.a in the body from {\"b\":1} to 1"},
           {"{body: {json: {password: s3cr3t}}}", json(R"({"password": "other"})"),
            "body $.password: equals [redacted]; [redacted]; give $.password in the body the value that the stub asks "
            "for"},
           {"{body: {json: {a: {token: x}}}}", json("{}"),
            "body $.a: equals {\"token\":\"[redacted]\"}; absent; add $.a with {\"token\":\"[redacted]\"} to the body"},
           {"{body: {json: {a: 1}}}", make_request("POST /"), "body: is JSON; no body; send a body that is JSON"},
       })
    expect_case(one);
}

TEST(BodyJson, SaysWhyABodyIsNoJson) {
  const Loaded loaded{"{body: {json: {a: 1}}}"};
  const http::Request request = json("{\"a\": 1,}");
  std::vector<Difference> differences;
  loaded.spec.explain(http::RequestView{request}, differences);
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_THAT(differences[0].actual, ::testing::StartsWith("not JSON: "));
}

TEST(BodyJson, OverlooksWhatIgnoringNames) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {json: {a: {b: 1}}, ignoring: [extra_members]}}", json(R"({"a": {"b": 1, "c": 2}, "d": 3})"), ""},
           {"{body: {ignoring: extra_members, json: {a: 1}}}", json(R"({"a": 1, "d": 3})"), ""},
           {"{body: {json: {a: 1}, ignoring: [extra_members]}}", json(R"({"d": 3})"),
            "body $.a: equals 1; absent; add $.a with 1 to the body"},
           {"{body: {json: [1, 1, 2], ignoring: [array_order]}}", json("[1, 2, 1]"), ""},
           {"{body: {json: [1, 1, 2], ignoring: [array_order]}}", json("[1, 2, 2]"),
            "body $: has an element that equals 1; no such element; add the element 1 to $ in the body\n"
            "body $[2]: is absent; 2; remove $[2] from the body"},
           {"{body: {json: [{a: 1}, {a: 1, b: 2}], ignoring: [array_order, extra_members]}}",
            json(R"([{"a": 1, "b": 2}, {"a": 1, "c": 3}])"), ""},
           {"{body: {json: [1, 2], ignoring: [extra_members]}}", json("[1, 2, 3]"),
            "body $[2]: is absent; 3; remove $[2] from the body"},
       })
    expect_case(one);
}

TEST(BodyJson, PairsElementsWhateverTheOrderOfTrying) {
  // The first item fits all elements; greedy pairing would leave the last without one.
  expect_case({"{body: {json_like: [<any>, <string>, a], ignoring: [array_order]}}", json(R"(["a", 1, "b"])"), ""});
}

TEST(BodyJsonLike, KnowsItsPlaceholders) {
  struct Case {
    std::string_view placeholder, yes, no;
  };
  for (const Case& one : std::vector<Case>{
           {"<any>", "null", ""},
           {"<string>", "\"\"", "1"},
           {"<integer>", "1.0", "1.5"},
           {"<integer>", "-3", "\"3\""},
           {"<number>", "1.5", "\"1.5\""},
           {"<boolean>", "false", "0"},
           {"<array>", "[]", "{}"},
           {"<object>", "{}", "[]"},
           {"<null>", "null", "false"},
           {"<uuid>", "\"123e4567-e89b-12d3-a456-426614174000\"", "\"123e4567\""},
           {"<timestamp>", "\"2020-01-22T19:39:43.239000Z\"", "\"yesterday\""},
           {"<matches a+>", "\"aa\"", "\"ab\""},
           {"<b>bold</b>", "\"<b>bold</b>\"", "\"bold\""},
       }) {
    const Loaded loaded{"{body: {json_like: {x: '" + std::string{one.placeholder} + "'}}}"};
    ASSERT_EQ(loaded.loading.message(), "") << one.placeholder;
    const auto matches = [&](std::string_view value) {
      const http::Request request = json("{\"x\": " + std::string{value} + "}");
      return loaded.spec.matches(http::RequestView{request});
    };
    EXPECT_TRUE(matches(one.yes)) << one.placeholder;
    if (!one.no.empty()) {
      EXPECT_FALSE(matches(one.no)) << one.placeholder;
    }
  }
}

TEST(BodyJsonLike, TellsWhatDiffers) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {json_like: {id: <integer>, tags: [<string>]}}}", json(R"({"id": 7, "tags": ["a"]})"), ""},
           {"{body: {json_like: {id: <integer>}}}", json(R"({"id": "7"})"),
            "body $.id: is an integer; \"7\"; change $.id in the body from \"7\" to an integer"},
           {"{body: {json_like: {id: <integer>}}}", json("{}"),
            "body $.id: is an integer; absent; add $.id with an integer to the body"},
           {"{body: {json_like: {id: '<matches \\d+>'}}}", json(R"({"id": "x"})"),
            "body $.id: matches \\d+; \"x\"; change $.id in the body from \"x\" to what matches \\d+"},
           {"{body: {json_like: {tags: [<string>]}}}", json(R"({"tags": []})"),
            "body $.tags[0]: is a string; absent; add $.tags[0] with a string to the body"},
       })
    expect_case(one);
}

TEST(BodyJson, ListsAtMostTwentyDifferences) {
  std::string body = "[";
  for (int index = 0; index < 1000; ++index) body += "1,";
  const Loaded loaded{"{body: {json: []}}"};
  const http::Request request = json(body + "1]");
  std::vector<Difference> differences;
  loaded.spec.explain(http::RequestView{request}, differences);
  EXPECT_EQ(differences.size(), 20U);
}

TEST(BodyJson, HostileNestingIsNoMatchAndNoCrash) {
  const std::string deep(200'000, '[');
  const http::Request request = json(deep + std::string(200'000, ']'));
  for (const std::string_view text : {"{body: {json: []}}", "{body: {json_like: [<any>]}}",
                                      "{body: {json_path: {'$..a': 1}}}", "{body: {json_schema: {type: array}}}"}) {
    const Loaded loaded{text};
    EXPECT_FALSE(loaded.spec.matches(http::RequestView{request}));
    std::vector<Difference> differences;
    loaded.spec.explain(http::RequestView{request}, differences);
    EXPECT_EQ(differences.size(), 1U);
  }
}

TEST(BodyJsonPath, LooksAtSelectedValues) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {json_path: {$.scope: new}}}", json(R"({"scope": "new", "x": 1})"), ""},
           {"{body: {json_path: {$.scope: new}}}", json(R"({"scope": "all"})"),
            "body $.scope: equals \"new\"; \"all\"; change $.scope in the body from \"all\" to \"new\""},
           {"{body: {json_path: {$.scope: new}}}", json("{}"),
            "body $.scope: equals \"new\"; absent; add $.scope with \"new\" to the body"},
           {"{body: {json_path: {$.id: 1}}}", json(R"({"id": "1"})"),
            "body $.id: equals 1; \"1\"; change $.id in the body from \"1\" to 1"},
           {"{body: {json_path: {$.id: {absent: true}}}}", json(R"({"id": 1})"),
            "body $.id: is absent; 1; remove $.id from the body"},
           {"{body: {json_path: {\"$['a b'][1].c\": x}}}", json(R"({"a b": [0, {"c": "x"}]})"), ""},
           {"{body: {json_path: {'$.ids[*]': {greater_than: 3}}}}", json(R"({"ids": [1, 4]})"), ""},
           {"{body: {json_path: {'$.ids[*]': {greater_than: 3}}}}", json(R"({"ids": [1, 2, 3, 0]})"),
            "body $.ids[*]: is greater than 3; 1, 2, 3 and 1 more; change the body so that $.ids[*] is greater than 3"},
           {"{body: {json_path: {'$.ids[*]': {values: [1, 2]}}}}", json(R"({"ids": [1, 2]})"), ""},
           {"{body: {json_path: {'$..id': 7}}}", json(R"({"a": [{"id": 1}, {"id": 7}]})"), ""},
           {"{body: {json_path: {'$.a[?(@.x > 1)].y': b}}}", json(R"({"a": [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]})"),
            ""},
           {"{body: {json_path: {'$.a[-1]': 3}}}", json(R"({"a": [1, 2, 3]})"), ""},
           {"{body: {json_path: {'$.a[*]': {absent: true}}}}", json(R"({"a": []})"), ""},
           {"{body: {json_path: {$.auth.token: s3cr3t}}}", json(R"({"auth": {"token": "other"}})"),
            "body $.auth.token: equals [redacted]; [redacted]; give $.auth.token in the body the value that the stub "
            "asks "
            "for"},
           {"{body: {json_path: {$.a: {absent: true}}}}", make_request("POST /", {}, ""),
            "body: is JSON; no body; send a body that is JSON"},
       })
    expect_case(one);
}

TEST(BodyJson, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"{body: {json_like: {id: <intger>}}}", "'<intger>' is no placeholder (did you mean '<integer>'?)"},
           {"{body: {json_like: {id: <completely_other>}}}",
            "'<completely_other>' is no placeholder (for the text itself write '<matches <completely_other>>')"},
           {"{body: {ignoring: [extra_members]}}",
            "'ignoring' has neither 'json' nor 'json_like' beside it (json_path looks at single members only)"},
           {"{body: {json: 1, ignoring: [extra_member]}}",
            "'ignoring': expected 'extra_members' or 'array_order', found \"extra_member\" (did you mean "
            "'extra_members'?)"},
           {"{body: {json: 1, ignoring: []}}", "'ignoring' is empty (name extra_members, array_order or both)"},
           {"{body: {json_path: {}}}", "'json_path' asks for nothing (write {$.member: value})"},
           {"{body: {json_path: {scope: new}}}", "the JSONPath 'scope' does not start with '$' (write $.scope)"},
           {"{body: {json_path: {'$.name[': widget}}}",
            "the JSONPath '$.name[' does not compile: syntax error at character 8 "
            "(a "
            "member with other characters than letters, digits and _ is written $['a-b'])"},
           {"{body: {json_path: {'$.a[?(@.b =~ /x/)]': 1}}}",
            "the JSONPath '$.a[?(@.b =~ /x/)]' has a regular expression (select the values and use the condition "
            "'matches')"},
           {"{body: {json_path: {'$.a[?(tokenize(@.b, \"x\")[0] == 1)]': 1}}}",
            "the JSONPath '$.a[?(tokenize(@.b, \"x\")[0] == 1)]' has the function tokenize, which takes a regular "
            "expression (select the values and use the condition 'matches')"},
           {"{body: {json_path: {$.a: {bare: true}}}}",
            "unknown key 'bare' in the condition on '$.a' (valid keys: equals, any_of, contains, starts_with, "
            "ends_with, "
            "matches, greater_than, at_least, less_than, at_most, present, absent, values, not, ignoring_case)"},
       })
    expect_bad(one);
}

std::vector<std::string> facets_of(std::string_view text) {
  const Loaded loaded{text};
  EXPECT_EQ(loaded.loading.message(), "");
  std::vector<std::string> texts;
  for (const MatcherPtr& condition : loaded.spec.conditions) {
    std::vector<Facet> facets;
    condition->facets(facets);
    for (const Facet& facet : facets) {
      EXPECT_EQ(facet.key.kind, FacetKey::Kind::json);
      texts.push_back(facet.key.name + '=' + facet.value);
    }
  }
  return texts;
}

TEST(BodyJson, LeavesUnderObjectsBecomeFacets) {
  using ::testing::ElementsAre;
  EXPECT_THAT(facets_of("{body: {json: {a: {b/c: 1, d~: x}, e: [1], f: null, g: true}}}"),
              ElementsAre("/a/b~1c=1", "/a/d~0=\"x", "/f=null", "/g=true"));
  EXPECT_THAT(facets_of("{body: {json: {a: 1}, ignoring: [extra_members]}}"), ElementsAre("/a=1"));
  EXPECT_THAT(facets_of("{body: {json_like: {a: <any>, b: x}}}"), ElementsAre("/b=\"x"));
  EXPECT_THAT(facets_of("{body: {json_path: {$.a.b: 1, \"$['c d']\": x, '$.e[0]': 1, $..f: 1, $.g: {at_least: 1}}}}"),
              ElementsAre("/a/b=1", "/c d=\"x"));
  EXPECT_THAT(facets_of("{any: [{body: {json: {a: 1}}}], not: {body: {json: {a: 1}}}}"), ElementsAre());
  EXPECT_THAT(facets_of("{all: [{body: {json: {a: 1}}}]}"), ElementsAre("/a=1"));
}

TEST(JsonFacet, EqualNumbersAreSpelledAlike) {
  const auto value = [](std::string_view text) { return json_facet_value(*parse_json(text)); };
  EXPECT_EQ(value("1"), value("1.0"));
  EXPECT_EQ(value("1"), value("1e0"));
  EXPECT_EQ(value("0"), value("-0.0"));
  EXPECT_EQ(value("9223372036854775808"), value("9223372036854775808.0"));
  EXPECT_EQ(value("-9223372036854775808"), value("-9.223372036854775808e18"));
  EXPECT_EQ(value("1e300"), value("10e299"));
  EXPECT_EQ(value("123456789012345678901234567890"), value("123456789012345678901234567890.0"));
  EXPECT_NE(value("1"), value("\"1\""));
  EXPECT_NE(value("9007199254740993"), value("9007199254740992"));
  EXPECT_EQ(value("[]"), "");
}

TEST(JsonFacet, ValuesComeFromObjectsOnly) {
  const http::Request request = json(R"({"a": {"b/c": 1}, "l": [5], "s": "x"})");
  const http::RequestView view{request};
  const auto values = [&](std::string name) {
    std::vector<std::string> found;
    facet_values(view, {FacetKey::Kind::json, std::move(name)}, found);
    return found;
  };
  EXPECT_THAT(values("/a/b~1c"), ::testing::ElementsAre("1"));
  EXPECT_THAT(values("/s"), ::testing::ElementsAre("\"x"));
  EXPECT_THAT(values("/l/0"), ::testing::IsEmpty());
  EXPECT_THAT(values("/a"), ::testing::IsEmpty());
  EXPECT_THAT(values("/missing"), ::testing::IsEmpty());
}

TEST(JsonPathQuery, WalksDefinitePathsWithoutTheLibrary) {
  struct Case {
    std::string_view path;
    bool definite;
    std::string_view pointer;
  };
  for (const Case& one : std::vector<Case>{
           {"$", true, ""},
           {"$.a.b", true, "/a/b"},
           {"$['a'].b", true, "/a/b"},
           {"$[\"a/b\"]", true, "/a~1b"},
           {"$.a[0]", true, "-"},
           {"$.a[-1]", false, "-"},
           {"$.*", false, "-"},
           {"$['a','b']", false, "-"},
           {"$['a\\'b']", false, "-"},
       }) {
    const auto query = JsonPathQuery::create(one.path);
    ASSERT_TRUE(query) << one.path;
    EXPECT_EQ(query->is_definite(), one.definite) << one.path;
    EXPECT_EQ(query->pointer().value_or("-"), one.pointer) << one.path;
  }
}

}  // namespace
}  // namespace phantomime::matchers::testing
