#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/net/timers.hpp"

namespace phantomime::net {

/// Finished bytes that wait for their time in the played world. A change of its clock is only told of (`look`) and
/// reckoned with when somebody asks `over`; in between the time due is one of the machine. One thread at a time.
class Delay {
 public:
  /// The bytes wait for reply.delay of reply.clock since reply.played_at. `look` is called when `over` is to be asked
  /// again because the clock changed: from any thread, and never after `take` or `drop`, which must not be called under
  /// a lock that it takes.
  void begin(const http::Reply& reply, std::string bytes, std::function<void()> look);

  [[nodiscard]] bool waiting() const noexcept { return waiting_; }
  /// Whether the time has come.
  [[nodiscard]] bool over(SteadyTime now);
  /// When to ask again, unless told before; SteadyTime::max() while the clock stands.
  [[nodiscard]] SteadyTime due() const noexcept { return due_; }
  /// Whether nothing but a change of the clock can end it.
  [[nodiscard]] bool stands() const noexcept { return waiting_ && due_ == SteadyTime::max(); }

  /// The bytes; then nothing waits.
  [[nodiscard]] std::string take();
  void drop() noexcept;

 private:
  void reckon();

  bool waiting_ = false;
  std::string bytes_;
  SteadyTime due_;
  std::chrono::nanoseconds delay_{0};
  std::shared_ptr<const VirtualClock> clock_;
  std::uint64_t changes_ = 0;  ///< of the clock, when `due_` was reckoned
  Instant played_due_;
  ChangeListeners::Subscription listening_;
};

/// Lets the kernel find out, in minutes, whether the peer of a TCP connection is still there: for one on which nothing
/// is sent and no timeout runs.
void probe_peer(int socket) noexcept;

}  // namespace phantomime::net
