#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::recording {

/// The content codings that can be looked into (RFC 9110, 8.4.1). `raw_deflate` is what some servers send as deflate.
enum class ContentCoding { gzip, deflate, raw_deflate, brotli };

/// Those a body came in, in the order in which they were applied; nothing where one is unknown. `identity` is none.
[[nodiscard]] std::optional<std::vector<ContentCoding>> content_codings(const http::Headers& headers);

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

/// A whole body without its codings. What was cut off is decoded as far as it goes. `codings` say afterwards which
/// deflate it was. Errors: syntax (not in this coding), limit (longer than `limit` bytes decoded).
[[nodiscard]] Result<std::string> decoded_content(std::string_view bytes, std::vector<ContentCoding>& codings,
                                                  std::size_t limit);
/// The same the other way. Errors: limit.
[[nodiscard]] Result<std::string> encoded_content(std::string_view bytes, const std::vector<ContentCoding>& codings);

}  // namespace phantomime::recording
