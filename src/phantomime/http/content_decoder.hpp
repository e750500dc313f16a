#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace phantomime::http {

/// The content codings that can be looked into (RFC 9110, 8.4.1). `raw_deflate` is what some servers send as deflate.
enum class ContentCoding { gzip, deflate, raw_deflate, brotli };

/// Takes a coding off bytes that come in pieces, with constant memory. One thread.
class ContentDecoder {
 public:
  /// deflate is told from raw_deflate by its first bytes: see `coding`.
  explicit ContentDecoder(ContentCoding coding);
  ~ContentDecoder();
  ContentDecoder(ContentDecoder&&) noexcept;
  ContentDecoder& operator=(ContentDecoder&&) noexcept;

  /// Decodes some of `bytes`, which it takes off the front, and appends at most about 64 KiB: call it until none are
  /// left and nothing is appended. False: they are not in this coding.
  [[nodiscard]] bool feed(std::string_view& bytes, std::string& out);
  /// Whether the coded bytes came to their end.
  [[nodiscard]] bool finished() const noexcept;
  [[nodiscard]] ContentCoding coding() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace phantomime::http
