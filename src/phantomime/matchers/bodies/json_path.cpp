// body: json_path: at each JSONPath there is a value that satisfies the condition.
#include "phantomime/matchers/bodies/body_keys.hpp"
#include "phantomime/matchers/bodies/json_path_query.hpp"

namespace phantomime::matchers {

namespace {

class BodyJsonPath final : public Matcher {
 public:
  BodyJsonPath(std::string path, JsonPathQuery query, Condition condition, Location where)
      : path_{std::move(path)},
        query_{std::move(query)},
        condition_{std::move(condition)},
        where_{std::move(where)},
        showing_{query_.names_secret() ? Showing::redacted : Showing::plain} {}

  bool matches(const http::RequestView& request) const override {
    const Json* body = request.json();
    if (!body) return false;
    std::vector<Json> selected;
    return condition_.holds(values_in(*body, selected));
  }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    const Json* body = request.json();
    if (!body) {
      differences.push_back(wrong_format("JSON", request.json_error(), request.request().body, where_));
      return;
    }
    std::vector<Json> selected;
    const Values values = values_in(*body, selected);
    if (condition_.holds(values)) return;
    differences.push_back(path_difference(path_, condition_, values, showing_,
                                          query_.is_definite() ? Addressed::one_place : Addressed::several, where_));
  }
  std::string describe() const override { return "body " + path_ + ' ' + condition_.describe(showing_); }
  void facets(std::vector<Facet>& facets) const override {
    const Json* value = condition_.equality();
    const auto pointer = query_.pointer();
    if (value && pointer && !value->is_structured())
      facets.push_back({{FacetKey::Kind::json, *pointer}, json_facet_value(*value)});
  }
  std::string identity() const override {
    return condition_.identity().empty() ? std::string{}
                                         : "json_path " + json_quote(path_) + ' ' + condition_.identity();
  }

 private:
  // `selected` keeps what a general path selects.
  Values values_in(const Json& body, std::vector<Json>& selected) const {
    Values values;
    if (query_.is_definite()) {
      if (const Json* value = query_.find(body)) values.add(Value::of(*value));
      return values;
    }
    selected = query_.select(body);
    for (const Json& value : selected) values.add(Value::of(value));
    return values;
  }

  std::string path_;
  JsonPathQuery query_;
  Condition condition_;
  Location where_;
  Showing showing_;
};

void load_json_path(const Node& node, LoadContext& context, BodyDraft& draft) {
  draft.is_pattern = true;
  if (!expect_mapping(node, context, "'json_path'")) return;
  if (node.size() == 0)
    context.error(node, ErrorCode::missing_key, "'json_path' asks for nothing", "write {$.member: value}");
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    const Node& key = node.key(entry);
    auto query = JsonPathQuery::create(key.text());
    if (!query) context.error(key, query.error().code, query.error().what, query.error().hint);
    auto condition =
        load_condition(node.value(entry), context, ConditionTable::json, "the condition on '" + key.text() + "'");
    if (query && condition)
      draft.matchers.push_back(
          std::make_shared<BodyJsonPath>(key.text(), std::move(*query), std::move(*condition), key.location()));
  }
}

}  // namespace

BodyKey json_path_key() {
  return {{"json_path", "has at each JSONPath a value that satisfies the condition",
           R"json({"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^(\\$|\\$\\{)"},
               "additionalProperties": {"$ref": "#/$defs/json_condition"}})json",
           "{$.scope: new, '$.ids[*]': {greater_than: 3}}", "[$.scope]"},
          load_json_path,
          BodyFormat::json};
}

}  // namespace phantomime::matchers
