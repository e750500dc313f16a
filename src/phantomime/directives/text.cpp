#include "phantomime/directives/body.hpp"
#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

void load_text(const Node& value, LoadContext& context, ResponseSpec& spec) {
  begin_body(spec, ResponseSpec::Body::text, value);
  if (auto text = read_string(value, context, "text")) spec.body_text = std::move(*text);
}

}  // namespace

ResponseKey text_key() {
  return {{.key = "text",
           .summary = "the body: text as it stands",
           .schema = R"({"type": "string"})",
           .example = "pong",
           .bad = "[pong]"},
          load_text,
          false,
          true};
}

}  // namespace phantomime::directives
