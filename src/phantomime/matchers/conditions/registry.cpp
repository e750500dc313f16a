// The tables of condition keys. A new condition is a file, its line in condition_keys.hpp and a line in each table here
// that should have it.
#include "phantomime/matchers/conditions/condition_keys.hpp"

namespace phantomime::matchers {

namespace {

std::vector<ConditionKey> build(ConditionTable table) {
  if (table == ConditionTable::number)
    return {equals_key(table), greater_than_key(), at_least_key(), less_than_key(), at_most_key(), not_key(table)};
  const bool may_be_absent = table != ConditionTable::text;
  std::vector<ConditionKey> keys = {
      equals_key(table), any_of_key(table),  contains_key(), starts_with_key(), ends_with_key(),
      matches_key(),     greater_than_key(), at_least_key(), less_than_key(),   at_most_key(),
  };
  if (may_be_absent) {
    keys.push_back(present_key());
    keys.push_back(absent_key());
    keys.push_back(values_key(table));
  }
  if (table == ConditionTable::query) keys.push_back(bare_key());
  keys.push_back(not_key(table));
  keys.push_back(ignoring_case_key());
  return keys;
}

}  // namespace

std::span<const ConditionKey> condition_keys(ConditionTable table) {
  static const auto query = build(ConditionTable::query);
  static const auto field = build(ConditionTable::field);
  static const auto text = build(ConditionTable::text);
  static const auto json = build(ConditionTable::json);
  static const auto number = build(ConditionTable::number);
  switch (table) {
    case ConditionTable::field:
      return field;
    case ConditionTable::text:
      return text;
    case ConditionTable::json:
      return json;
    case ConditionTable::number:
      return number;
    case ConditionTable::query:
      break;
  }
  return query;
}

std::string_view table_name(ConditionTable table) noexcept {
  switch (table) {
    case ConditionTable::field:
      return "field_condition";
    case ConditionTable::text:
      return "text_condition";
    case ConditionTable::json:
      return "json_condition";
    case ConditionTable::number:
      return "number_condition";
    case ConditionTable::query:
      break;
  }
  return "condition";
}

std::string_view shorthand(ConditionTable table) noexcept {
  switch (table) {
    case ConditionTable::json:
      return R"({"type": ["string", "number", "boolean", "null"]})";
    case ConditionTable::number:
      return R"({"type": "integer", "minimum": 0})";
    default:
      return R"({"type": ["string", "number", "boolean"]})";
  }
}

}  // namespace phantomime::matchers
