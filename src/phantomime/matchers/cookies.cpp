// cookies: conditions on cookies by name.
#include "phantomime/matchers/fields.hpp"
#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

void load_cookies(const Node& node, LoadContext& context, RequestSpec& spec) {
  load_fields(node, context, FacetKey::Kind::cookie, spec.conditions, spec.named_fields);
}

}  // namespace

RequestKey cookies_key() {
  return {{"cookies", "conditions on cookies, by name",
           R"({"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/field_condition"}})",
           "{sessionid: {present: true}}", "[cookies]"},
          load_cookies};
}

}  // namespace phantomime::matchers
