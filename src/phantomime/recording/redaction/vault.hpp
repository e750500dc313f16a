#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "phantomime/recording/redaction/edits.hpp"
#include "phantomime/recording/redaction/exchange_secrets.hpp"
#include "phantomime/recording/redaction/known_secrets.hpp"
#include "phantomime/recording/redaction/line_memory.hpp"
#include "phantomime/recording/redaction/placeholder.hpp"

namespace phantomime::recording {

/// What a redactor remembers from one exchange to the next: the secrets it found, and the placeholders it gave.
/// Thread-safe. Bounded.
class Vault {
 public:
  explicit Vault(std::string_view key) : placeholders_{key} {}

  [[nodiscard]] const Placeholders& placeholders() const noexcept { return placeholders_; }

  /// The placeholder of a secret: remembered, or made.
  [[nodiscard]] std::string placeholder_of(std::string_view secret) const;
  /// The secret will be found elsewhere too, and its placeholder not be taken for a secret.
  void know(std::string_view secret, std::string_view placeholder, std::string_view kind);
  void know_placeholder(std::string_view placeholder);
  [[nodiscard]] bool is_placeholder(std::string_view text) const;

  /// What is to be replaced in a text because it is known; told to `secrets`.
  [[nodiscard]] Edits known_in(std::string_view text, ExchangeSecrets& secrets, std::string_view where) const;
  [[nodiscard]] std::vector<std::string> known() const;
  /// How many secrets that spread were ever learned.
  [[nodiscard]] std::size_t learned() const noexcept { return learned_.load(std::memory_order_relaxed); }
  /// Another number whenever a secret or a placeholder came to be known: what the same text becomes only depends on it.
  [[nodiscard]] std::size_t state() const noexcept { return state_.load(std::memory_order_acquire); }
  [[nodiscard]] LineMemory& lines() noexcept { return lines_; }

 private:
  static constexpr std::size_t most_placeholders = 65'536;
  /// Shorter ones may be somebody's secret as well.
  static constexpr std::size_t shortest_placeholder = 8;
  static constexpr std::size_t most_drawn = 1024;

  [[nodiscard]] std::string drawn(std::string_view secret) const;

  Placeholders placeholders_;
  mutable std::shared_mutex mutex_;
  KnownSecrets known_;
  std::unordered_set<std::string> given_;
  std::deque<std::string> given_order_;
  mutable std::shared_mutex drawn_mutex_;
  mutable std::unordered_map<std::string, std::string> drawn_;  ///< by secret: drawing costs 25 µs
  std::atomic<std::size_t> learned_{0};
  std::atomic<std::size_t> state_{1};
  LineMemory lines_;
};

}  // namespace phantomime::recording
