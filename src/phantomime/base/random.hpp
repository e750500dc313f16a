#pragma once

#include <cstdint>
#include <string_view>

namespace phantomime {

/// A stream of draws that depends on its seed and on nothing else: the same on every machine and standard library.
/// SplitMix64; not for secrets. One thread.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_{seed} {}

  [[nodiscard]] std::uint64_t next() noexcept;
  /// Uniform in [low, high]; high must not be below low.
  [[nodiscard]] std::int64_t integer(std::int64_t low, std::int64_t high) noexcept;
  /// Uniform in [0, 1).
  [[nodiscard]] double fraction() noexcept;
  /// Standard normal.
  [[nodiscard]] double normal() noexcept;

 private:
  std::uint64_t state_;
};

/// Folds text into a seed: how a stream gets its identity from the server's seed and the request.
[[nodiscard]] std::uint64_t mix_seed(std::uint64_t seed, std::string_view text) noexcept;
[[nodiscard]] std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t value) noexcept;

}  // namespace phantomime
