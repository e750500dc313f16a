#pragma once

#include <atomic>

#include "phantomime/base/clock.hpp"

namespace phantomime::test {

/// A machine's clock that a test winds. Thread-safe.
class HandClock final : public Clock {
 public:
  explicit HandClock(Instant instant) : instant_{instant} {}
  [[nodiscard]] Instant now() const override { return instant_.load(); }
  void wind(std::chrono::nanoseconds by) { instant_ = instant_.load() + by; }

 private:
  std::atomic<Instant> instant_;
};

}  // namespace phantomime::test
