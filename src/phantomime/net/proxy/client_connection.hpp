#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "phantomime/net/proxy/client_end.hpp"
#include "phantomime/net/proxy/loop.hpp"
#include "phantomime/net/proxy/relay.hpp"

namespace phantomime::net {

class TlsContext;

/// A socket on its way in.
struct ClientArrival {
  Descriptor socket;  ///< does not block
  std::string peer;
  const TlsContext* tls = nullptr;
  std::uint32_t listener = 0;
  bool full = false;  ///< there is no room: say so and close
};

/// One client of a proxy: shakes hands, takes one request after the other, opens tunnels, closes. It takes a turn
/// whenever its loop has something for it, goes as far as it goes without waiting, and asks for what it waits for.
class ClientConnection final : private Waiter {
 public:
  ClientConnection(ProxyLoop& loop, std::uint64_t number, ClientArrival arrival);
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;

  /// Its first turn.
  void open();
  void take_turn();
  /// A turn at the moment that it asked for.
  void on_time(SteadyTime when);
  /// The moment that it asked for last.
  [[nodiscard]] SteadyTime called_at() const noexcept { return called_at_; }
  void note_addresses(Result<Addresses> found);
  /// What the Tap said of an exchange's end, where it was told on another thread.
  void note_end(bool kept);
  /// Ends it without waiting for anybody but a Tap that is being told.
  void stop();

 private:
  enum class Stage {
    shaking_hands,
    serving,  ///< a request's head
    relaying,
    opening_tunnel,
    flushing,  ///< it ends: the last bytes
    resetting,
    lingering,
    closed,
  };

  void on_ready(WireEnd end, short revents) override;
  template <class Act>
  void guarded(Act act);
  void go_on();
  bool step();
  [[nodiscard]] SteadyTime due() const;
  void expire();
  void say_wants();
  void begin();
  bool shake_hands();
  void start_handshake(const TlsContext& context);
  void handshake_failed();
  bool serve();
  void frame();
  bool receive();
  bool relay();
  bool await_tunnel();
  void start_tunnel(char first);
  bool flush();
  void refuse(int status, std::string_view reason);
  void report(int status, std::string_view reason) const noexcept;
  bool finish();
  bool reset_connection();
  bool linger();
  void leave();
  void close();

  enum class Ending { none, orderly, cut, reset };
  void end(Ending ending);

  ProxyLoop& loop_;
  ProxyHub& hub_;
  ClientArrival arrival_;
  Relay relay_;
  ClientEnd client_;
  Stage stage_ = Stage::serving;
  Ending ending_ = Ending::none;
  bool refused_ = false;  ///< let the client read the answer before the connection goes
  bool input_ended_ = false;
  bool stopping_ = false;       ///< it leaves once the Tap has been told
  bool more_may_come_ = false;  ///< of a client that lingers
  std::size_t lingered_ = 0;
  SteadyTime head_started_;
  SteadyTime ends_by_;  ///< resetting and lingering
  SteadyTime called_at_ = SteadyTime::max();
};

}  // namespace phantomime::net
