#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "phantomime/recording/exchange.hpp"

namespace phantomime::recording {

/// What became of header lines: a client says nearly the same ones in each of its requests, and looking through them
/// costs more than all else. What holds is said with the state of knowledge in which it was found (Vault::state), and
/// forgotten once that is another. Thread-safe. Bounded.
class LineMemory {
 public:
  struct Outcome {
    std::optional<std::string> other;  ///< with its secrets replaced; nothing: it has none
    std::vector<Secret> secrets;
  };

  /// `key`: all that the outcome depends on, beside the state.
  [[nodiscard]] std::optional<Outcome> find(const std::string& key, std::size_t state) const {
    const std::shared_lock lock{mutex_};
    if (state != state_) return std::nullopt;
    const auto found = outcomes_.find(key);
    return found == outcomes_.end() ? std::nullopt : std::optional{found->second};
  }
  void keep(std::string key, std::size_t state, const Outcome& outcome) {
    if (key.size() > longest) return;
    const std::unique_lock lock{mutex_};
    if (std::exchange(state_, state) != state || outcomes_.size() >= most) outcomes_.clear();
    outcomes_.emplace(std::move(key), outcome);
  }

 private:
  static constexpr std::size_t most = 1024;
  static constexpr std::size_t longest = 1024;

  mutable std::shared_mutex mutex_;
  std::size_t state_ = 0;
  std::unordered_map<std::string, Outcome> outcomes_;
};

}  // namespace phantomime::recording
