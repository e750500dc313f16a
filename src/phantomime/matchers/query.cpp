// query: conditions on fields of the query.
#include "phantomime/matchers/fields.hpp"
#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

void load_query(const Node& node, LoadContext& context, RequestSpec& spec) {
  load_fields(node, context, FacetKey::Kind::query, spec.conditions, spec.named_fields);
}

}  // namespace

RequestKey query_key() {
  return {{"query", "conditions on query fields, by name",
           R"({"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/condition"}})",
           "{page: 2, pretty: {bare: true}}", "[query]"},
          load_query};
}

}  // namespace phantomime::matchers
