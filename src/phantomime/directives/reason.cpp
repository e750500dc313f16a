#include <algorithm>

#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

void load_reason(const Node& value, LoadContext& context, ResponseSpec& spec) {
  auto reason = read_string(value, context, "reason");
  if (!reason) return;
  // RFC 9112, 4: blanks and what can be seen; anything else would end or break the status line.
  const auto breaks_line = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(reason->begin(), reason->end(), breaks_line))
    context.error(value, ErrorCode::bad_value, "a reason with a control character",
                  "it is one line behind the status: reason: Not Today");
  else
    spec.reason = std::move(*reason);
}

}  // namespace

ResponseKey reason_key() {
  return {{.key = "reason",
           .summary = "replaces the phrase after the status",
           .schema = R"({"type": "string", "pattern": "^[^\\u0000-\\u001f\\u007f]*$"})",
           .example = "Not Today",
           .bad = R"("Not\nToday")"},
          load_reason};
}

}  // namespace phantomime::directives
