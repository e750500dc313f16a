// not: turns a condition round, for all of a field's values together.
#include "phantomime/matchers/conditions/condition_keys.hpp"

namespace phantomime::matchers {

namespace {

class Negated final : public FieldTest {
 public:
  explicit Negated(Condition inner) : inner_{std::move(inner)} {}
  bool holds(const Values& values) const override { return !inner_.holds(values); }
  std::string describe(Showing showing) const override { return "not (" + inner_.describe(showing) + ")"; }

 private:
  Condition inner_;
};

void load_not(const Node& node, LoadContext& context, ConditionDraft& draft) {
  if (auto inner = load_condition(node, context, draft.table, "the condition in 'not'"))
    draft.field_tests.push_back(std::make_shared<Negated>(std::move(*inner)));
}

}  // namespace

ConditionKey not_key(ConditionTable table) {
  ConditionKey key{{"not", "does not satisfy the inner condition", {}, "{contains: x}", "[x]"}, load_not};
  switch (table) {
    case ConditionTable::query:
      key.schema = R"({"$ref": "#/$defs/condition"})";
      break;
    case ConditionTable::field:
      key.schema = R"({"$ref": "#/$defs/field_condition"})";
      break;
    case ConditionTable::text:
      key.schema = R"({"$ref": "#/$defs/text_condition"})";
      break;
    case ConditionTable::json:
      key.schema = R"({"$ref": "#/$defs/json_condition"})";
      break;
    case ConditionTable::number:
      key.schema = R"({"$ref": "#/$defs/number_condition"})";
      key.example = "{equals: 0}";
      break;
  }
  return key;
}

}  // namespace phantomime::matchers
