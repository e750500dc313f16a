#include "phantomime/base/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/loading.hpp"

namespace phantomime {
namespace {

using testing::HasSubstr;
using testing_support::list;
using testing_support::map;
using testing_support::plain;
using testing_support::quoted;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(ParseJson, GivesValues) {
  const auto json = parse_json(R"( {"b": [1, -2.5, "\u00e9\ud83d\ude00", null, true], "a": {}} )");
  ASSERT_TRUE(json.ok());
  EXPECT_EQ((*json)["b"][2], "\xC3\xA9\xF0\x9F\x98\x80");
  EXPECT_EQ((*json)["b"][1], -2.5);
  EXPECT_TRUE((*json)["a"].is_object());
  EXPECT_EQ(parse_json("1").value(), 1);
  EXPECT_EQ(parse_json("\"x\"").value(), "x");
  EXPECT_EQ(parse_json(R"({"a":1,"a":2})").value()["a"], 2) << "the last of two wins, as in most parsers";
}

TEST(ParseJson, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string text;
    const char* what;
    const char* place;
  };
  const Case cases[] = {
      {"", "the text ends where a value is expected", "line 1, column 1"},
      {"  ", "the text ends where a value is expected", "line 1, column 3"},
      {"{", "expected a member's name in double quotes", "line 1, column 2"},
      {"{\"a\" 1}", "expected ':' after a member's name", "line 1, column 6"},
      {"{\"a\":1,}", "expected a member's name in double quotes", "line 1, column 8"},
      {"{'a':1}", "expected a member's name in double quotes", "line 1, column 2"},
      {"[1,]", "expected a value", "line 1, column 4"},
      {"[1 2]", "expected ',' or ']' after an item", "line 1, column 4"},
      {"{\"a\":1]", "expected ',' or '}' after a member", "line 1, column 7"},
      {"[1\n,\n  x]", "expected a value", "line 3, column 3"},
      {"1 2", "expected nothing after the value", "line 1, column 3"},
      {"]", "expected a value", "line 1, column 1"},
      {"01", "leading zero", "line 1, column 2"},
      {"1.", "digit after the decimal point", "line 1, column 3"},
      {"1e+", "digit in the exponent", "line 1, column 4"},
      {"-", "expected a value", "line 1, column 2"},
      {"+1", "expected a value", "line 1, column 1"},
      {"NaN", "expected a value", "line 1, column 1"},
      {"tru", "expected a value", "line 1, column 1"},
      {"truex", "expected nothing after the value", "line 1, column 5"},
      {"\"abc", "the text ends within a string", "line 1, column 5"},
      {"\"\\", "escape that JSON does not know", "line 1, column 2"},
      {"\"\\x41\"", "escape that JSON does not know", "line 1, column 2"},
      {"\"\\u12g4\"", "four hexadecimal digits", "line 1, column 2"},
      {"\"a\nb\"", "control character", "line 1, column 3"},
      {"\"\xC3\xA9\xFF\"", "not valid UTF-8", "line 1, column 3"},
      {"\"\\ud800\"", "half of a surrogate pair", "line 1, column 1"},
      {"[\"\xED\xA0\x80\"]", "not valid UTF-8", "line 1, column 3"},
      {"// comment\n1", "expected a value", "line 1, column 1"},
      {std::string("\0", 1), "expected a value", "line 1, column 1"},
  };
  for (const Case& c : cases) {
    const auto json = parse_json(c.text);
    ASSERT_FALSE(json.ok()) << c.text;
    EXPECT_EQ(json.error().code, ErrorCode::syntax) << c.text;
    EXPECT_THAT(json.error().what, HasSubstr(c.what)) << c.text;
    EXPECT_EQ(json.error().hint, std::string{"look at "} + c.place) << c.text;
  }
}

TEST(ParseJson, RepeatsNothingOfTheText) {
  const auto json = parse_json(R"({"password": "hunter2" "x"})");
  ASSERT_FALSE(json.ok());
  EXPECT_THAT(json.error().what + json.error().hint, testing::Not(HasSubstr("hunter2")));
}

TEST(ParseJson, LimitsNesting) {
  EXPECT_TRUE(parse_json(nested(256)).ok());
  const auto json = parse_json(nested(257));
  ASSERT_FALSE(json.ok());
  EXPECT_EQ(json.error().code, ErrorCode::limit);
  EXPECT_THAT(json.error().what, HasSubstr("256 levels"));
  EXPECT_TRUE(parse_json(R"({"a":[{"b":"[[[[["}]})", 3).ok()) << "brackets in strings are no nesting";
  EXPECT_FALSE(parse_json(R"({"a":[{"b":[]}]})", 3).ok());
}

TEST(ParseJson, SurvivesHostileNesting) {
  for (const char* opening : {"[", "{\"a\":", "[{\"a\":"}) {
    std::string text;
    while (text.size() < 2'000'000) text += opening;
    EXPECT_EQ(parse_json(text).error().code, ErrorCode::limit) << opening;
    EXPECT_EQ(respell_json(text, Spelling::compact).error().code, ErrorCode::limit) << opening;
  }
}

TEST(ParseJson, RefusesNumbersBeyondADouble) {
  EXPECT_EQ(parse_json("[1E400]").error().code, ErrorCode::limit);
  EXPECT_TRUE(parse_json("123456789012345678901234567890").ok());
}

TEST(JsonQuote, EscapesAndRepairs) {
  EXPECT_EQ(json_quote("a\"b\\c/\n\x1f\x7f\xC3\xA9"), "\"a\\\"b\\\\c/\\n\\u001f\x7f\xC3\xA9\"");
  EXPECT_EQ(json_quote("\xFFx\xC3"), "\"\xEF\xBF\xBDx\xEF\xBF\xBD\"");
  EXPECT_EQ(json_quote(std::string_view("\0", 1)), "\"\\u0000\"");
  EXPECT_EQ(parse_json(json_quote("\t\b\f\r")).value(), "\t\b\f\r");
}

TEST(Brief, CutsOnACharacterBoundary) {
  EXPECT_EQ(brief(Json::parse(R"({"a":[1,"x",null,true,1.5]})")), R"({"a":[1,"x",null,true,1.5]})");
  EXPECT_EQ(brief(Json("abcdefgh"), 8), "\"abcd\xE2\x80\xA6");
  EXPECT_EQ(brief(Json("a\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"), 7), "\"a\xC3\xA9\xE2\x80\xA6");
  for (std::size_t limit = 0; limit < 30; ++limit)
    EXPECT_LE(brief(Json::parse(R"({"abc":["defg",1,2,{"x":null}]})"), limit).size(), limit);
}

TEST(Brief, NeverThrowsAndNeverRecursesFar) {
  EXPECT_EQ(brief(Json("\xFF")), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(brief(Json{{"\xFF", 1}}), "{\"\xEF\xBF\xBD\":1}");
  Json deep = 1;
  for (int i = 0; i < 100'000; ++i) {
    Json outer = Json::array();
    outer.push_back(std::move(deep));
    deep = std::move(outer);
  }
  EXPECT_EQ(brief(deep, 10), "[[[[[[[\xE2\x80\xA6");
}

TEST(NodeToJson, KeepsOrderAndSpelling) {
  const Node node = map({{"id", plain("46")},
                         {"price", plain("1.10")},
                         {"big", plain("123456789012345678901234567890")},
                         {"exponent", plain("1E400")},
                         {"zero", plain("-0")},
                         {"note", plain("~")},
                         {"yes", plain("True")},
                         {"text", quoted("46")},
                         {"plain", plain("yes")},
                         {"1", list({plain("a\"b"), list({}), map({})})}});
  EXPECT_EQ(node_to_json_text(node).value(),
            R"({"id":46,"price":1.10,"big":123456789012345678901234567890,"exponent":1E400,"zero":-0,"note":null,)"
            R"("yes":true,"text":"46","plain":"yes","1":["a\"b",[],{}]})");
}

TEST(NodeToJson, RefusesNumbersThatJsonSpellsOtherwise) {
  const std::pair<const char*, const char*> cases[] = {
      {"0x1f", "write 31"},        {"0o17", "write 15"},
      {"+1", "write 1;"},          {"01", "write 1;"},
      {"-007", "write -7"},        {"00", "write 0;"},
      {".5", "write 0.5"},         {"-.5", "write -0.5"},
      {"1.", "write 1.0"},         {"+1.5", "write 1.5"},
      {"1.e5", "write 1.0e5"},     {"01.5", "write 1.5"},
      {".inf", "no infinity"},     {"-.inf", "no infinity"},
      {".nan", "no NaN"},          {"0xffffffffffffffffff", "decimal"},
      {"00.5e+3", "write 0.5e+3"},
  };
  const auto source = std::make_shared<const Source>("a.yaml", "");
  for (const auto& [text, hint] : cases) {
    Node number = plain(text);
    number.at(source.get(), 3, 7);
    const auto result = node_to_json_text(list({plain("1"), number}));
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().code, ErrorCode::bad_value);
    EXPECT_EQ(result.error().what, std::string{"JSON has no number '"} + text + "'");
    EXPECT_THAT(result.error().hint, HasSubstr(hint)) << text;
    EXPECT_THAT(result.error().hint, HasSubstr("quote it"));
    EXPECT_EQ(result.error().where->to_string(), "a.yaml:3:7");
    EXPECT_TRUE(node_to_json_text(quoted(text)).ok());
  }
}

TEST(NodeToJson, WritesOnlyWhatParses) {
  for (const char* text : {"0", "-0", "-1", "10", "0.0", "-0.5", "1e5", "1E+5", "0e0", "1.5e-7"}) {
    const auto result = node_to_json_text(plain(text));
    ASSERT_TRUE(result.ok()) << text;
    EXPECT_EQ(*result, text);
    EXPECT_TRUE(parse_json(*result).ok());
  }
}

TEST(NodeToJson, RefusesKeysThatAreNoText) {
  const auto result = node_to_json_text(Node::mapping({list({}), plain("1")}));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().what, "expected a member's name, found a list");
}

TEST(NodeToJson, LimitsNesting) {
  Node deep = plain("1");
  for (std::size_t i = 0; i < max_json_depth; ++i) deep = list({std::move(deep)});
  EXPECT_TRUE(node_to_json_text(deep).ok());
  EXPECT_EQ(node_to_json_text(list({std::move(deep)})).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace phantomime
