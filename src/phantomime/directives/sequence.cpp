#include <array>

#include "phantomime/directives/keys.hpp"
#include "phantomime/directives/load_level.hpp"

namespace phantomime::directives {
namespace {

constexpr std::array<std::string_view, 2> words = {"last stays", "cycle"};

void load_sequence(const Node& value, LoadContext& context, ResponseSpec& spec) {
  if (!expect_sequence(value, context, "sequence")) return;
  if (value.size() == 0)
    context.error(value, ErrorCode::bad_value, "an empty sequence", "list the responses in the order of the calls");
  // Everything beside `sequence` is read by now (Phase::last): what each member starts from.
  const ResponseSpec beside = spec;
  for (const Node& item : value.items()) {
    ResponseSpec member = beside;
    load_level(item, context, member, Level::sequence_member);
    spec.sequence.push_back(std::move(member));
  }
}

void load_then(const Node& value, LoadContext& context, ResponseSpec& spec) {
  if (const auto word = read_word(value, context, "then", words)) spec.cycles = *word == 1;
}

}  // namespace

ResponseKey sequence_key() {
  return {{.key = "sequence",
           .summary = "the n-th call gets the n-th response; keys beside it are defaults for each",
           .schema = R"({"type": "array", "minItems": 1, "items": {"allOf": [{"$ref": "#/$defs/response"},
                           {"not": {"required": ["sequence"]}}, {"not": {"required": ["then"]}}]}})",
           .example = "[{status: 503}, {status: 200, json: {ready: true}}]",
           .bad = "[]"},
          load_sequence,
          false,
          false,
          ResponseKey::Phase::last};
}

ResponseKey then_key() {
  return {{.key = "then",
           .summary = "after the last response of a sequence: it stays, or all begins again",
           .schema = R"({"enum": ["last stays", "cycle"]})",
           .example = "cycle",
           .bad = "stop"},
          load_then};
}

}  // namespace phantomime::directives
