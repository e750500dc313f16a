// trailing_slash: whether /x/ is /x.
#include <array>

#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

void load_trailing_slash(const Node& node, LoadContext& context, RequestSpec& spec) {
  static constexpr std::array<std::string_view, 2> words = {"exact", "tolerated"};
  if (const auto word = read_word(node, context, "'trailing_slash'", words)) spec.trailing_slash_tolerated = *word == 1;
}

}  // namespace

RequestKey trailing_slash_key() {
  return {{"trailing_slash", "tolerated: /x/ is /x; default: exact", R"({"enum": ["exact", "tolerated"]})", "tolerated",
           "sometimes"},
          load_trailing_slash};
}

}  // namespace phantomime::matchers
