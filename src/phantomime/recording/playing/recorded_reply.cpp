#include "phantomime/recording/playing/recorded_reply.hpp"

#include "phantomime/base/json.hpp"
#include "phantomime/http/fault.hpp"
#include "phantomime/http/verbatim.hpp"

namespace phantomime::recording {
namespace {

http::Reply not_kept(const Exchange& exchange) {
  const Body& body = exchange.response->body;
  std::string why = "the recording does not hold the body of exchange " + std::to_string(exchange.number);
  why += body.kept == Body::Kept::beside ? ": it is too large to be played" : (body.why.empty() ? "" : ": " + body.why);
  http::Reply reply;
  reply.status = 501;
  reply.headers.add("Content-Type", "application/problem+json");
  reply.body = std::make_shared<const std::string>(
      R"({"type":"about:blank","title":"Not Implemented","status":501,"detail":)" + json_quote(why) + "}");
  return reply;
}

std::shared_ptr<const http::Verbatim> verbatim(const Exchange& exchange) {
  auto seen = std::make_shared<http::Verbatim>();
  seen->minor_version = exchange.response->minor_version;
  for (const Interim& interim : exchange.interim)
    if (interim.status != 100 && interim.status != 101)
      seen->interim.push_back({interim.status, interim.reason, interim.headers});
  seen->trailers = exchange.response->body.trailers;
  if (!exchange.response->body.complete) seen->end = http::Verbatim::End::cut;
  return seen;
}

}  // namespace

http::Reply recorded_reply(const Exchange& exchange) {
  const RecordedResponse& response = *exchange.response;
  if (response.body.kept != Body::Kept::here) return not_kept(exchange);
  http::Reply reply;
  reply.status = response.status;
  reply.reason = response.reason;
  reply.headers = response.headers;
  reply.body = std::make_shared<const std::string>(response.body.bytes);
  if (response.body.chunks) {
    http::Chunks chunks;
    chunks.sizes.assign(response.body.chunks->begin(), response.body.chunks->end());
    reply.chunks = std::make_shared<const http::Chunks>(std::move(chunks));
  }
  reply.verbatim = verbatim(exchange);
  return reply;
}

}  // namespace phantomime::recording
