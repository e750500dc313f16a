#include "phantomime/server/recorder/exchange_tap.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace phantomime::server {
namespace {

using recording::Outcome;

/// A server that says 103 for ever is not to fill the memory.
constexpr std::size_t most_interim = 64;
/// Nor is a body that comes byte by byte to make a line that nobody reads: what is behind counts as one chunk.
constexpr std::size_t most_chunks = 65'536;

Outcome outcome_of(net::ProxyEnd::Kind kind) {
  switch (kind) {
    case net::ProxyEnd::Kind::complete:
      return Outcome::complete;
    case net::ProxyEnd::Kind::upstream_failed:
      return Outcome::upstream_failed;
    case net::ProxyEnd::Kind::upstream_cut:
      return Outcome::upstream_cut;
    case net::ProxyEnd::Kind::client_gone:
      return Outcome::client_gone;
    case net::ProxyEnd::Kind::refused:
      break;
  }
  return Outcome::refused;
}

std::optional<std::vector<std::uint64_t>> copied(const std::vector<std::uint64_t>* chunks) {
  if (!chunks) return std::nullopt;
  const auto kept = chunks->begin() + static_cast<std::ptrdiff_t>(std::min(chunks->size(), most_chunks));
  std::vector<std::uint64_t> sizes{chunks->begin(), kept};
  if (kept != chunks->end()) sizes.back() = std::accumulate(kept, chunks->end(), sizes.back());
  return sizes;
}

}  // namespace

ExchangeTap::ExchangeTap(Recorder& recorder, std::uint64_t connection)
    : recorder_{recorder},
      request_body_{recorder.keeping_, "request.body"},
      reply_body_{recorder.keeping_, "response.body"} {
  exchange_.connection = connection;
}

ExchangeTap::~ExchangeTap() {
  if (exchange_.number != 0) recorder_.log_->drop(exchange_.number);
}

void ExchangeTap::on_request(const http::Request& head, const std::string& origin) {
  begun_ = std::chrono::steady_clock::now();
  exchange_.number = recorder_.log_->begin();
  exchange_.session = recorder_.found_.session;
  exchange_.origin = origin;
  exchange_.began = recorder_.machine_.now();
  exchange_.since_start = begun_ - recorder_.started_;
  exchange_.request.method = head.method;
  exchange_.request.target = head.target;
  exchange_.request.minor_version = head.minor_version;
  exchange_.request.headers = head.headers;
  request_body_.begin(head.headers);
}

void ExchangeTap::on_request_end(const std::vector<std::uint64_t>* chunks, const http::Headers& trailers) {
  exchange_.request_took = since_begin();
  request_end_ = BodyEnd{copied(chunks), trailers};
}

void ExchangeTap::on_interim(const net::ReplyHead& head) {
  if (exchange_.interim.size() < most_interim) exchange_.interim.push_back({head.status, head.reason, head.headers});
}

void ExchangeTap::on_reply(const net::ReplyHead& head) {
  exchange_.first_byte = since_begin();
  exchange_.response.emplace();
  exchange_.response->status = head.status;
  exchange_.response->reason = head.reason;
  exchange_.response->minor_version = head.minor_version;
  exchange_.response->headers = head.headers;
  reply_body_.begin(head.headers);
}

void ExchangeTap::on_reply_end(const std::vector<std::uint64_t>* chunks, const http::Headers& trailers) {
  reply_end_ = BodyEnd{copied(chunks), trailers};
}

Result<recording::Body> ExchangeTap::take(BodyTaker& taker, std::optional<BodyEnd>& end) {
  auto body = taker.finish(streamed_secrets_);
  if (!body) return body;
  body->complete = end.has_value();
  if (end) {
    body->chunks = std::move(end->chunks);
    body->trailers = std::move(end->trailers);
  }
  return body;
}

bool ExchangeTap::on_end(const net::ProxyEnd& end) {
  if (exchange_.number == 0) return true;  // it never became an exchange
  recording::Exchange exchange = std::move(exchange_);
  exchange_ = {};
  exchange.took = since_begin();
  exchange.outcome = outcome_of(end.kind);
  exchange.failure = end.reason;
  auto request = take(request_body_, request_end_);
  if (!request) return recorder_.lose(exchange, request.error(), end.status);
  exchange.request.body = *std::move(request);
  if (exchange.response) {
    auto reply = take(reply_body_, reply_end_);
    if (!reply) return recorder_.lose(exchange, reply.error(), end.status);
    exchange.response->body = *std::move(reply);
  }
  return recorder_.record(std::move(exchange), std::move(streamed_secrets_), end.status);
}

}  // namespace phantomime::server
