// body: text: the body as UTF-8 text satisfies a condition.
#include "phantomime/base/utf8.hpp"
#include "phantomime/matchers/bodies/body_keys.hpp"

namespace phantomime::matchers {

namespace {

class BodyText final : public Matcher {
 public:
  BodyText(Condition condition, Location where) : condition_{std::move(condition)}, where_{std::move(where)} {}

  bool matches(const http::RequestView& request) const override {
    const std::string& body = request.request().body;
    return condition_.holds({body, nullptr, false}) && valid_utf8(body);
  }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    if (matches(request)) return;
    const std::string& body = request.request().body;
    if (!valid_utf8(body)) {
      differences.push_back(wrong_format("UTF-8 text", {}, body, where_));
      return;
    }
    Values values;
    values.add({body, nullptr, false});
    Difference difference{"body", condition_.describe(), show_body(body), {}, condition_.distance(values), where_};
    const auto sample = condition_.sample();
    difference.edit = sample && sample->values.size() == 1 && condition_.is_exact()
                          ? "send the body " + show_expected(sample->values.front(), Showing::plain)
                          : "change the body so that it " + condition_.describe();
    differences.push_back(std::move(difference));
  }
  std::string describe() const override { return "body " + condition_.describe(); }
  std::string identity() const override {
    return condition_.identity().empty() ? std::string{} : "text " + condition_.identity();
  }

 private:
  Condition condition_;
  Location where_;
};

void load_text(const Node& node, LoadContext& context, BodyDraft& draft) {
  auto condition = load_condition(node, context, ConditionTable::text, "the condition on the body's text");
  if (!condition) return;
  draft.is_pattern = draft.is_pattern || !condition->is_exact();
  draft.matchers.push_back(std::make_shared<BodyText>(std::move(*condition), node.location()));
}

}  // namespace

BodyKey text_key() {
  return {{"text", "as UTF-8 text satisfies the condition", R"({"$ref": "#/$defs/text_condition"})",
           "{contains: hello}", "[hello]"},
          load_text};
}

}  // namespace phantomime::matchers
