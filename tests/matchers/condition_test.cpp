#include "phantomime/matchers/conditions/condition.hpp"

#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

std::optional<Condition> condition_of(std::string_view text, ConditionTable table, std::string* message = nullptr) {
  testing_support::Loading loading;
  const Document document = yaml(text);
  auto condition = load_condition(document.root, loading.context, table, "the condition");
  if (message)
    *message = loading.message();
  else
    EXPECT_EQ(loading.message(), "") << text;
  return condition;
}

struct TextCase {
  std::string_view condition;
  std::vector<std::string> values;
  bool holds;
};

TEST(Condition, DecidesOnTexts) {
  for (const TextCase& one : std::vector<TextCase>{
           {"new", {"new"}, true},
           {"new", {"New"}, false},
           {"new", {}, false},
           {"1.10", {"1.10"}, true},
           {"1.10", {"1.1"}, false},
           {"true", {"true"}, true},
           {"{any_of: [new, all]}", {"all"}, true},
           {"{any_of: [new, all]}", {"none"}, false},
           {"{contains: oo}", {"foo"}, true},
           {"{contains: oo}", {"fo"}, false},
           {"{starts_with: ab}", {"abc"}, true},
           {"{starts_with: ab}", {"a"}, false},
           {"{ends_with: bc}", {"abc"}, true},
           {"{ends_with: bc}", {"abcd"}, false},
           {"{matches: '\\d+'}", {"46"}, true},
           {"{matches: '\\d+'}", {"46a"}, false},
           {"{greater_than: 3}", {"3.5"}, true},
           {"{greater_than: 3}", {"3"}, false},
           {"{at_least: 3}", {"3"}, true},
           {"{at_least: 3}", {"2.99"}, false},
           {"{less_than: 3}", {"-1e3"}, true},
           {"{less_than: 3}", {"3"}, false},
           {"{at_most: 3}", {"3.0"}, true},
           {"{at_most: 3}", {"nan"}, false},
           {"{at_least: 3}", {"inf"}, false},
           {"{at_least: 3}", {"0x10"}, false},
           {"{at_least: 3}", {""}, false},
           {"{greater_than: 9007199254740992}", {"9007199254740993"}, true},
           {"{present: true}", {""}, true},
           {"{present: true}", {}, false},
           {"{absent: true}", {}, true},
           {"{absent: true}", {""}, false},
           {"{values: [1, 2]}", {"1", "2"}, true},
           {"{values: [1, 2]}", {"1", "2", "3"}, false},
           {"{not: {contains: x}}", {"abc"}, true},
           {"{not: {contains: x}}", {"abc", "x"}, false},
           {"{not: {contains: x}}", {}, true},
           {"{not: {not: a}}", {"a"}, true},
           {"{equals: ABC, ignoring_case: true}", {"abc"}, true},
           {"{any_of: [ABC], ignoring_case: true}", {"aBc"}, true},
           {"{starts_with: ABC, ignoring_case: true}", {"abcd"}, true},
           {"{ends_with: ABC, ignoring_case: true}", {"xabc"}, true},
           {"{contains: BC, ignoring_case: true}", {"abcd"}, true},
           {"{matches: 'AB+', ignoring_case: true}", {"abb"}, true},
           {"{equals: ABC, ignoring_case: false}", {"abc"}, false},
           // Several keys hold for one and the same value.
           {"{starts_with: a, ends_with: z}", {"az"}, true},
           {"{starts_with: a, ends_with: z}", {"a", "z"}, false},
           {"{at_least: 3, at_most: 5}", {"1", "4"}, true},
           {"{present: true, not: {equals: a}}", {"b"}, true},
       }) {
    const auto condition = condition_of(one.condition, ConditionTable::field);
    ASSERT_TRUE(condition);
    Values values;
    for (const std::string& text : one.values) values.add({text, nullptr, false});
    EXPECT_EQ(condition->holds(values), one.holds) << one.condition << ' ' << ::testing::PrintToString(one.values);
    EXPECT_EQ(condition->distance(values) == 0, one.holds) << one.condition;
  }
}

TEST(Condition, ComparesJsonValuesByType) {
  struct Case {
    std::string_view condition;
    std::string_view json;
    bool holds;
  };
  for (const Case& one : std::vector<Case>{
           {"1", "1", true},
           {"1", "1.0", true},
           {"1", "\"1\"", false},
           {"'1'", "\"1\"", true},
           {"'1'", "1", false},
           {"true", "true", true},
           {"true", "\"true\"", false},
           {"null", "null", true},
           {"null", "0", false},
           {"{equals: {a: [1, null]}}", "{\"a\": [1.0, null]}", true},
           {"{equals: {a: [1, null]}}", "{\"a\": [1, null], \"b\": 1}", false},
           {"{equals: {a: 1, b: 2}}", "{\"a\": 1, \"c\": 2}", false},
           {"{equals: -1}", "18446744073709551615", false},
           {"{equals: 9007199254740993}", "9007199254740992", false},
           {"{equals: 18446744073709551615}", "18446744073709551615", true},
           {"{any_of: [1, a]}", "\"a\"", true},
           {"{matches: '\\d+'}", "46", false},
           {"{matches: '\\d+'}", "\"46\"", true},
           {"{greater_than: 3}", "4", true},
           {"{greater_than: 3}", "\"4\"", false},
           {"{contains: a}", "[\"a\"]", false},
           {"{not: 1}", "2", true},
       }) {
    const auto condition = condition_of(one.condition, ConditionTable::json);
    ASSERT_TRUE(condition);
    const auto value = parse_json(one.json);
    ASSERT_TRUE(value);
    EXPECT_EQ(condition->holds(Value::of(*value)), one.holds) << one.condition << ' ' << one.json;
  }
}

TEST(Condition, DescribesItself) {
  struct Case {
    std::string_view condition;
    std::string_view text;
  };
  for (const Case& one : std::vector<Case>{
           {"new", "equals \"new\""},
           {"{any_of: [new, all], ignoring_case: true}", "is one of \"new\", \"all\" (ignoring case)"},
           {"{contains: a, starts_with: b, ends_with: c, matches: d}",
            "contains \"a\" and starts with \"b\" and ends with \"c\" and matches d"},
           {"{greater_than: 1, at_least: 2, less_than: 1e3, at_most: 4}",
            "is greater than 1 and is at least 2 and is less than 1e3 and is at most 4"},
           {"{present: true}", "is present"},
           {"{absent: true}", "is absent"},
           {"{values: [1, 2]}", "has exactly the values \"1\", \"2\""},
           {"{bare: true}", "is bare (without \"=\")"},
           {"{not: {contains: x}}", "not (contains \"x\")"},
       })
    EXPECT_EQ(condition_of(one.condition, ConditionTable::query)->describe(), one.text);
  EXPECT_EQ(condition_of("{equals: s, any_of: [s], contains: s, matches: s, at_least: 1}", ConditionTable::field)
                ->describe(Showing::redacted),
            "equals [redacted] and is one of [redacted] and contains [redacted] and matches [redacted] and is at least "
            "[redacted]");
  const std::string long_text = condition_of(std::string(500, 'x'), ConditionTable::field)->describe();
  EXPECT_LT(long_text.size(), 100U);
}

TEST(Condition, SamplesSatisfyIt) {
  struct Case {
    std::string_view condition;
    std::string_view sample;  ///< empty: none
  };
  for (const Case& one : std::vector<Case>{
           {"new", "\"new\""},
           {"{at_least: 3, at_most: 5}", "\"3\""},
           {"{greater_than: 3.5}", "\"4\""},
           {"{less_than: -1}", "\"-2\""},
           {"{starts_with: a, ends_with: z}", ""},
           {"{starts_with: az, ends_with: z}", "\"az\""},
           {"{matches: 'a+'}", ""},
           {"{any_of: [a, b], not: a}", ""},
       }) {
    const auto sample = condition_of(one.condition, ConditionTable::field)->sample();
    EXPECT_EQ(sample ? sample->values.at(0).dump() : "", one.sample) << one.condition;
  }
}

TEST(Condition, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"[a]",
            "the condition is a list: expected a value or a mapping (write {any_of: [...]} for one of several, "
            "{values: [...]} for all of them in order)"},
           {"{}", "the condition asks for nothing (say what it must be like, such as {present: true})"},
           {"null", "the value to equal: expected text, found null"},
           {"{equal: a}",
            "unknown key 'equal' in the condition (did you mean 'equals'? valid keys: equals, any_of, contains, "
            "starts_with, ends_with, matches, greater_than, at_least, less_than, at_most, present, absent, values, "
            "bare, "
            "not, ignoring_case)"},
           {"{any_of: a}",
            "'any_of': expected a list, found the string \"a\" (begin the entry with '- ' or put it in [ ])"},
           {"{any_of: []}", "'any_of' has no values (name at least one, or write {absent: true})"},
           {"{contains: ''}", "an empty text is in every text (write {present: true} if any value will do)"},
           {"{at_least: '3'}",
            "the bound of a condition: expected a number, found the string \"3\" (write 3 without quotes)"},
           {"{present: false}", "'present' can only be true (write {absent: true})"},
           {"{absent: false}", "'absent' can only be true (write {present: true})"},
           {"{bare: false}", "'bare' can only be true (write {not: {bare: true}})"},
           {"{absent: true, equals: a}", "'absent' excludes every other condition (leave either it or the others out)"},
           {"{at_least: 3, ignoring_case: true}",
            "'ignoring_case' has no text condition beside it (put it beside equals, any_of, contains, starts_with, "
            "ends_with or matches)"},
           {"{ignoring_case: maybe, equals: a}", "'ignoring_case': expected a boolean, found the string \"maybe\""},
           {"{not: {contains: [x]}}", "the text of a condition: expected text, found a list"},
       }) {
    std::string message;
    EXPECT_FALSE(condition_of(one.request, ConditionTable::query, &message)) << one.request;
    EXPECT_EQ(message, one.message) << one.request;
  }
}

TEST(Condition, ExpressionsAreCheckedAtLoad) {
  std::string message;
  EXPECT_FALSE(condition_of("{matches: 'a(b'}", ConditionTable::field, &message));
  EXPECT_THAT(message, ::testing::HasSubstr("missing"));
  EXPECT_THAT(message, ::testing::Not(::testing::HasSubstr("(?i)")));
  EXPECT_FALSE(condition_of("{matches: 'a(b', ignoring_case: true}", ConditionTable::field, &message));
  EXPECT_THAT(message, ::testing::Not(::testing::HasSubstr("(?i)")));
}

}  // namespace
}  // namespace phantomime::matchers::testing
