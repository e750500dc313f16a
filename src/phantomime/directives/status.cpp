#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

void load_status(const Node& value, LoadContext& context, ResponseSpec& spec) {
  spec.status_where = value.location();
  if (const auto status = read_integer(value, context, "status", 200, 599)) spec.status = static_cast<int>(*status);
}

}  // namespace

ResponseKey status_key() {
  return {{.key = "status",
           .summary = "the status code; default 200",
           .schema = R"({"type": "integer", "minimum": 200, "maximum": 599})",
           .example = "503",
           .bad = "99"},
          load_status,
          true};
}

}  // namespace phantomime::directives
