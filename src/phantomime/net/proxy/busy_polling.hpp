#pragma once

#include <chrono>

namespace phantomime::net {

/// Whether a thread that has nothing to do asks again at once for a while, before it lets the system wake it. What it
/// waits for is often there a few microseconds later, and to be woken costs more than that: on a virtual machine with
/// idle processors some 100 µs, twice an exchange. Where looking was in vain again and again, with a server that
/// takes milliseconds, it is only tried now and then. One thread.
class BusyPolling {
 public:
  /// How long one look lasts at most.
  static constexpr std::chrono::microseconds length{250};

  /// With one processor whoever is waited for could not do anything meanwhile.
  explicit BusyPolling(unsigned processors) noexcept : useful_{processors > 1} {}

  [[nodiscard]] bool worthwhile() noexcept {
    if (!useful_) return false;
    if (in_vain_ < most_in_vain) return true;
    if (++left_out_ < rarely) return false;
    left_out_ = 0;
    return true;
  }
  void came() noexcept { in_vain_ = 0; }
  void came_not() noexcept {
    if (in_vain_ < most_in_vain) ++in_vain_;
  }

 private:
  static constexpr unsigned most_in_vain = 8;
  static constexpr unsigned rarely = 32;

  bool useful_;
  unsigned in_vain_ = 0, left_out_ = 0;
};

}  // namespace phantomime::net
