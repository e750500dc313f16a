#include "phantomime/base/base64.hpp"

#include "phantomime/directives/body.hpp"
#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

void load_base64(const Node& value, LoadContext& context, ResponseSpec& spec) {
  begin_body(spec, ResponseSpec::Body::base64, value);
  auto text = read_string(value, context, "base64");
  if (!text) return;
  std::erase_if(*text, [](char c) { return c == '\n' || c == ' '; });  // of a block scalar
  auto bytes = decode_base64(*text);
  if (bytes)
    spec.body_text = std::move(*bytes);
  else
    context.error(value, ErrorCode::bad_value, bytes.error().what, bytes.error().hint);
}

}  // namespace

ResponseKey base64_key() {
  return {{.key = "base64",
           .summary = "the body: bytes",
           .schema = R"({"type": "string", "pattern": "^[A-Za-z0-9+/ \\n]*={0,2}[ \\n]*$"})",
           .example = "iVBORw0KGgo=",
           .bad = "not*base64"},
          load_base64,
          false,
          true};
}

}  // namespace phantomime::directives
