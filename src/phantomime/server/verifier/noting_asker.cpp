#include "phantomime/server/verifier/noting_asker.hpp"

#include <utility>

namespace phantomime::server {
namespace {

recording::Exchange exchange_of(const http::Request& request, const Result<LiveAnswer>& answer) {
  recording::Exchange exchange;
  exchange.request.method = request.method;
  exchange.request.target = request.target;
  exchange.request.headers = request.headers;
  exchange.request.body.bytes = request.body;
  if (!answer) {
    exchange.outcome = recording::Outcome::upstream_failed;
    exchange.failure = answer.error().what;
    return exchange;
  }
  exchange.began = answer->at - std::chrono::duration_cast<Instant::duration>(answer->took);
  exchange.took = answer->took;
  recording::RecordedResponse& response = exchange.response.emplace();
  response.status = answer->status;
  response.headers = answer->headers;
  // The coding was taken off where it could be.
  if (answer->undecoded.empty()) response.headers.remove("Content-Encoding");
  response.body.size = answer->body.size();
  response.body.complete = answer->end != contract::Observed::End::truncated;
  return exchange;
}

}  // namespace

Result<LiveAnswer> NotingAsker::ask(const http::Request& request, Identity identity) {
  auto answer = asker_.ask(request, identity);
  recording::Exchange exchange = exchange_of(request, answer);
  exchange.origin = origin_;
  const std::lock_guard lock{mutex_};
  if (answer && (answer->end == contract::Observed::End::too_large || answer->body.size() > room_)) {
    exchange.response->body.kept = recording::Body::Kept::not_kept;
    exchange.response->body.why = "it is too long";
  } else if (answer) {
    room_ -= answer->body.size();
    exchange.response->body.bytes = answer->body;
  }
  exchange.number = exchanges_.size() + 1;
  exchanges_.push_back(std::move(exchange));
  return answer;
}

std::vector<recording::Exchange> NotingAsker::take() {
  const std::lock_guard lock{mutex_};
  return std::exchange(exchanges_, {});
}

}  // namespace phantomime::server
