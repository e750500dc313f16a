#pragma once

#include <string>
#include <string_view>

namespace phantomime::recording {

/// Makes what stands in a recording where a secret was: of the same length and format, the same for the same secret and
/// key, and telling nothing of it. Character for character a lower-case letter stays one, an upper-case one, a digit;
/// hexadecimal stays hexadecimal, a UUID a UUID, base64 base64 that decodes; separators stay, and so does the prefix
/// that says whose key it is. A JWT keeps its header and the claims that say when and by whom it was made. A private
/// key keeps its frame. Immutable, thread-safe.
class Placeholders {
 public:
  /// `key`: 32 random bytes.
  explicit Placeholders(std::string_view key) : key_{key} {}

  /// `secret` in the clear. Never the secret itself, unless nothing in it can be replaced.
  [[nodiscard]] std::string of(std::string_view secret) const;
  /// Of a number in JSON: what comes out is a number of the same length.
  [[nodiscard]] std::string of_number(std::string_view number) const;

  /// Names the key: 8 hexadecimal digits.
  [[nodiscard]] std::string key_id() const;
  [[nodiscard]] const std::string& key() const noexcept { return key_; }

 private:
  [[nodiscard]] std::string masked(std::string_view secret) const;
  [[nodiscard]] std::string jwt(std::string_view secret) const;
  [[nodiscard]] std::string private_key(std::string_view secret) const;

  std::string key_;
};

}  // namespace phantomime::recording
