#include <array>

#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

constexpr std::array<std::string_view, 4> coding_words = {"identity", "gzip", "deflate", "br"};
constexpr std::array codings = {Coding::identity, Coding::gzip, Coding::deflate, Coding::brotli};

void load_coding(const Node& value, LoadContext& context, ResponseSpec& spec) {
  if (const auto word = read_word(value, context, "coding", coding_words)) spec.coding = codings[*word];
}

}  // namespace

ResponseKey coding_key() {
  return {{.key = "coding",
           .summary = "the body is sent so encoded, with Content-Encoding, whatever the client accepts",
           .schema = R"({"enum": ["identity", "gzip", "deflate", "br"]})",
           .example = "gzip",
           .bad = "zip"},
          load_coding,
          true};
}

}  // namespace phantomime::directives
