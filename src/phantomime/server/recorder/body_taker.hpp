#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/digest.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/http/headers.hpp"
#include "phantomime/recording/exchange.hpp"
#include "phantomime/recording/log_line.hpp"
#include "phantomime/recording/redaction/redactor.hpp"
#include "phantomime/server/recorder/body_store.hpp"

namespace phantomime::server {

/// What the bodies that are being taken hold in memory, all together. Thread-safe.
class HeldBytes {
 public:
  explicit HeldBytes(std::size_t most) : most_{most} {}
  /// False: there is no room for so many more.
  [[nodiscard]] bool take(std::size_t bytes) noexcept {
    if (held_.fetch_add(bytes) + bytes <= most_) return true;
    give(bytes);
    return false;
  }
  void give(std::size_t bytes) noexcept { held_.fetch_sub(bytes); }
  [[nodiscard]] std::size_t held() const noexcept { return held_.load(); }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> held_{0};
};

/// What the taking of bodies works with; all must outlive it.
struct BodyKeeping {
  BodyStore& bodies;
  HeldBytes& held;
  recording::Redactor* redactor = nullptr;  ///< null: bodies are kept as they are
  std::size_t limit = 16u << 20;            ///< bodies up to so many bytes are held, so that they are scanned whole
};

/// One body on its way into the log, with constant memory: held up to the limit, then redacted as it comes and written
/// beside the log. No byte reaches the disk that was not redacted. One thread.
class BodyTaker {
 public:
  /// `where`: `request.body` or `response.body`.
  BodyTaker(const BodyKeeping& keeping, std::string where) : keeping_{keeping}, where_{std::move(where)} {}
  ~BodyTaker();
  BodyTaker(const BodyTaker&) = delete;
  BodyTaker& operator=(const BodyTaker&) = delete;

  /// The headers it comes with.
  void begin(const http::Headers& headers);
  void feed(std::string_view bytes);
  /// Whether finishing it takes long: it is looked through or synced then.
  [[nodiscard]] bool is_long() const noexcept { return streaming_ || held_.size() > recording::most_inline_body; }
  /// What came, and the secrets that were taken out of it while it came; a body that is here still holds its own.
  /// Once. Errors: io, what kept it from the disk.
  [[nodiscard]] Result<recording::Body> finish(std::vector<recording::Secret>& secrets);

 private:
  void stream();
  void catch_up(std::size_t bytes);
  void pass_on(std::string_view bytes);
  void write(std::string_view bytes);
  [[nodiscard]] Result<recording::Body> finish_streamed(std::vector<recording::Secret>& secrets);

  const BodyKeeping& keeping_;
  const std::string where_;
  http::Headers headers_;
  std::uint64_t size_ = 0;
  std::string held_;
  std::size_t passed_on_ = 0;  ///< of held_, once it streams
  bool streaming_ = false;
  // While it streams:
  std::unique_ptr<recording::BodyRedaction> redaction_;
  std::unique_ptr<recording::Redactor::Digest> digest_;
  std::optional<BodyStore::Spool> spool_;  ///< none: redaction gave up
  std::optional<Error> failed_;
};

/// Puts a body that is here and too long for the log beside it. Errors: io.
[[nodiscard]] Result<void> put_beside(BodyStore& bodies, recording::Body& body);

}  // namespace phantomime::server
