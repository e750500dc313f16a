#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "phantomime/net/binding.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/hub.hpp"
#include "phantomime/net/poller.hpp"
#include "phantomime/net/timers.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

class TlsContext;

/// Takes new connections from a listening socket and gives them to the pool. May be used again for another socket: an
/// event or a timer meant for the one before finds nothing to accept. Thread-safe.
class Acceptor final : public Pollable, public Timed {
 public:
  explicit Acceptor(Hub& hub) : hub_{hub} {}

  /// What is accepted from.
  struct Door {
    Descriptor socket;
    const TlsContext* tls = nullptr;  ///< null for a plain port; outlives the acceptor
    std::uint32_t number = 0;         ///< http::Request::listener of what comes by it
  };
  void take(Door door);
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
  Door door_;
};

}  // namespace phantomime::net
