#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "phantomime/recording/exchange.hpp"

namespace phantomime::recording {

/// Takes the secrets out of a body that is too long to be held: bytes as they come in, bytes that may be written out.
/// Constant memory. One thread.
class BodyRedaction {
 public:
  virtual ~BodyRedaction() = default;
  /// Takes what came; returns what is sure to hold no secret by now (perhaps nothing).
  [[nodiscard]] virtual std::string feed(std::string_view bytes) = 0;
  /// The rest.
  [[nodiscard]] virtual std::string finish() = 0;
  /// Not empty once it cannot be scanned (an unknown content coding, a secret found behind compressed bytes that were
  /// given out already): what was written must be removed, and only size and digest are kept.
  [[nodiscard]] virtual const std::string& given_up() const noexcept = 0;
  /// Whether anything was replaced, and what.
  [[nodiscard]] virtual const std::vector<Secret>& secrets() const noexcept = 0;
};

/// Takes secrets out of exchanges before they reach the disk. Thread-safe.
class Redactor {
 public:
  virtual ~Redactor() = default;
  /// Replaces every secret of an exchange (target, headers, interim answers, trailers, failure, and bodies that are
  /// here) by its placeholder, and lists them in `secrets`.
  virtual void redact(Exchange& exchange) = 0;
  /// For a body that is not held; `headers` are those it came with. `where`: `request.body` or `response.body`.
  [[nodiscard]] virtual std::unique_ptr<BodyRedaction> body(const http::Headers& headers, std::string where) = 0;
  /// HMAC-SHA-256 in hexadecimal with the redactor's key, over bytes given in pieces: what is known of a body that is
  /// not kept.
  class Digest {
   public:
    virtual ~Digest() = default;
    virtual void feed(std::string_view bytes) = 0;
    [[nodiscard]] virtual std::string hexadecimal() = 0;
  };
  [[nodiscard]] virtual std::unique_ptr<Digest> digest() = 0;
  /// Names the key without telling anything of it.
  [[nodiscard]] virtual std::string key_id() const = 0;
};

}  // namespace phantomime::recording
