#include "phantomime/base/json.hpp"

#include "phantomime/directives/body.hpp"
#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

void load_json(const Node& value, LoadContext& context, ResponseSpec& spec) {
  begin_body(spec, ResponseSpec::Body::json, value);
  auto text = node_to_json_text(value);
  if (text) {
    spec.body_text = std::move(*text);
    return;
  }
  // The error stands at the very number that JSON cannot have.
  Node place;
  const Location where = text.error().where.value_or(value.location());
  place.at(where.source.get(), where.line, where.column);
  context.error(place, text.error().code, text.error().what, text.error().hint);
}

}  // namespace

ResponseKey json_key() {
  return {{.key = "json",
           .summary = "the body: a JSON value written in YAML; numbers keep their spelling",
           .schema = "{}",
           .example = "{id: 46, note: null}",
           .bad = ""},  // every value is right
          load_json,
          false,
          true};
}

}  // namespace phantomime::directives
