#include "phantomime/matchers/conditions/condition.hpp"

#include <algorithm>

#include "phantomime/matchers/conditions/condition_keys.hpp"

namespace phantomime::matchers {

namespace {

void load_mapping(const Node& node, LoadContext& context, ConditionDraft& draft, std::string_view what) {
  if (node.size() == 0)
    context.error(node, ErrorCode::missing_key, std::string{what} + " asks for nothing",
                  "say what it must be like, such as {present: true}");
  // Beside it, wherever it is written, so it has to be known first.
  if (const Node* flag = node.find("ignoring_case")) draft.ignoring_case = flag->as_bool().value_or(false);
  read_mapping(node, context, what, condition_keys(draft.table),
               [&](const ConditionKey& key, const Node& value) { key.load(value, context, draft); });
  if (const Node* flag = node.find("ignoring_case"); flag && !draft.has_text_test)
    context.error(*flag, ErrorCode::conflict, "'ignoring_case' has no text condition beside it",
                  "put it beside equals, any_of, contains, starts_with, ends_with or matches");
  if (const Node* absent = node.find("absent"); absent && node.size() > 1)
    context.error(*absent, ErrorCode::conflict, "'absent' excludes every other condition",
                  "leave either it or the others out");
}

}  // namespace

bool Condition::holds(const Value& value) const {
  Values values;
  values.add(value);
  return holds(values);
}

bool Condition::holds(const Values& values) const {
  for (const auto& test : field_tests_)
    if (!test->holds(values)) return false;
  if (value_tests_.empty()) return true;
  const auto all = values.all();
  return std::any_of(all.begin(), all.end(), [&](const Value& value) {
    return std::all_of(value_tests_.begin(), value_tests_.end(), [&](const auto& test) { return test->holds(value); });
  });
}

std::string Condition::describe(Showing showing) const {
  std::string text;
  const auto append = [&](const std::string& part) { text += (text.empty() ? "" : " and ") + part; };
  for (const auto& test : value_tests_) append(test->describe(showing));
  for (const auto& test : field_tests_) append(test->describe(showing));
  return text;
}

std::optional<Sample> Condition::sample() const {
  const bool compares_json = table_ == ConditionTable::json || table_ == ConditionTable::number;
  const auto satisfies = [&](const Sample& sample) {
    Values values;
    for (const Json& json : sample.values) {
      Value value = Value::of(json);
      if (!compares_json) value.json = nullptr;
      values.add(value);
    }
    if (sample.bare) values.add({{}, nullptr, true});
    return holds(values);
  };
  // Any one test's sample will do if the others agree: `{at_least: 3, at_most: 5}` is satisfied by 3.
  for (const auto& test : value_tests_)
    if (auto sample = test->sample(); sample && satisfies(*sample)) return sample;
  for (const auto& test : field_tests_)
    if (auto sample = test->sample(); sample && satisfies(*sample)) return sample;
  return std::nullopt;
}

double Condition::distance(const Values& values) const {
  constexpr double near = 0.1;
  constexpr double unlike = 0.8;
  if (holds(values)) return 0;
  if (values.empty()) return 1;
  const auto wanted = sample();
  if (!wanted || wanted->values.empty()) return unlike;
  double least = 1;
  const Json& aim = wanted->values.front();
  const std::string aim_text = show_expected(aim, Showing::plain);
  for (const Value& value : values.all()) {
    const std::string text = value.json ? show_json(*value.json) : show_expected(Json(value.text), Showing::plain);
    least = std::min(least, text_distance(text, aim_text));
  }
  return near + (unlike - near) * least;
}

std::optional<Condition> load_condition(const Node& node, LoadContext& context, ConditionTable table,
                                        std::string_view what) {
  const std::size_t errors = context.error_count();
  ConditionDraft draft;
  draft.table = table;
  if (node.is_mapping())
    load_mapping(node, context, draft, what);
  else if (node.is_scalar())
    equals_key(table).load(node, context, draft);
  else
    context.error(node, ErrorCode::wrong_type, std::string{what} + " is a list: expected a value or a mapping",
                  table == ConditionTable::number || table == ConditionTable::text
                      ? "write {any_of: [...]} for one of several"
                      : "write {any_of: [...]} for one of several, {values: [...]} for all of them in order");
  if (context.error_count() != errors) return std::nullopt;
  Condition condition;
  condition.table_ = table;
  condition.value_tests_ = std::move(draft.value_tests);
  condition.field_tests_ = std::move(draft.field_tests);
  condition.equality_ = std::move(draft.equality);
  // What was written says all that the condition asks, save for what its table makes of it.
  if (const auto written = node_to_json_text(node))
    condition.identity_ = std::string{table_name(table)} + ' ' + *written;
  return condition;
}

std::optional<Json> read_expected(const Node& node, LoadContext& context, ConditionTable table, std::string_view what) {
  if (table == ConditionTable::number) {
    const auto number = read_integer(node, context, what, 0, std::int64_t{1} << 62);
    if (!number) return std::nullopt;
    return Json(*number);
  }
  if (table != ConditionTable::json) {
    auto text = read_text(node, context, what);
    if (!text) return std::nullopt;
    return Json(std::move(*text));
  }
  auto text = node_to_json_text(node);
  if (!text) {
    context.error(node, text.error().code, text.error().what, text.error().hint);
    return std::nullopt;
  }
  auto value = parse_json(*text);
  if (!value) {
    context.error(node, value.error().code, value.error().what, value.error().hint);
    return std::nullopt;
  }
  return std::move(*value);
}

std::string show_expected(const Json& value, Showing showing) { return show_json(value, showing); }

std::string show_actual(const Values& values, Showing showing) {
  constexpr std::size_t shown_values = 3;
  if (values.empty()) return "absent";
  std::string text;
  std::size_t count = 0;
  for (const Value& value : values.all()) {
    if (count == shown_values) return text + " and " + std::to_string(values.size() - count) + " more";
    if (count++ != 0) text += ", ";
    if (value.bare)
      text += "bare";
    else
      text += value.json ? show_json(*value.json, showing) : show_text(value.text, showing);
  }
  return text;
}

}  // namespace phantomime::matchers
