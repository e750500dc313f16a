// body: form: the body is an urlencoded form with these fields.
#include "phantomime/matchers/bodies/body_keys.hpp"
#include "phantomime/matchers/fields.hpp"

namespace phantomime::matchers {

namespace {

void load_form(const Node& node, LoadContext& context, BodyDraft& draft) {
  const std::size_t first = draft.matchers.size();
  load_fields(node, context, FacetKey::Kind::form, draft.matchers, draft.named_fields);
  for (std::size_t index = first; index < draft.matchers.size(); ++index) {
    const auto* field = dynamic_cast<const FieldMatcher*>(draft.matchers[index].get());
    if (field && !field->condition().is_exact()) draft.is_pattern = true;
  }
}

}  // namespace

BodyKey form_key() {
  return {{"form", "is an urlencoded form with these fields",
           R"({"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/condition"}})",
           "{user: ann, remember: {bare: true}}", "[user]"},
          load_form};
}

}  // namespace phantomime::matchers
