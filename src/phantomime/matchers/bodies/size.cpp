// body: size: the body has this many bytes.
#include "phantomime/matchers/bodies/body_keys.hpp"

namespace phantomime::matchers {

namespace {

class BodySize final : public Matcher {
 public:
  BodySize(Condition condition, Location where) : condition_{std::move(condition)}, where_{std::move(where)} {}

  bool matches(const http::RequestView& request) const override {
    const Json size(request.request().body.size());
    return condition_.holds(Value::of(size));
  }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    if (matches(request)) return;
    const Json size(request.request().body.size());
    Values values;
    values.add(Value::of(size));
    differences.push_back({"body size", condition_.describe(), size.dump() + " bytes",
                           "send a body whose size in bytes " + condition_.describe(), condition_.distance(values),
                           where_});
  }
  std::string describe() const override { return "body size " + condition_.describe(); }
  std::string identity() const override {
    return condition_.identity().empty() ? std::string{} : "size " + condition_.identity();
  }

 private:
  Condition condition_;
  Location where_;
};

void load_size(const Node& node, LoadContext& context, BodyDraft& draft) {
  auto condition = load_condition(node, context, ConditionTable::number, "the size of the body");
  if (!condition) return;
  draft.is_pattern = true;
  draft.matchers.push_back(std::make_shared<BodySize>(std::move(*condition), node.location()));
}

}  // namespace

BodyKey size_key() {
  return {{"size", "has this many bytes", R"({"$ref": "#/$defs/number_condition"})", "{at_most: 1024}", "1 KB"},
          load_size};
}

}  // namespace phantomime::matchers
