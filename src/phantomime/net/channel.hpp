#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace phantomime::net {

/// What came of one attempt to read or write without waiting.
struct IoResult {
  enum class Outcome {
    done,    ///< `bytes` were moved
    again,   ///< nothing now; the poller will say when
    ended,   ///< the peer sends no more
    failed,  ///< the connection is broken
  };
  Outcome outcome = Outcome::again;
  std::size_t bytes = 0;
  bool drained = false;      ///< done, and there is certainly no more to read at present
  bool wants_write = false;  ///< again, once the socket takes bytes (TLS may have to write in order to read)
};

/// A connection's bytes, plain or through TLS. Never waits. One thread at a time; the socket belongs to the caller.
class Channel {
 public:
  virtual ~Channel() = default;

  [[nodiscard]] virtual IoResult handshake() = 0;
  [[nodiscard]] virtual IoResult read(std::span<char> into) = 0;
  [[nodiscard]] virtual IoResult write(std::string_view bytes) = 0;
  /// Says that nothing more will be written, as far as the protocol has a word for it.
  virtual void finish() = 0;

  /// After a failed handshake: the peer spoke plain HTTP, and the socket may be answered so.
  [[nodiscard]] virtual bool heard_plain_http() const noexcept { return false; }
  /// After a failure: why, for the log.
  [[nodiscard]] virtual std::string failure() const { return {}; }
};

/// The socket itself.
class PlainChannel final : public Channel {
 public:
  explicit PlainChannel(int socket) noexcept : socket_{socket} {}
  [[nodiscard]] IoResult handshake() override { return {IoResult::Outcome::done}; }
  [[nodiscard]] IoResult read(std::span<char> into) override;
  [[nodiscard]] IoResult write(std::string_view bytes) override;
  void finish() override {}

 private:
  int socket_;
};

}  // namespace phantomime::net
