#include <algorithm>

#include "phantomime/directives/keys.hpp"
#include "phantomime/directives/load_level.hpp"

namespace phantomime::directives {
namespace {

constexpr std::size_t most_chunk_sizes = 1000;
constexpr std::int64_t largest_chunk = std::int64_t{1} << 30;

std::size_t read_chunk_size(const Node& value, LoadContext& context) {
  return static_cast<std::size_t>(read_integer(value, context, "a chunk's size", 1, largest_chunk).value_or(1));
}

void load_chunks(const Node& value, LoadContext& context, ResponseSpec& spec) {
  http::Chunks chunks;
  if (!value.is_sequence()) {
    chunks.every = read_chunk_size(value, context);
  } else if (value.size() == 0 || value.size() > most_chunk_sizes) {
    context.error(value, ErrorCode::bad_value, "chunks lists " + std::to_string(value.size()) + " sizes",
                  "list 1 to " + std::to_string(most_chunk_sizes) + ", or write one number for all");
  } else {
    for (const Node& size : value.items()) chunks.sizes.push_back(read_chunk_size(size, context));
  }
  spec.chunks = std::make_shared<const http::Chunks>(std::move(chunks));
}

}  // namespace

ResponseKey chunks_key() {
  return {{.key = "chunks",
           .summary = "the body leaves chunked: sizes of the first chunks, or of all",
           .schema = R"({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "array", "minItems": 1,
                         "items": {"type": "integer", "minimum": 1}}]})",
           .example = "[5, 10]",
           .bad = "0"},
          load_chunks};
}

void finish_chunks(ResponseSpec& spec, LoadContext& context, const Node& where) {
  if (!http::may_have_body(spec.status)) {
    context.error(where, ErrorCode::conflict,
                  "a response of status " + std::to_string(spec.status) + " has no body that could leave in chunks",
                  "take 'chunks' away");
    return;
  }
  // A length that a default brought with `auto` goes; one that was written out contradicts.
  std::erase_if(spec.headers, [](const HeaderSpec& line) { return line.kind == HeaderSpec::Kind::automatic_length; });
  const auto named = [&spec](std::string_view name) {
    return std::any_of(spec.headers.begin(), spec.headers.end(),
                       [name](const HeaderSpec& line) { return http::same_name(line.name, name); });
  };
  if (named("Content-Length"))
    context.error(where, ErrorCode::conflict, "a chunked response has no Content-Length",
                  "take the header away, or 'chunks'");
  if (named("Transfer-Encoding")) return;
  HeaderSpec line;
  line.name = "Transfer-Encoding";
  line.value = "chunked";
  spec.headers.push_back(std::move(line));
}

}  // namespace phantomime::directives
