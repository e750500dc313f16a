#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include <poll.h>

#include "phantomime/net/channel.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/proxy/readiness.hpp"
#include "phantomime/net/timers.hpp"

namespace phantomime::net {

/// How much of one way of an exchange is held before its sender has to wait.
inline constexpr std::size_t wire_bytes = 64u << 10;

/// One end of an exchange: a socket that does not block, its channel, and what is still to be written to it. Tries
/// first and is waited for only when that yields nothing. One thread at a time.
struct Wire {
  enum class Moved {
    some,
    nothing,  ///< to be waited for
    ended,    ///< the peer sends no more
    failed,   ///< broken; see Channel::failure
  };

  Descriptor socket;
  Watched watched;  ///< where a thread waits for many; empty: whoever uses it waits itself
  std::unique_ptr<Channel> channel;
  std::string output;
  std::size_t sent = 0;        ///< of output
  bool readable = false;       ///< reading may yield something
  bool writable = true;        ///< so may writing
  bool write_to_read = false;  ///< the channel has to write in order to read (TLS)
  bool peer_ended = false;     ///< the peer sends no more; there may be something left to read
  bool broken = false;         ///< nothing goes either way
  SteadyTime last_moved;

  [[nodiscard]] std::size_t pending() const noexcept { return output.size() - sent; }
  [[nodiscard]] bool has_room() const noexcept { return pending() < wire_bytes; }

  /// Reads once; `bytes` gets what came, which lies in `buffer`.
  Moved read(std::array<char, wire_bytes>& buffer, std::string_view& bytes);
  enum class Sent { forget, keep };
  /// Writes what is pending as far as it goes. What was sent is kept only if it may have to be sent again.
  Moved write(Sent sent_bytes = Sent::forget);
  /// Forgets what is pending.
  void drop_output();
  /// Closes it.
  void close();
  /// What poll(2) is to look for, so that reading or writing makes sense again.
  [[nodiscard]] short events(bool wants_read) const noexcept;
  /// Takes what poll(2) found.
  void note(short revents) noexcept;
};

/// What poll(2) says where the peer sends no more; 0 on systems that do not say it, where that is noticed once it is
/// written to.
#ifdef POLLRDHUP
inline constexpr short peer_ends = POLLRDHUP;
#else
inline constexpr short peer_ends = 0;
#endif

/// What poll(2) takes as its timeout; never early. Without end for SteadyTime::max().
[[nodiscard]] int poll_milliseconds(SteadyTime until);

}  // namespace phantomime::net
