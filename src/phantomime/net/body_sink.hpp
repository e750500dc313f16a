#pragma once

#include <cstdint>
#include <string_view>

namespace phantomime::net {

/// How the end of a message's body is found (RFC 9112, 6.3).
enum class BodyFraming { none, length, chunked, until_close };

/// Takes a message in pieces while it is being framed, in place of having it collected: for a proxy. What was given
/// before a message turns out malformed stays given.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// The head is accepted.
  virtual void on_head(BodyFraming framing) = 0;
  /// A chunk of so many bytes begins; the last, empty one is not told.
  virtual void on_chunk(std::uint64_t bytes) = 0;
  /// Bytes of the body, after transfer coding.
  virtual void on_body(std::string_view bytes) = 0;
  virtual void on_chunk_end() = 0;
};

}  // namespace phantomime::net
