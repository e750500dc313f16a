#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/hub.hpp"
#include "phantomime/net/poller.hpp"
#include "phantomime/net/timers.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

class TlsContext;

/// A bound, listening socket with the port it got.
struct BoundSocket {
  Descriptor socket;
  std::uint16_t port = 0;
};

/// Binds and listens. Errors: io, naming address and port; a port in use is an error even between two of us
/// (SO_REUSEADDR only, never SO_REUSEPORT).
[[nodiscard]] Result<BoundSocket> bind_listener(const Listener& listener);

/// Takes new connections from a listening socket and gives them to the pool. Thread-safe.
class Acceptor final : public Pollable, public Timed {
 public:
  /// `tls`: null for a plain port; outlives the acceptor.
  Acceptor(Hub& hub, Descriptor socket, const TlsContext* tls);

  /// Begins to accept. False if the system refuses to watch the socket.
  [[nodiscard]] bool start();
  /// Closes the socket: new clients are refused from now on.
  void stop();

  void on_ready(unsigned what) override;
  void on_time() override;

 private:
  enum class Next { more, wait, pause };
  Next accept_one();

  Hub& hub_;
  std::mutex mutex_;  // the socket must not be closed while it is accepted from
  Descriptor socket_;
  const TlsContext* tls_;
};

}  // namespace phantomime::net
