#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "phantomime/net/descriptor.hpp"

namespace phantomime::test {

/// A client that sends exactly the bytes it is told, over loopback. Waiting ends at a deadline, far beyond what a
/// healthy server needs, so that a test never hangs.
class RawClient {
 public:
  static constexpr std::chrono::seconds patience{20};

  explicit RawClient(std::uint16_t port, const char* address = "127.0.0.1");
  /// The other end of a connection that somebody else made.
  explicit RawClient(net::Descriptor socket) : socket_{std::move(socket)} {}

  /// Whether the connection was made.
  explicit operator bool() const { return static_cast<bool>(socket_); }
  [[nodiscard]] int socket() const { return socket_.value(); }

  /// False if the server no longer takes bytes.
  bool send(std::string_view bytes);
  /// Says that nothing more will be sent.
  void end_sending();
  void close() { socket_.reset(); }
  /// Closes with a reset.
  void reset();

  /// One reply: head and the body its Content-Length names (none after HEAD); what follows is kept for the next call.
  /// Shorter when the server closed or the patience ended.
  [[nodiscard]] std::string read_reply(std::string_view method = "GET");
  /// Everything up to and with the first `mark`; what follows is kept.
  [[nodiscard]] std::string read_through(std::string_view mark);
  /// Everything until the server closes.
  [[nodiscard]] std::string read_to_end();
  /// At least this many bytes, or all there are.
  [[nodiscard]] std::string read_at_least(std::size_t bytes);
  /// Waits as long as a new one would: for a test that moves much.
  void be_patient() { until_ = std::chrono::steady_clock::now() + patience; }
  /// Whether the server has closed in an orderly way or with a reset.
  [[nodiscard]] bool closed() const { return closed_; }

 private:
  bool read_more();

  net::Descriptor socket_;
  std::string buffer_;
  bool closed_ = false;
  std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::now() + patience;
};

/// The status of a reply's text; 0 if it is none.
[[nodiscard]] int status_of(std::string_view reply);
/// What follows the head.
[[nodiscard]] std::string body_of(std::string_view reply);

}  // namespace phantomime::test
