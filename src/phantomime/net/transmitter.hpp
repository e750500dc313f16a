#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/http/transmission.hpp"
#include "phantomime/net/timers.hpp"

namespace phantomime::net {

/// Finished bytes that wait for their time in the played world, all of them or a part at a time. A change of its clock
/// is only told of (`look`) and reckoned with when somebody asks `over`; in between the time due is one of the machine.
/// One thread at a time.
class Transmitter {
 public:
  /// The first bytes wait for reply.delay of reply.clock since reply.played_at, the others as the transmission says.
  /// `look` is called when `over` is to be asked again because the clock changed: from any thread, and never after the
  /// last `take` or `drop`, which must not be called under a lock that it takes.
  void begin(const http::Reply& reply, http::Transmission transmission, std::function<void()> look);

  /// Whether anything is still to come: bytes, or a wait before the end.
  [[nodiscard]] bool waiting() const noexcept { return waiting_; }
  /// Whether the time of what comes next has come.
  [[nodiscard]] bool over(SteadyTime now);
  /// When to ask again, unless told before; SteadyTime::max() while the clock stands.
  [[nodiscard]] SteadyTime due() const noexcept { return due_; }
  /// Whether nothing but a change of the clock can end the wait.
  [[nodiscard]] bool stands() const noexcept { return waiting_ && due_ == SteadyTime::max(); }
  /// Whether nothing but the client, or the end of its world, can.
  [[nodiscard]] bool for_ever() const noexcept { return waiting_ && wait_ == http::for_ever; }

  /// Once it is over: the bytes whose time has come, or the first of them where they are many; perhaps none before the
  /// end. When they were the last, nothing waits any more.
  [[nodiscard]] std::string take(SteadyTime now);
  void drop() noexcept;

 private:
  void wait(std::chrono::nanoseconds pause);
  void reckon();

  bool waiting_ = false;
  http::Transmission transmission_;
  std::size_t sent_ = 0;  ///< of its bytes: the end of a leg
  SteadyTime due_;
  std::chrono::nanoseconds wait_{0};  ///< the one under way
  std::shared_ptr<const VirtualClock> clock_;
  std::uint64_t changes_ = 0;  ///< of the clock, when `due_` was reckoned
  Instant played_due_;
  ChangeListeners::Subscription listening_;
};

/// Lets the kernel find out, in minutes, whether the peer of a TCP connection is still there: for one on which nothing
/// is sent and no timeout runs.
void probe_peer(int socket) noexcept;

/// Whether the kernel still has bytes that it never sent: a reset would take them along.
[[nodiscard]] bool holds_unsent(int socket) noexcept;
/// Makes closing the socket reset its connection.
void reset_at_close(int socket) noexcept;

}  // namespace phantomime::net
