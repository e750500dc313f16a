#include "phantomime/recording/generalise/decoded_answer.hpp"

#include <string_view>
#include <utility>

#include "phantomime/http/content_decoding.hpp"

namespace phantomime::recording {
namespace {

constexpr std::size_t most_decoded = 64u << 20;
constexpr int partial_content = 206;
constexpr std::string_view field = "Content-Encoding";

/// As `coding:` of a pack has it; empty for what it cannot say.
std::string_view word_of(http::ContentCoding coding) noexcept {
  switch (coding) {
    case http::ContentCoding::gzip:
      return "gzip";
    case http::ContentCoding::deflate:
      return "deflate";
    case http::ContentCoding::brotli:
      return "br";
    case http::ContentCoding::raw_deflate:
      break;
  }
  return {};
}

http::Headers without_coding(const http::Headers& headers) {
  http::Headers others;
  for (const http::Header& line : headers)
    if (!http::same_name(line.name, field)) others.add(line.name, line.value);
  return others;
}

}  // namespace

void decode_answer(Exchange& exchange) {
  if (!exchange.response || exchange.response->status == partial_content) return;
  Body& body = exchange.response->body;
  if (body.kept != Body::Kept::here || body.bytes.empty() || !body.complete) return;
  auto codings = http::content_codings(exchange.response->headers);
  if (!codings || codings->size() != 1) return;
  auto decoded = http::decode_content(body.bytes, *codings, most_decoded);
  // Which of the two deflates it was shows only when it is decoded.
  const std::string_view word = word_of(codings->front());
  if (!decoded || word.empty()) return;
  body.bytes = *std::move(decoded);
  body.coding = word;
  exchange.response->headers = without_coding(exchange.response->headers);
}

}  // namespace phantomime::recording
