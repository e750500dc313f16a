#include "phantomime/state/operator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::state {
namespace {

struct Row {
  std::string name;
  FieldType type;
  std::string op;
  std::string filter;
  std::string value;  ///< JSON
  bool passes;
};

class Operators : public testing::TestWithParam<Row> {};

TEST_P(Operators, DecideAsDjangoDoes) {
  const Row& row = GetParam();
  const auto op = operator_named(row.op);
  ASSERT_TRUE(op) << row.op;
  const std::string_view raw = row.filter;
  const auto test = Comparison::create(*op, row.type, DatePart::none, {&raw, 1});
  ASSERT_TRUE(test) << test.error().what;
  EXPECT_EQ(test->passes(operand_of(Json::parse(row.value), row.type)), row.passes);
}

constexpr auto text = FieldType::text;
constexpr auto integer = FieldType::integer;
constexpr auto number = FieldType::number;
constexpr auto boolean = FieldType::boolean;
constexpr auto instant = FieldType::instant;

INSTANTIATE_TEST_SUITE_P(
    Cases, Operators,
    testing::Values(
        Row{"Exact", text, "exact", "'a b'", R"("a b")", true},
        Row{"ExactDoubleQuotes", text, "exact", R"("a b")", R"("a b")", true},
        Row{"ExactBare", text, "exact", "a b", R"("a b")", true}, Row{"ExactCase", text, "exact", "A", R"("a")", false},
        Row{"ExactEmpty", text, "exact", "''", R"("")", true},
        Row{"ExactNumberInText", text, "exact", "5", R"("5")", true},
        Row{"ExactInteger", integer, "exact", "5", "5", true},
        Row{"ExactQuotedInteger", integer, "exact", "\"5\"", "5", true},
        Row{"ExactNumber", number, "exact", "5", "5.0", true}, Row{"ExactNull", text, "exact", "a", "null", false},
        Row{"ExactNone", text, "exact", "None", "null", true},
        Row{"ExactNoneQuoted", text, "exact", "'None'", "null", false},
        Row{"ExactTrue", boolean, "exact", "True", "true", true},
        Row{"ExactFalse", boolean, "exact", "False", "true", false},
        Row{"ExactInstant", instant, "exact", "2020-01-22T19:39:43.239Z", R"("2020-01-22T19:39:43.239000Z")", true},
        Row{"ExactInstantOffset", instant, "exact", "2020-01-22T20:39:43.239+01:00", R"("2020-01-22T19:39:43.239000Z")",
            true},
        Row{"ExactWrongType", integer, "exact", "5", R"("5")", false},
        Row{"Iexact", text, "iexact", "ÄPFEL", R"("äpfel")", true},
        Row{"IexactSharpS", text, "iexact", "STRASSE", R"("straße")", false},
        Row{"IexactInteger", integer, "iexact", "46", "46", true},
        Row{"Contains", text, "contains", "'ell'", R"("hello")", true},
        Row{"ContainsCase", text, "contains", "ELL", R"("hello")", false},
        Row{"ContainsPercent", text, "contains", "%", R"("hello")", false},
        Row{"ContainsUnderscore", text, "contains", "h_llo", R"("hello")", false},
        Row{"ContainsEmpty", text, "contains", "''", R"("hello")", true},
        Row{"ContainsNull", text, "contains", "''", "null", false},
        Row{"ContainsInteger", integer, "contains", "4", "146", true},
        Row{"ContainsInstant", instant, "contains", "'04:38:51.703+00'", R"("2019-12-04T04:38:51.703000Z")", true},
        Row{"ContainsBoolean", boolean, "contains", "ru", "true", true},
        Row{"Icontains", text, "icontains", "σ", R"("ΛΌΓΟΣ")", true},
        Row{"Startswith", text, "startswith", "he", R"("hello")", true},
        Row{"StartswithNot", text, "startswith", "el", R"("hello")", false},
        Row{"Istartswith", text, "istartswith", "HE", R"("hello")", true},
        Row{"Endswith", text, "endswith", "lo", R"("hello")", true},
        Row{"Iendswith", text, "iendswith", "LO", R"("hello")", true}, Row{"Gt", integer, "gt", "5", "6", true},
        Row{"GtEqual", integer, "gt", "5", "5", false}, Row{"Gte", integer, "gte", "5", "5", true},
        Row{"Lt", integer, "lt", "-5", "-6", true}, Row{"Lte", number, "lte", "0.5", "0.5", true},
        Row{"LtNull", integer, "lt", "5", "null", false}, Row{"GtText", text, "gt", "'Z'", R"("a")", true},
        Row{"GtTextByBytes", text, "gt", "'a'", R"("Z")", false},
        Row{"GtInstant", instant, "gt", "2020-01-22", R"("2020-01-22T00:00:00.000001Z")", true},
        Row{"In", integer, "in", "[1, 2]", "2", true}, Row{"InNot", integer, "in", "[1,2]", "3", false},
        Row{"InBlanks", integer, "in", " [ 1 , 2 ] ", "2", true}, Row{"InTuple", integer, "in", "(1, 2,)", "2", true},
        Row{"InTexts", text, "in", R"(["normal", "automation"])", R"("automation")", true},
        Row{"InComma", text, "in", R"(["a,b", 'c'])", R"("a,b")", true},
        Row{"InBracket", text, "in", R"(["a]"])", R"("a]")", true}, Row{"InEmpty", text, "in", "[]", R"("")", false},
        Row{"InNull", text, "in", "[null, 'a']", "null", false}, Row{"InOne", integer, "in", "2", "2", true},
        Row{"InBooleans", boolean, "in", "[True]", "true", true}, Row{"Range", integer, "range", "[1, 5]", "5", true},
        Row{"RangeOutside", integer, "range", "(1, 5)", "6", false},
        Row{"RangeTurned", integer, "range", "[5, 1]", "3", false},
        Row{"RangeOfInstants", instant, "range", R"(["2020-01-01", "2020-02-01"])", R"("2020-01-22T19:39:43.239000Z")",
            true},
        Row{"Regex", text, "regex", "'^h.*o$'", R"("hello")", true},
        Row{"RegexFound", text, "regex", "l+", R"("hello")", true},
        Row{"RegexCase", text, "regex", "L", R"("hello")", false},
        Row{"Iregex", text, "iregex", "L", R"("hello")", true}, Row{"RegexNull", text, "regex", ".*", "null", false},
        Row{"IsNull", text, "isnull", "True", "null", true}, Row{"IsNullNot", text, "isnull", "True", R"("")", false},
        Row{"IsNotNull", integer, "isnull", "False", "1", true},
        Row{"IsNullJson", FieldType::json, "isnull", "True", "null", true}),
    [](const auto& row) { return row.param.name; });

TEST(Operators, AreAllInTheTable) {
  ASSERT_EQ(operator_words().size(), 17u);
  for (const std::string_view word : operator_words()) EXPECT_TRUE(operator_named(word)) << word;
  EXPECT_FALSE(operator_named("like"));
}

std::string refusal(std::string_view op, FieldType type, std::string_view raw) {
  const auto test = Comparison::create(*operator_named(op), type, DatePart::none, {&raw, 1});
  return test ? "" : test.error().what;
}

TEST(Operators, RefuseWhatCannotBeMeant) {
  EXPECT_EQ(refusal("exact", integer, "'admin'"), R"(expected an integer, found "admin")");
  EXPECT_EQ(refusal("exact", integer, "99999999999999999999"), R"(expected an integer, found "99999999999999999999")");
  EXPECT_EQ(refusal("exact", number, "nan"), R"(expected a number, found "nan")");
  EXPECT_EQ(refusal("exact", boolean, "true"), R"(expected True or False, found "true")");
  EXPECT_EQ(refusal("isnull", text, "1"), R"(expected True or False, found "1")");
  EXPECT_EQ(refusal("gt", instant, "yesterday"), R"(expected a time as 2019-12-04T04:38:51Z, found "yesterday")");
  EXPECT_EQ(refusal("in", integer, "[1, 2"), R"(expected a list as [1, 2], found "[1, 2")");
  EXPECT_EQ(refusal("in", integer, "[1, [2]]"), R"(expected a list as [1, 2], found "[1, [2]]")");
  EXPECT_EQ(refusal("in", text, R"(["a])"), R"(expected a list as [1, 2], found "[\"a]")");
  EXPECT_EQ(refusal("range", integer, "[1, 2, 3]"), "a range has two ends, as [1, 5]");
  EXPECT_EQ(refusal("exact", FieldType::json, "{}"), "a list or an object cannot be compared");
  EXPECT_NE(refusal("regex", text, "("), "");
}

TEST(Operators, TakeAListInSeveralPieces) {
  const std::vector<std::string_view> raw = {"1", "[2, 3]", "\"4\""};
  const auto test = Comparison::create(Operator::in, integer, DatePart::none, raw);
  ASSERT_TRUE(test);
  for (const int one : {1, 2, 3, 4}) EXPECT_TRUE(test->passes(Operand{std::int64_t{one}}));
  EXPECT_FALSE(test->passes(Operand{std::int64_t{5}}));
}

TEST(Literals, AreWrittenAsPythonAndJsonDo) {
  EXPECT_EQ(parse_literal(R"('it\'s')").text, "it's");
  EXPECT_EQ(parse_literal(R"("\u00e4\n\ud83d\ude00")").text, "ä\n😀");
  EXPECT_EQ(parse_literal(R"("\ud83d")").text, "\xef\xbf\xbd") << "half a pair";
  EXPECT_EQ(parse_literal(R"("\u12")").text, R"(\u12)") << "no escape";
  EXPECT_EQ(parse_literal(R"("a\d")").text, R"(a\d)");
  EXPECT_EQ(parse_literal("'open").text, "'open");
  EXPECT_EQ(parse_literal("'a' 'b'").text, "'a' 'b'");
  EXPECT_EQ(parse_literal("  x ").text, "x");
  EXPECT_EQ(parse_literal("").text, "");
}

}  // namespace
}  // namespace phantomime::state
