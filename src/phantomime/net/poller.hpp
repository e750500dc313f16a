#pragma once

#include <cstdint>
#include <memory>

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"

namespace phantomime::net {

/// What became possible with a socket; may be several at once.
namespace ready {
inline constexpr unsigned to_read = 1;
inline constexpr unsigned to_write = 2;
inline constexpr unsigned peer_ended = 4;  ///< the peer sends no more
inline constexpr unsigned broken = 8;
}  // namespace ready

/// Somebody who waits for a socket. Called from any worker, also when nothing is ready after all: what is told may be
/// about a socket it has closed meanwhile.
class Pollable {
 public:
  virtual void on_ready(unsigned what) = 0;

 protected:
  ~Pollable() = default;
};

/// The one set of all sockets of a server, shared by its workers (epoll). Thread-safe. A Pollable must outlive the
/// poller, not its socket: closing a socket is all it takes to leave the set.
class Poller {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Poller>> create();

  enum class Watch {
    reads,  ///< told at every change, not again while nothing changes
    reads_and_writes,
    once,  ///< told once, then silent until watched again
  };
  [[nodiscard]] bool add(int descriptor, Pollable& who, Watch watch) noexcept;
  bool change(int descriptor, Pollable& who, Watch watch) noexcept;

  /// Waits for something to happen and tells whoever waits for it. False once `close` was called.
  [[nodiscard]] bool serve_once();
  /// Makes every serve_once return false, now and from now on.
  void close() noexcept;

 private:
  Poller(Descriptor set, Descriptor bell) : set_{std::move(set)}, bell_{std::move(bell)} {}
  Descriptor set_;
  Descriptor bell_;
};

}  // namespace phantomime::net
