#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "phantomime/base/random.hpp"
#include "phantomime/http/request.hpp"

namespace phantomime::scenario {

/// Draws for requests: they depend on the seed, on what a request is and on how often it came, and not on what else
/// comes. Thread-safe.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) noexcept : seed_{seed} {}
  [[nodiscard]] Random of(const http::Request& request);
  /// Goes on counting where another one stands. Before the first `of`.
  void inherit(const Draws& earlier);

 private:
  /// How often each request identity came, by hash into a fixed table: bounded, and exact until two identities share a
  /// slot.
  using Occurrences = std::array<std::atomic<std::uint32_t>, 4096>;
  [[nodiscard]] Occurrences& occurrences();

  std::uint64_t seed_;
  std::once_flag drawn_;
  std::unique_ptr<Occurrences> occurrences_;  ///< made by the first request that draws: most worlds need none
};

}  // namespace phantomime::scenario
