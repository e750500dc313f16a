#include "phantomime/directives/body.hpp"
#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

void load_file(const Node& value, LoadContext& context, ResponseSpec& spec) {
  begin_body(spec, ResponseSpec::Body::file, value);
  const auto path = read_string(value, context, "file");
  if (!path) return;
  spec.fixture = *path;
  spec.file_bytes = context.fixture(value);
}

}  // namespace

ResponseKey file_key() {
  return {{.key = "file",
           .summary = "the body: a fixture, by its path in the fixtures folder",
           .schema = R"({"type": "string", "minLength": 1})",
           .example = "phantom/approval/list.json",
           .bad = "[a.json]"},
          load_file,
          false,
          true};
}

}  // namespace phantomime::directives
