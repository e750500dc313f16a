// greater_than, at_least, less_than, at_most: texts are read as numbers, JSON values have to be some.
#include <cmath>

#include "phantomime/matchers/conditions/condition_keys.hpp"
#include "phantomime/matchers/json_number.hpp"

namespace phantomime::matchers {

namespace {

enum class Order { greater_than, at_least, less_than, at_most };

std::string_view phrase(Order order) {
  switch (order) {
    case Order::greater_than:
      return "is greater than ";
    case Order::at_least:
      return "is at least ";
    case Order::less_than:
      return "is less than ";
    case Order::at_most:
      break;
  }
  return "is at most ";
}

class Compares final : public ValueTest {
 public:
  Compares(Order order, Number bound, std::string text, Json sample)
      : order_{order}, bound_{bound}, text_{std::move(text)}, sample_(std::move(sample)) {}

  bool holds(const Value& value) const override {
    const auto number = value.json ? number_of(*value.json) : number_of(value.text);
    if (!number) return false;
    switch (order_) {
      case Order::greater_than:
        return *number > bound_;
      case Order::at_least:
        return *number >= bound_;
      case Order::less_than:
        return *number < bound_;
      case Order::at_most:
        return *number <= bound_;
    }
    return false;
  }
  std::string describe(Showing showing) const override {
    return std::string{phrase(order_)} + (showing == Showing::plain ? text_ : show_text({}, showing));
  }
  std::optional<Sample> sample() const override { return Sample{{sample_}}; }

 private:
  Order order_;
  Number bound_;
  std::string text_;
  Json sample_;
};

// The bound itself, or the next integer on the right side of it.
Json sample_for(Order order, Number bound) {
  Number number = bound;
  if (order == Order::greater_than) number = std::floor(bound) + 1;
  if (order == Order::less_than) number = std::ceil(bound) - 1;
  if (std::trunc(number) == number && std::abs(number) < 9e15L) return Json(static_cast<std::int64_t>(number));
  return Json(static_cast<double>(number));
}

template <Order order>
void load_order(const Node& node, LoadContext& context, ConditionDraft& draft) {
  const auto number = read_number(node, context, "the bound of a condition");
  if (!number) return;
  // The spelling knows more digits than the double.
  const Number bound = number_of(std::string_view{node.text()}).value_or(static_cast<Number>(*number));
  Json sample = sample_for(order, bound);
  const bool as_text = draft.table == ConditionTable::query || draft.table == ConditionTable::field ||
                       draft.table == ConditionTable::text;
  if (as_text) sample = sample.dump();
  draft.value_tests.push_back(std::make_shared<Compares>(order, bound, node.text(), std::move(sample)));
}

constexpr std::string_view number_schema = R"({"type": "number"})";

}  // namespace

ConditionKey greater_than_key() {
  return {{"greater_than", "is a number above", number_schema, "3", "three"}, load_order<Order::greater_than>};
}
ConditionKey at_least_key() {
  return {{"at_least", "is a number not below", number_schema, "3", "three"}, load_order<Order::at_least>};
}
ConditionKey less_than_key() {
  return {{"less_than", "is a number below", number_schema, "3", "three"}, load_order<Order::less_than>};
}
ConditionKey at_most_key() {
  return {{"at_most", "is a number not above", number_schema, "3", "three"}, load_order<Order::at_most>};
}

}  // namespace phantomime::matchers
