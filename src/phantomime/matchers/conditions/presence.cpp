// present, absent, bare: whether a field is there, and how.
#include "phantomime/matchers/conditions/condition_keys.hpp"

namespace phantomime::matchers {

namespace {

class Present final : public FieldTest {
 public:
  bool holds(const Values& values) const override { return !values.empty(); }
  std::string describe(Showing) const override { return "is present"; }
};

class Absent final : public FieldTest {
 public:
  bool holds(const Values& values) const override { return values.empty(); }
  std::string describe(Showing) const override { return "is absent"; }
};

class Bare final : public ValueTest {
 public:
  bool holds(const Value& value) const override { return value.bare; }
  std::string describe(Showing) const override { return "is bare (without \"=\")"; }
  std::optional<Sample> sample() const override { return Sample{{}, true}; }
};

// These say yes or are not there; what the opposite would be called depends on which.
bool read_true(const Node& node, LoadContext& context, std::string_view key, std::string_view opposite) {
  const auto flag = read_bool(node, context, "'" + std::string{key} + "'");
  if (flag && !*flag)
    context.error(node, ErrorCode::bad_value, "'" + std::string{key} + "' can only be true",
                  "write " + std::string{opposite});
  return flag.value_or(false);
}

void load_present(const Node& node, LoadContext& context, ConditionDraft& draft) {
  if (read_true(node, context, "present", "{absent: true}")) draft.field_tests.push_back(std::make_shared<Present>());
}

void load_absent(const Node& node, LoadContext& context, ConditionDraft& draft) {
  if (read_true(node, context, "absent", "{present: true}")) draft.field_tests.push_back(std::make_shared<Absent>());
}

void load_bare(const Node& node, LoadContext& context, ConditionDraft& draft) {
  if (read_true(node, context, "bare", "{not: {bare: true}}")) draft.value_tests.push_back(std::make_shared<Bare>());
}

constexpr std::string_view true_schema = R"({"const": true})";

}  // namespace

ConditionKey present_key() {
  return {{"present", "is there, whatever it is", true_schema, "true", "false"}, load_present};
}
ConditionKey absent_key() { return {{"absent", "is not there at all", true_schema, "true", "false"}, load_absent}; }
ConditionKey bare_key() { return {{"bare", "is a flag without \"=\"", true_schema, "true", "false"}, load_bare}; }

}  // namespace phantomime::matchers
