// headers: conditions on header lines by name.
#include "phantomime/matchers/fields.hpp"
#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

void load_headers(const Node& node, LoadContext& context, RequestSpec& spec) {
  load_fields(node, context, FacetKey::Kind::header, spec.conditions, spec.named_fields);
}

}  // namespace

RequestKey headers_key() {
  return {{"headers", "conditions on headers, by name without regard to case",
           R"({"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/field_condition"}})",
           "{Content-Type: {starts_with: application/json}}", "[headers]"},
          load_headers};
}

}  // namespace phantomime::matchers
