#pragma once

#include <chrono>
#include <string>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/contract/observed.hpp"
#include "phantomime/http/request.hpp"

namespace phantomime::server {

/// What a live server answered.
struct LiveAnswer : contract::Answer {
  std::string undecoded;  ///< why the content coding could not be taken off: `body` is as it came; empty: it could
  std::chrono::nanoseconds took{0};
};

/// As whom a request is sent. The request itself never carries credentials.
enum class Identity { ours, nobody };

/// The seam through which a live server is asked: one request, one answer, redirects not followed. Thread-safe.
class Asker {
 public:
  virtual ~Asker() = default;
  /// Errors: io (no answer came, in words), limit (none in time).
  [[nodiscard]] virtual Result<LiveAnswer> ask(const http::Request& request, Identity identity) = 0;
};

/// The seam through which the verifier waits.
class Patience {
 public:
  virtual ~Patience() = default;
  [[nodiscard]] virtual std::chrono::steady_clock::time_point now() const = 0;
  /// Waits; false where it was told to stop meanwhile. Thread-safe.
  [[nodiscard]] virtual bool wait(std::chrono::nanoseconds time) = 0;
};

}  // namespace phantomime::server
