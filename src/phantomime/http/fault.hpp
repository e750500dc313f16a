#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace phantomime::http {

/// A wait that nothing ends but the client, by leaving.
inline constexpr std::chrono::nanoseconds for_ever = std::chrono::nanoseconds::max();

/// What goes wrong with one reply: at most one thing of each of its three parts. A value; transmission() says what
/// becomes of it, and `net` carries that out.
struct Fault {
  /// A place in a reply as it goes over the wire.
  struct Place {
    enum class Where { before_head, in_head, after_head, in_body };
    Where where = Where::before_head;
    std::size_t bytes = 0;  ///< in_body: so many bytes behind the head, size lines of chunks included
    bool operator==(const Place&) const = default;
  };

  /// What is sent instead.
  enum class Content { reply, garbage, garbage_body, malformed_chunk, wrong_length };
  Content content = Content::reply;
  std::size_t garbage_bytes = 0;
  std::int64_t length = 0;  ///< wrong_length: what Content-Length says ...
  bool relative = false;    ///< ... or by how much it is off

  /// How it ends.
  enum class End { as_framed, close, reset, without_last_chunk };
  End end = End::as_framed;
  Place end_at = {};  ///< close, reset

  /// How slowly it goes.
  enum class Pace { at_once, drip_bytes, drip_chunks, drip_pieces, bandwidth, stall };
  Pace pace = Pace::at_once;
  std::size_t amount = 0;            ///< bytes or chunks at a time, pieces in all, or bytes a second
  std::chrono::nanoseconds time{0};  ///< between two of them; of pieces: until the last one; of a stall: how long
  Place stall_at = {};

  bool operator==(const Fault&) const = default;
};

/// How a chunked body is cut: sizes of its first chunks, then one chunk with the rest; of a single `every`, all of
/// them.
struct Chunks {
  std::vector<std::size_t> sizes = {};
  std::size_t every = 0;  ///< 0: `sizes` says it
};

/// A few words for the log: `reset in_head`, `drip 10 bytes every 100ms, close after 20 bytes`.
[[nodiscard]] std::string fault_text(const Fault& fault);
/// A place as scenarios write it: `in_head`, or a number of bytes.
[[nodiscard]] std::string place_text(const Fault::Place& place);

}  // namespace phantomime::http
