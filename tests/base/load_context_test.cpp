#include "phantomime/base/load_context.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/loading.hpp"

namespace phantomime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::list;
using testing_support::Loading;
using testing_support::map;
using testing_support::plain;
using testing_support::quoted;

TEST(LoadContext, PutsErrorsAtTheirNode) {
  const auto source = std::make_shared<const Source>("a.yaml", "x: 1\n");
  Loading loading;
  Node node = plain("1");
  node.at(source.get(), 1, 4);
  loading.context.error(node, ErrorCode::conflict, "two bodies", "keep one");
  ASSERT_EQ(loading.context.error_count(), 1U);
  EXPECT_EQ(loading.errors[0].code, ErrorCode::conflict);
  EXPECT_EQ(render(loading.errors[0]), "a.yaml:1:4: error: two bodies\nx: 1\n   ^\nhint: keep one\n");
}

TEST(LoadContext, SaysWhatItFoundInstead) {
  const std::pair<Node, const char*> cases[] = {
      {quoted("x"), "expected a boolean, found the string \"x\""},
      {plain("99"), "expected a boolean, found the integer 99"},
      {plain("1.5"), "expected a boolean, found the number 1.5"},
      {plain("true"), "expected a boolean, found the boolean true"},
      {plain("~"), "expected a boolean, found null"},
      {list({}), "expected a boolean, found a list"},
      {map({}), "expected a boolean, found a mapping"},
  };
  for (const auto& [node, message] : cases) {
    Loading loading;
    loading.context.wrong_type(node, "a boolean");
    EXPECT_EQ(loading.message(), message);
    EXPECT_EQ(loading.errors[0].code, ErrorCode::wrong_type);
  }
}

TEST(LoadContext, ShortensLongValuesInMessages) {
  Loading loading;
  loading.context.wrong_type(quoted(std::string(100'000, 'x')), "a boolean");
  EXPECT_LT(loading.message().size(), 150U);
}

TEST(LoadContext, ReadsFixturesAndRemembersThemOnce) {
  Loading loading;
  loading.fixtures.add("a.json", "[]");
  loading.fixtures.add("b.json", "{}");
  const auto bytes = loading.context.fixture(plain("a.json"));
  ASSERT_NE(bytes, nullptr);
  EXPECT_EQ(*bytes, "[]");
  (void)loading.context.fixture("b.json", plain(""));
  (void)loading.context.fixture(plain("a.json"));
  EXPECT_THAT(loading.context.fixtures_used(), ElementsAre("a.json", "b.json"));
  EXPECT_TRUE(loading.errors.empty());
}

TEST(LoadContext, ReportsAMissingFixtureAtItsNode) {
  const auto source = std::make_shared<const Source>("a.yaml", "file: no.json\n");
  Loading loading;
  Node node = plain("no.json");
  node.at(source.get(), 1, 7);
  EXPECT_EQ(loading.context.fixture(node), nullptr);
  EXPECT_EQ(loading.message(), "there is no fixture 'no.json' (check the path)");
  EXPECT_EQ(loading.errors[0].where->to_string(), "a.yaml:1:7");
  EXPECT_TRUE(loading.context.fixtures_used().empty());
}

TEST(LoadContext, RefusesAFixtureThatIsNoPath) {
  Loading loading;
  EXPECT_EQ(loading.context.fixture(list({})), nullptr);
  EXPECT_EQ(loading.message(), "expected the path of a fixture, found a list");
  EXPECT_EQ(loading.fixtures.reads, 0);
}

TEST(ReadString, TakesTextOnly) {
  Loading loading;
  EXPECT_EQ(read_string(plain("abc"), loading.context, "name"), "abc");
  EXPECT_EQ(read_string(quoted(""), loading.context, "name"), "");
  EXPECT_EQ(read_string(quoted("46"), loading.context, "name"), "46");
  EXPECT_EQ(loading.message(), "");
  EXPECT_EQ(read_string(plain("46"), loading.context, "name"), std::nullopt);
  EXPECT_EQ(read_string(plain(""), loading.context, "name"), std::nullopt);
  EXPECT_THAT(loading.messages(), ElementsAre("name: expected a string, found the integer 46 (quote it: \"46\")",
                                              "name: expected a string, found null"));
}

TEST(ReadText, TakesPlainScalarsAsTheyAreSpelled) {
  Loading loading;
  for (const char* text : {"abc", "1.10", "0x1f", "true", "-0"})
    EXPECT_EQ(read_text(plain(text), loading.context, "page"), text);
  EXPECT_EQ(loading.message(), "");
  EXPECT_EQ(read_text(plain("null"), loading.context, "page"), std::nullopt);
  EXPECT_EQ(read_text(map({}), loading.context, "page"), std::nullopt);
  EXPECT_THAT(loading.messages(),
              ElementsAre("page: expected text, found null", "page: expected text, found a mapping"));
}

TEST(ReadBool, TakesBooleansAndExplainsTheOldOnes) {
  Loading loading;
  EXPECT_EQ(read_bool(plain("true"), loading.context, "present"), true);
  EXPECT_EQ(read_bool(plain("False"), loading.context, "present"), false);
  EXPECT_EQ(loading.message(), "");
  for (const Node& node : {plain("yes"), quoted("true"), plain("1")})
    EXPECT_EQ(read_bool(node, loading.context, "present"), std::nullopt);
  EXPECT_THAT(loading.messages(),
              ElementsAre("present: expected a boolean, found the string \"yes\" (YAML 1.2 has only true and false)",
                          "present: expected a boolean, found the string \"true\" (write true without quotes)",
                          "present: expected a boolean, found the integer 1"));
}

TEST(ReadInteger, HoldsTheRange) {
  Loading loading;
  for (const char* text : {"200", "599", "0x12C"})
    EXPECT_TRUE(read_integer(plain(text), loading.context, "status", 200, 599)) << text;
  EXPECT_EQ(loading.message(), "");
  for (const char* text : {"99", "199", "600", "99999999999999999999"})
    EXPECT_EQ(read_integer(plain(text), loading.context, "status", 200, 599), std::nullopt);
  EXPECT_THAT(loading.messages(),
              ElementsAre("status: expected an integer from 200 to 599, found 99",
                          "status: expected an integer from 200 to 599, found 199",
                          "status: expected an integer from 200 to 599, found 600",
                          "status: expected an integer from 200 to 599, found 99999999999999999999"));
  for (const Error& error : loading.errors) EXPECT_EQ(error.code, ErrorCode::bad_value);
}

TEST(ReadInteger, ExplainsQuotesAndOtherTypes) {
  Loading loading;
  for (const Node& node : {quoted("200"), plain("200.0"), plain("ok"), list({})})
    EXPECT_EQ(read_integer(node, loading.context, "status", 200, 599), std::nullopt);
  EXPECT_THAT(
      loading.messages(),
      ElementsAre("status: expected an integer from 200 to 599, found the string \"200\" (write 200 without quotes)",
                  "status: expected an integer from 200 to 599, found the number 200.0",
                  "status: expected an integer from 200 to 599, found the string \"ok\"",
                  "status: expected an integer from 200 to 599, found a list"));
  for (const Error& error : loading.errors) EXPECT_EQ(error.code, ErrorCode::wrong_type);
}

TEST(ReadInteger, NamesOpenRanges) {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  Loading loading;
  (void)read_integer(plain("-1"), loading.context, "", 0, highest);
  (void)read_integer(plain("9"), loading.context, "", lowest, 8);
  (void)read_integer(plain("x"), loading.context, "", lowest, highest);
  EXPECT_THAT(loading.messages(),
              ElementsAre("expected an integer of at least 0, found -1", "expected an integer of at most 8, found 9",
                          "expected an integer, found the string \"x\""));
}

TEST(ReadNumber, TakesFiniteNumbers) {
  Loading loading;
  EXPECT_EQ(read_number(plain("1"), loading.context, "sigma"), 1);
  EXPECT_EQ(read_number(plain("-.5"), loading.context, "sigma"), -0.5);
  EXPECT_EQ(loading.message(), "");
  for (const Node& node : {plain(".nan"), plain("1e999"), quoted("1"), plain("x")})
    EXPECT_EQ(read_number(node, loading.context, "sigma"), std::nullopt);
  EXPECT_THAT(loading.messages(),
              ElementsAre("sigma: expected a finite number, found .nan", "sigma: expected a finite number, found 1e999",
                          "sigma: expected a number, found the string \"1\" (write 1 without quotes)",
                          "sigma: expected a number, found the string \"x\""));
}

TEST(ReadWord, GivesTheIndexAndSuggestsTheNearest) {
  static constexpr std::string_view words[] = {"exact", "tolerated", "none"};
  Loading loading;
  EXPECT_EQ(read_word(plain("exact"), loading.context, "trailing_slash", words), 0U);
  EXPECT_EQ(read_word(quoted("none"), loading.context, "trailing_slash", words), 2U);
  EXPECT_EQ(loading.message(), "");
  for (const Node& node : {plain("tolerate"), plain("somewhat"), plain("true"), list({})})
    EXPECT_EQ(read_word(node, loading.context, "trailing_slash", words), std::nullopt);
  EXPECT_THAT(
      loading.messages(),
      ElementsAre(
          "trailing_slash: expected 'exact', 'tolerated' or 'none', found \"tolerate\" (did you mean 'tolerated'?)",
          "trailing_slash: expected 'exact', 'tolerated' or 'none', found \"somewhat\"",
          "trailing_slash: expected 'exact', 'tolerated' or 'none', found the boolean true",
          "trailing_slash: expected 'exact', 'tolerated' or 'none', found a list"));
}

TEST(ExpectMapping, AndSequenceReportOtherKinds) {
  Loading loading;
  EXPECT_TRUE(expect_mapping(map({}), loading.context, "a stub"));
  EXPECT_TRUE(expect_sequence(list({}), loading.context, "stubs"));
  EXPECT_FALSE(expect_mapping(list({}), loading.context, "a stub"));
  EXPECT_FALSE(expect_sequence(map({}), loading.context, "stubs"));
  EXPECT_FALSE(expect_sequence(plain("x"), loading.context, "include"));
  EXPECT_THAT(
      loading.messages(),
      ElementsAre("a stub: expected a mapping, found a list", "stubs: expected a list, found a mapping",
                  "include: expected a list, found the string \"x\" (begin the entry with '- ' or put it in [ ])"));
}

struct Row : KeyRow {
  int number = 0;
};

TEST(ReadMapping, CallsEachRowAndReportsStrangersAndMissingOnes) {
  Row status, json;
  status.key = "status", status.number = 1;
  json.key = "json", json.number = 2, json.presence = Presence::required, json.example = "{a: 1}";
  const Row table[] = {status, json};
  const auto numbers_of = [&table](const Node& node, Loading& loading) {
    std::vector<int> seen;
    read_mapping(node, loading.context, "a response", std::span<const Row>{table},
                 [&seen](const Row& row, const Node&) { seen.push_back(row.number); });
    return seen;
  };
  Loading sound;
  EXPECT_THAT(numbers_of(map({{"json", plain("1")}, {"status", plain("2")}}), sound), ElementsAre(2, 1));
  EXPECT_EQ(sound.message(), "");

  Loading loading;
  EXPECT_THAT(numbers_of(map({{"stauts", plain("1")}, {"zzz", plain("2")}}), loading), ElementsAre());
  EXPECT_THAT(loading.messages(),
              ElementsAre("unknown key 'stauts' in a response (did you mean 'status'? valid keys: status, json)",
                          "unknown key 'zzz' in a response (valid keys: status, json)",
                          "a response needs the key 'json' (add it, such as json: {a: 1})"));

  Loading other;
  EXPECT_THAT(numbers_of(plain("x"), other), ElementsAre());
  EXPECT_EQ(other.message(), "a response: expected a mapping, found the string \"x\"");
}

TEST(ReportUnknownKey, RefusesKeysThatAreNoText) {
  static constexpr std::string_view valid[] = {"a"};
  Loading loading;
  report_unknown_key(list({}), loading.context, "a stub", valid);
  EXPECT_EQ(loading.message(), "a stub: expected a key, found a list (valid keys: a)");
}

}  // namespace
}  // namespace phantomime
