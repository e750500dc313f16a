#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "phantomime/net/proxy/client_end.hpp"
#include "phantomime/net/proxy/hub.hpp"
#include "phantomime/net/proxy/relay.hpp"

namespace phantomime::net {

class TlsContext;

/// One client of a proxy, on a thread of its own that may wait: shakes hands, takes one request after the other, opens
/// tunnels, closes.
class ClientConnection {
 public:
  struct Arrival {
    Descriptor socket;  ///< does not block
    std::string peer;
    const TlsContext* tls = nullptr;
    std::uint32_t listener = 0;
    bool full = false;  ///< there is no room: say so and close
  };

  ClientConnection(ProxyHub& hub, Arrival arrival);
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;

  /// Serves it until it ends.
  void run();

 private:
  enum class Wake { ready, time, rung, closing };

  Wake wait(short events, SteadyTime until, int bell = -1);
  bool shake_hands(const TlsContext& context);
  bool handshake_failed();
  void serve();
  bool receive();
  bool expire();
  void carry_out();
  void open_tunnel();
  bool flush();
  void refuse(int status, std::string_view reason);
  void report(int status, std::string_view reason) const noexcept;
  void finish();
  void linger();
  void reset_connection();

  enum class Ending { none, orderly, cut, reset, broken };

  ProxyHub& hub_;
  Arrival arrival_;
  Relay relay_;
  ClientEnd client_;
  Ending ending_ = Ending::none;
  bool refused_ = false;  ///< let the client read the answer before the connection goes
  bool input_ended_ = false;
  SteadyTime head_started_;
};

}  // namespace phantomime::net
