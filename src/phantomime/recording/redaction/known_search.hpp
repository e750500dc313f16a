#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace phantomime::recording {

/// Looks for texts within a text that may hold them in the clear, percent-encoded, with JSON's escapes or in base64, by
/// taking those spellings off and comparing. For the leak check.
class KnownSearch {
 public:
  explicit KnownSearch(const std::vector<std::string>& secrets);

  [[nodiscard]] bool empty() const noexcept { return secrets_.empty(); }
  /// Where the first lies, or `npos`.
  [[nodiscard]] std::size_t find(std::string_view text) const;

 private:
  [[nodiscard]] std::size_t find_plain(std::string_view text, std::size_t from) const;
  [[nodiscard]] std::size_t find_in_base64(std::string_view text) const;

  std::vector<std::string> secrets_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> by_begin_;  ///< first four bytes → secrets
  std::vector<bool> may_begin_;                                             ///< by the first two bytes
};

}  // namespace phantomime::recording
