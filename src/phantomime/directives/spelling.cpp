#include <array>

#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

constexpr std::array<std::string_view, 4> spelling_words = {"python", "compact", "pretty", "as is"};
constexpr std::array spellings = {Spelling::python, Spelling::compact, Spelling::pretty, Spelling::as_is};

void load_spelling(const Node& value, LoadContext& context, ResponseSpec& spec) {
  const auto word = read_word(value, context, "spelling", spelling_words);
  if (!word) return;
  spec.spelling = spellings[*word];
  spec.spelling_inherited = false;
}

}  // namespace

ResponseKey spelling_key() {
  return {{.key = "spelling",
           .summary = "how the JSON of json, file and template is written",
           .schema = R"({"enum": ["python", "compact", "pretty", "as is"]})",
           .example = "python",
           .bad = "pyton"},
          load_spelling,
          true};
}

}  // namespace phantomime::directives
