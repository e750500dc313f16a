// path: a literal, a template, a glob or an expression.
#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

void load_path(const Node& node, LoadContext& context, RequestSpec& spec) {
  spec.path = PathPattern::load(node, context);
  spec.path_where = node.location();
}

}  // namespace

RequestKey path_key() {
  return {{"path", "a literal, a template with captures, {glob: ...} or {expression: ...}",
           R"({"$ref": "#/$defs/path"})", "'/rest/playbook_run/{id:integer}'", "rest/x"},
          load_path};
}

}  // namespace phantomime::matchers
