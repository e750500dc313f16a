#include "phantomime/server/recorder/body_taker.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/base/integer_text.hpp"
#include "phantomime/recording/log_line.hpp"

namespace phantomime::server {
namespace {

/// What is held goes on in pieces, so that what redaction makes of it is not held a second time.
constexpr std::size_t piece = 256u << 10;
/// What was held goes on so many times as fast as more comes: all at once, it would hold up everybody for a tenth of a
/// second and more.
constexpr std::size_t catching_up = 4;

/// How long a body says it is; 0 where it does not.
std::uint64_t announced_size(const http::Headers& headers) {
  const auto text = headers.find("Content-Length");
  const auto size = text ? integer_in(*text) : std::nullopt;
  return size && *size > 0 ? static_cast<std::uint64_t>(*size) : 0;
}

}  // namespace

BodyTaker::~BodyTaker() { keeping_.held.give(held_.size() - passed_on_); }

void BodyTaker::begin(const http::Headers& headers) {
  headers_ = headers;
  if (announced_size(headers) > keeping_.limit) stream();
}

void BodyTaker::feed(std::string_view bytes) {
  size_ += bytes.size();
  if (!streaming_ && held_.size() + bytes.size() <= keeping_.limit && keeping_.held.take(bytes.size())) {
    held_ += bytes;
    return;
  }
  if (!streaming_) stream();
  catch_up(catching_up * bytes.size());
  if (!held_.empty() && !keeping_.held.take(bytes.size())) catch_up(held_.size());
  if (held_.empty()) return pass_on(bytes);
  if (passed_on_ > held_.size() / 2) held_.erase(0, std::exchange(passed_on_, 0));
  held_ += bytes;
}

void BodyTaker::stream() {
  streaming_ = true;
  if (auto spool = keeping_.bodies.begin(); spool)
    spool_.emplace(*std::move(spool));
  else
    failed_ = std::move(spool).error();
  if (keeping_.redactor) {
    redaction_ = keeping_.redactor->body(headers_, where_);
    digest_ = keeping_.redactor->digest();
  }
}

/// Passes on what was held before it streamed, at least so much of it.
void BodyTaker::catch_up(std::size_t bytes) {
  for (std::size_t done = 0; done < bytes && passed_on_ < held_.size();) {
    const std::string_view next = std::string_view{held_}.substr(passed_on_, std::min(piece, bytes - done));
    pass_on(next);
    done += next.size();
    passed_on_ += next.size();
    keeping_.held.give(next.size());
  }
  if (passed_on_ < held_.size()) return;
  held_ = {};
  passed_on_ = 0;
}

void BodyTaker::pass_on(std::string_view bytes) {
  if (failed_) return;
  if (digest_) digest_->feed(bytes);
  if (!spool_) return;
  if (!redaction_) return write(bytes);
  const std::string clean = redaction_->feed(bytes);
  // What was written may hold what has just been found to be a secret.
  if (!redaction_->given_up().empty())
    spool_.reset();
  else
    write(clean);
}

void BodyTaker::write(std::string_view bytes) {
  if (bytes.empty()) return;
  if (auto written = spool_->write(bytes); !written) {
    failed_ = written.error();
    spool_.reset();
  }
}

Result<recording::Body> BodyTaker::finish(std::vector<recording::Secret>& secrets) {
  if (streaming_) return finish_streamed(secrets);
  recording::Body body;
  body.size = size_;
  keeping_.held.give(held_.size());
  body.bytes = std::exchange(held_, {});
  return body;
}

Result<recording::Body> BodyTaker::finish_streamed(std::vector<recording::Secret>& secrets) {
  catch_up(held_.size());
  recording::Body body;
  body.size = size_;
  if (redaction_ && spool_ && !failed_) {
    const std::string rest = redaction_->finish();
    if (!redaction_->given_up().empty())
      spool_.reset();
    else
      write(rest);
  }
  if (failed_) return *failed_;
  if (!spool_) {
    body.kept = recording::Body::Kept::not_kept;
    body.digest = digest_->hexadecimal();
    body.why = redaction_->given_up();
    return body;
  }
  if (redaction_) {
    const auto& found = redaction_->secrets();
    body.replaced = !found.empty();
    secrets.insert(secrets.end(), found.begin(), found.end());
  }
  auto stored = spool_->finish();
  if (!stored) return std::move(stored).error();
  body.kept = recording::Body::Kept::beside;
  body.digest = std::move(stored->digest);
  body.file = std::move(stored->file);
  return body;
}

Result<void> put_beside(BodyStore& bodies, recording::Body& body) {
  if (body.kept != recording::Body::Kept::here || body.bytes.size() <= recording::most_inline_body) return {};
  auto stored = bodies.keep(body.bytes);
  if (!stored) return stored.error();
  body.kept = recording::Body::Kept::beside;
  body.digest = std::move(stored->digest);
  body.file = std::move(stored->file);
  body.bytes = {};
  return {};
}

}  // namespace phantomime::server
