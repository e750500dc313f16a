#include "phantomime/directives/body.hpp"
#include "phantomime/directives/keys.hpp"
#include "phantomime/directives/template.hpp"

namespace phantomime::directives {
namespace {

void load_templated(const Node& value, LoadContext& context, ResponseSpec& spec) {
  begin_body(spec, ResponseSpec::Body::templated, value);
  auto text = read_string(value, context, "template");
  if (!text) return;
  if (!context.templates_allowed) {
    context.error(value, ErrorCode::conflict, "a template where there is no request to look at", "write text or json");
    return;
  }
  spec.body_text = std::move(*text);
  spec.body_template = Template::load(value, context);
}

}  // namespace

ResponseKey template_key() {
  return {{.key = "template",
           .summary = "the body: text rendered for each request (inja)",
           .schema = R"({"type": "string"})",
           .example = "'run {{ request.method }}'",
           .bad = "[x]"},
          load_templated,
          false,
          true};
}

}  // namespace phantomime::directives
