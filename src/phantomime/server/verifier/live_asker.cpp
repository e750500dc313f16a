#include "phantomime/server/verifier/live_asker.hpp"

#include <optional>
#include <utility>

#include "phantomime/base/version.hpp"
#include "phantomime/http/content_decoding.hpp"
#include "phantomime/recording/learn/value_format.hpp"

namespace phantomime::server {
namespace {

using End = contract::Observed::End;

End end_of(net::FetchedReply::End end) {
  switch (end) {
    case net::FetchedReply::End::truncated:
      return End::truncated;
    case net::FetchedReply::End::too_large:
      return End::too_large;
    case net::FetchedReply::End::complete:
      break;
  }
  return End::complete;
}

std::string codings_of(const http::Headers& headers) {
  std::string codings;
  for (const std::string_view one : headers.all("Content-Encoding")) {
    if (!codings.empty()) codings += ", ";
    codings += one;
  }
  return codings;
}

void decode(LiveAnswer& answer, std::size_t limit) {
  const std::string codings = codings_of(answer.headers);
  if (codings.empty() || answer.body.empty() || answer.end != End::complete) return;
  auto plain = http::decode_content(answer.body, codings, limit);
  if (plain)
    answer.body = *std::move(plain);
  else if (plain.error().code == ErrorCode::limit)
    answer.end = End::too_large;
  else
    answer.undecoded = plain.error().what;
}

/// When it came, by the server's own clock where that is another: what it computes with the time is computed by it.
Instant moment_of(const http::Headers& headers, Instant here) {
  constexpr std::chrono::seconds same_clock{5};  // Date is cut to seconds, and an answer takes a while
  const auto line = headers.find("Date");
  const auto there = line ? recording::time_of(*line, recording::ValueFormat::http_date) : std::optional<Instant>{};
  return there && (*there < here - same_clock || *there > here + same_clock) ? *there : here;
}

void add_missing(http::Headers& headers, std::string_view name, std::string_view value) {
  if (!headers.has(name)) headers.add(name, value);
}

}  // namespace

LiveAsker::LiveAsker(net::PooledClient& client, http::Headers credentials, std::size_t body_limit, const Clock& clock)
    : client_{client}, credentials_{std::move(credentials)}, body_limit_{body_limit}, clock_{clock} {}

Result<LiveAnswer> LiveAsker::ask(const http::Request& request, Identity identity) {
  http::Request sent = request;
  add_missing(sent.headers, "Accept", "*/*");
  add_missing(sent.headers, "Accept-Encoding", "gzip, deflate, br");
  add_missing(sent.headers, "User-Agent", "phantomime/" + std::string{version()});
  if (identity == Identity::ours)
    for (const http::Header line : credentials_) sent.headers.set(line.name, line.value);
  const auto began = std::chrono::steady_clock::now();
  auto reply = client_.fetch(sent);
  if (!reply) return reply.error();
  LiveAnswer answer;
  answer.took = std::chrono::steady_clock::now() - began;
  answer.status = reply->head.status;
  answer.headers = std::move(reply->head.headers);
  answer.at = moment_of(answer.headers, clock_.now());
  answer.body = std::move(reply->body);
  answer.end = end_of(reply->end);
  decode(answer, body_limit_);
  return answer;
}

}  // namespace phantomime::server
