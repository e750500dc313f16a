// equals, any_of, values: comparing with given values, as texts or as JSON.
#include <algorithm>

#include "phantomime/matchers/conditions/condition_keys.hpp"
#include "phantomime/matchers/json_number.hpp"

namespace phantomime::matchers {

namespace {

enum class Case { exact, ignored };

Case case_of(const ConditionDraft& draft) { return draft.ignoring_case ? Case::ignored : Case::exact; }

std::string case_note(Case letters) { return letters == Case::ignored ? " (ignoring case)" : ""; }

// A count is looked at as JSON, a field as text; `expected` is of the same sort.
bool same_value(const Value& value, const Json& expected, Case letters) {
  const std::string* text = expected.get_ptr<const std::string*>();
  if (text && value.is_text())
    return letters == Case::exact ? value.text == *text : same_ignoring_case(value.text, *text);
  return value.json && same_json(*value.json, expected);
}

std::string listed(const std::vector<Json>& values, Showing showing) {
  if (showing == Showing::redacted) return show_expected({}, showing);
  std::string text;
  for (const Json& value : values) {
    text += (text.empty() ? "" : ", ") + show_expected(value, showing);
    if (text.size() > shown_bytes) return text + ", ...";
  }
  return text;
}

class Equals final : public ValueTest {
 public:
  Equals(Json expected, Case letters) : expected_(std::move(expected)), case_{letters} {}
  bool holds(const Value& value) const override { return same_value(value, expected_, case_); }
  std::string describe(Showing showing) const override {
    return "equals " + show_expected(expected_, showing) + case_note(case_);
  }
  std::optional<Sample> sample() const override { return Sample{{expected_}}; }

 private:
  Json expected_;
  Case case_;
};

class AnyOf final : public ValueTest {
 public:
  AnyOf(std::vector<Json> expected, Case letters) : expected_(std::move(expected)), case_{letters} {}
  bool holds(const Value& value) const override {
    return std::any_of(expected_.begin(), expected_.end(),
                       [&](const Json& one) { return same_value(value, one, case_); });
  }
  std::string describe(Showing showing) const override {
    return "is one of " + listed(expected_, showing) + case_note(case_);
  }
  std::optional<Sample> sample() const override { return Sample{{expected_.front()}}; }

 private:
  std::vector<Json> expected_;
  Case case_;
};

class ExactValues final : public FieldTest {
 public:
  ExactValues(std::vector<Json> expected, Case letters) : expected_(std::move(expected)), case_{letters} {}
  bool holds(const Values& values) const override {
    const auto all = values.all();
    return std::equal(all.begin(), all.end(), expected_.begin(), expected_.end(),
                      [&](const Value& value, const Json& one) { return same_value(value, one, case_); });
  }
  std::string describe(Showing showing) const override {
    return "has exactly the values " + listed(expected_, showing) + case_note(case_);
  }
  std::optional<Sample> sample() const override { return Sample{expected_}; }

 private:
  std::vector<Json> expected_;
  Case case_;
};

std::vector<Json> read_list(const Node& node, LoadContext& context, const ConditionDraft& draft, std::string_view key) {
  std::vector<Json> values;
  if (!expect_sequence(node, context, std::string{"'"} + std::string{key} + "'")) return values;
  if (node.size() == 0)
    context.error(node, ErrorCode::bad_value, "'" + std::string{key} + "' has no values",
                  "name at least one, or write {absent: true}");
  for (const Node& item : node.items())
    if (auto value = read_expected(item, context, draft.table, "a value of '" + std::string{key} + "'"))
      values.push_back(std::move(*value));
  return values;
}

void load_equals(const Node& node, LoadContext& context, ConditionDraft& draft) {
  draft.has_text_test = true;
  auto expected = read_expected(node, context, draft.table, "the value to equal");
  if (!expected) return;
  if (!draft.ignoring_case) draft.equality = std::make_shared<const Json>(*expected);
  draft.value_tests.push_back(std::make_shared<Equals>(std::move(*expected), case_of(draft)));
}

void load_any_of(const Node& node, LoadContext& context, ConditionDraft& draft) {
  draft.has_text_test = true;
  if (auto expected = read_list(node, context, draft, "any_of"); !expected.empty())
    draft.value_tests.push_back(std::make_shared<AnyOf>(std::move(expected), case_of(draft)));
}

void load_values(const Node& node, LoadContext& context, ConditionDraft& draft) {
  draft.has_text_test = true;
  if (auto expected = read_list(node, context, draft, "values"); !expected.empty())
    draft.field_tests.push_back(std::make_shared<ExactValues>(std::move(expected), case_of(draft)));
}

}  // namespace

ConditionKey equals_key(ConditionTable table) {
  constexpr std::string_view summary = "is exactly this";
  switch (table) {
    case ConditionTable::json:
      return {{"equals", summary, "true", "new", "0x1f"}, load_equals};
    case ConditionTable::number:
      return {{"equals", summary, R"({"type": "integer", "minimum": 0})", "1024", "many"}, load_equals};
    default:
      return {{"equals", summary, R"({"type": ["string", "number", "boolean"]})", "new", "[new]"}, load_equals};
  }
}

ConditionKey any_of_key(ConditionTable table) {
  constexpr std::string_view texts =
      R"({"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean"]}})";
  constexpr std::string_view any = R"({"type": "array", "minItems": 1})";
  return {{"any_of", "is one of these", table == ConditionTable::json ? any : texts, "[new, all]", "new"}, load_any_of};
}

ConditionKey values_key(ConditionTable table) {
  constexpr std::string_view texts =
      R"({"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean"]}})";
  constexpr std::string_view any = R"({"type": "array", "minItems": 1})";
  return {{"values", "are exactly these, in this order", table == ConditionTable::json ? any : texts, "[1, 2]", "1"},
          load_values};
}

}  // namespace phantomime::matchers
