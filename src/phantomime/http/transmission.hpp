#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "phantomime/http/reply.hpp"

namespace phantomime::http {

/// What is to be sent, how slowly, and how it ends: all that is decided about a reply. Pauses are computed from where
/// it stands and never listed, so a slow reply of any size costs no more than its bytes.
struct Transmission {
  enum class Unit { all, bytes, chunks };
  enum class End {
    as_framed,  ///< by what the head says: the connection may be used again
    close,      ///< in an orderly way, but not where the head says
    reset,
  };

  std::string bytes;
  std::chrono::nanoseconds pause{0};  ///< at `from` and after each step from there; for_ever; 0: none
  std::size_t from = 0;
  Unit unit = Unit::all;   ///< `all`: one pause at `from`, then the rest
  std::size_t amount = 0;  ///< bytes or chunks of a step
  End end = End::as_framed;

  /// What leaves together.
  struct Leg {
    std::size_t end = 0;                ///< up to there ...
    std::chrono::nanoseconds pause{0};  ///< ... and then this goes by, before what follows or the end
  };
  /// The leg that begins at an offset: 0, or the end of another one.
  [[nodiscard]] Leg leg(std::size_t offset) const;
  /// What goes by before the first leg.
  [[nodiscard]] std::chrono::nanoseconds opening() const noexcept {
    return from == 0 ? pause : std::chrono::nanoseconds{0};
  }
  [[nodiscard]] bool pauses() const noexcept { return pause.count() > 0; }
};

/// A reply with its fault, if any, as it goes over the wire. Without one: serialise(), and nothing else.
///
/// The head never tells: it is that of the sound reply (but for a wrong Content-Length, and for chunks where the fault
/// needs them), also where the connection closes after it. Faults of the body do to a reply without one (HEAD, 204,
/// 304) what is left of them: a place in the body is the end of the head, a truncated reply closes after it, nothing
/// drips; garbage_body follows the head all the same. HTTP/1.0 knows no chunks: what concerns them closes after the
/// head.
[[nodiscard]] Transmission transmission(const Reply& reply, const Framing& framing);

/// What a client that wants to speak TLS gets instead of a handshake.
enum class HandshakeFault {
  alert,    ///< the fatal alert handshake_failure, then closed
  garbage,  ///< bytes that are no TLS, then closed
  close,
  reset,
};
[[nodiscard]] Transmission transmission(HandshakeFault fault, std::uint64_t chance);

}  // namespace phantomime::http
