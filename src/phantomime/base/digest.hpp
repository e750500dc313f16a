#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace phantomime {

/// SHA-256 of bytes that come in pieces, or with a key HMAC-SHA-256. One thread.
class Digest {
 public:
  Digest();
  explicit Digest(std::string_view key);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  Digest& feed(std::string_view bytes);
  /// The 32 bytes; nothing may be fed any more.
  [[nodiscard]] std::string bytes();
  /// The same as 64 hexadecimal digits, in lower case.
  [[nodiscard]] std::string hexadecimal();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 in hexadecimal.
[[nodiscard]] std::string sha256(std::string_view bytes);
/// Whether a text is one that sha256 may have written.
[[nodiscard]] bool is_sha256(std::string_view text) noexcept;

}  // namespace phantomime
