#include "phantomime/base/random.hpp"

#include <cmath>

namespace phantomime {
namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;

/// SplitMix64's output function: every input bit reaches every output bit.
std::uint64_t scramble(std::uint64_t z) noexcept {
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

}  // namespace

std::uint64_t Random::next() noexcept { return scramble(state_ += golden); }

std::int64_t Random::integer(std::int64_t low, std::int64_t high) noexcept {
  const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  // All 2^64 values: the span itself wrapped to 0.
  if (span == 0) return static_cast<std::int64_t>(next());
  // Draws below 2^64 mod span would favour small remainders: drawn again.
  const std::uint64_t unfair = (0 - span) % span;
  std::uint64_t draw = next();
  while (draw < unfair) draw = next();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + draw % span);
}

double Random::fraction() noexcept { return static_cast<double>(next() >> 11U) * 0x1p-53; }

double Random::normal() noexcept {
  // Box-Muller; the second of its two values is dropped, so that the stream has no state but its position.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - fraction()));
  return radius * std::cos(6.283185307179586476925 * fraction());
}

std::uint64_t mix_seed(std::uint64_t seed, std::string_view text) noexcept {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return mix_seed(seed, hash);
}

std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t value) noexcept {
  return scramble(scramble(seed + golden) ^ (value + golden));
}

}  // namespace phantomime
