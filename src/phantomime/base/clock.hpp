#pragma once

#include <chrono>

namespace phantomime {

/// Instants of the played world: UTC, since the Unix epoch, to the nanosecond.
using Instant = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

/// The seam through which time reaches the core. Safe to call from several threads.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  }
};

/// A clock that stands where it was put.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant instant) : instant_{instant} {}
  [[nodiscard]] Instant now() const override { return instant_; }

 private:
  Instant instant_;
};

}  // namespace phantomime
