#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/http/transmission.hpp"

namespace phantomime::net {

/// Bounds and times of a server; each with the answer it causes.
struct Limits {
  std::size_t target_bytes = 64u << 10;            ///< 414
  std::size_t header_bytes = 64u << 10;            ///< all header lines together: 431
  std::size_t header_count = 256;                  ///< 431
  std::size_t body_bytes = 16u << 20;              ///< 413, chunked bodies too
  std::size_t buffered_bytes = 512u << 20;         ///< request bodies of all connections together: 503
  std::size_t connections = 20'000;                ///< 503 and closed
  std::chrono::milliseconds head_timeout{30'000};  ///< from the first byte of a head to its end: 408
  std::chrono::milliseconds body_timeout{60'000};  ///< between two reads of a body: 408
  std::chrono::milliseconds idle_timeout{75'000};  ///< an idle connection is closed
};

/// A certificate and its key, both PEM files.
struct TlsFiles {
  std::string certificate;
  std::string key;
};

/// One listening socket. Port 0 takes a free one.
struct Listener {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  bool tls = false;
};

/// A request that `net` answered by itself (malformed, oversized, timed out, a handler that threw), for the log.
/// `reason` is redacted.
struct Refusal {
  int status = 0;  ///< 0: closed without an answer, as after a failed TLS handshake
  std::string reason;
  std::string peer;
};

/// What `net` asks of what it serves. Called from worker threads, several at a time.
struct Handler {
  /// Answers a complete request at once: no I/O, no waiting; a delay is in the reply. The request is its own to change.
  std::function<http::Reply(http::Request&)> answer;
  /// Whether this target may block and belongs to the side pool (the admin API). May be empty: nothing does.
  std::function<bool(const http::Request&)> may_block;
  /// Answers those, on a thread of the side pool, where it may wait as long as it likes; its queue is bounded, and what
  /// does not fit gets 503. A stock server has no side pool: its connections' threads may wait. Server::stop waits for
  /// it to return.
  std::function<http::Reply(http::Request&)> answer_blocking;
  /// What a client gets instead of a TLS handshake on this listener, once it has begun one; nothing: a handshake.
  /// Called for each; does no I/O and does not wait. May be empty.
  std::function<std::optional<http::Transmission>(std::uint32_t listener)> spoil_handshake = {};
  /// Told once of every request that `answer` did not answer. May be empty.
  std::function<void(const Refusal&)> refused;
};

/// A server, in one of two kinds. "epoll": every socket in one epoll set, a small fixed pool of workers, requests
/// framed by llhttp from the raw bytes, replies as finished bytes, delays on a timer (design.md 6). "stock", for
/// systems without epoll: cpp-httplib's server accepts, each connection has a thread, and the bytes are the same. Plain
/// and TLS by the same code. `start` binds, so ports are known and connections queue before it returns; the destructor
/// stops and joins.
class Server {
 public:
  struct Options {
    std::vector<Listener> listeners;
    TlsFiles tls;
    Limits limits;
    unsigned workers = 0;  ///< 0: as many as cores that the process may use; stock: of no account
  };

  enum class Kind { epoll, stock };
  /// Which of the two this program was built with (CMake: PHANTOMIME_TRANSPORT).
  [[nodiscard]] static Kind kind() noexcept;

  /// Errors: io, naming the address and port in use and `--port 0`, or the certificate that cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(Options options, Handler handler);
  ~Server();

  /// The port of each listener of Options::listeners, in their order.
  [[nodiscard]] const std::vector<std::uint16_t>& ports() const noexcept;

  /// A listener opened later: its number, which requests that come by it carry and no other ever gets, and its port.
  struct Opened {
    std::uint32_t number = 0;
    std::uint16_t port = 0;
  };
  /// Listens on one more socket; those of Options::listeners have the numbers from 0. Thread-safe. Errors: io, as
  /// `start`; usage (TLS, where no listener of Options::listeners has it); limit (the server is stopping).
  [[nodiscard]] Result<Opened> listen(const Listener& listener);
  /// Refuses new clients of an opened listener; connections that came by it stay. Thread-safe; unknown numbers and
  /// those of Options::listeners are left alone.
  void close(std::uint32_t number);
  struct Counts {
    std::uint64_t accepted = 0;  ///< connections there ever were, those past the bound among them
    std::uint64_t refused = 0;   ///< those past the bound
    std::uint64_t open = 0;      ///< now
  };
  /// Thread-safe.
  [[nodiscard]] Counts counts() const;
  /// Stops accepting, lets requests in flight finish for at most `grace`, closes the rest, joins. Idempotent; from any
  /// thread but those that call the handler.
  void stop(std::chrono::milliseconds grace = std::chrono::milliseconds{2'000});

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace phantomime::net
