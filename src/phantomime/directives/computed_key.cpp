#include "phantomime/directives/body.hpp"
#include "phantomime/directives/computed.hpp"
#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

void load_computed(const Node& value, LoadContext& context, ResponseSpec& spec) {
  begin_body(spec, ResponseSpec::Body::computed, value);
  spec.body_computed = Computed::load(value, context);
}

}  // namespace

ResponseKey computed_key() {
  return {{.key = "computed",
           .summary = "the body: a JSON value written in YAML whose texts are templates, for each request",
           .schema = "{}",
           .example = "{id: '{{ request.method }}', success: true}",
           .bad = ""},  // every value is right, but for what is in its templates
          load_computed,
          false,
          true};
}

}  // namespace phantomime::directives
