#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/net/answer.hpp"
#include "phantomime/net/bell.hpp"
#include "phantomime/net/channel.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/framing.hpp"
#include "phantomime/net/timers.hpp"
#include "phantomime/net/transmitter.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

class TlsContext;

/// What the connections of a server without epoll share. Thread-safe.
struct StockHub {
  Limits limits;
  Handler handler;
  Bell draining;  ///< rung: requests in flight may finish, others are not begun
  Bell closing;   ///< rung: everybody leaves
  std::atomic<bool> is_draining{false};
  std::atomic<std::size_t> buffered_bytes{0};  ///< of request bodies not yet answered
};

/// One client of a server without epoll, on a thread of its own that may wait: reads, frames, asks the handler, writes,
/// one request at a time. It says the same bytes as Connection, by the same framing, serialising and transmitting.
class StockConnection {
 public:
  struct Arrival {
    Descriptor socket;  ///< does not block
    std::string peer;
    const TlsContext* tls = nullptr;
    std::uint32_t listener = 0;
    bool full = false;  ///< there is no room: say so and close
  };

  StockConnection(StockHub& hub, Arrival arrival);
  ~StockConnection();
  StockConnection(const StockConnection&) = delete;
  StockConnection& operator=(const StockConnection&) = delete;

  /// Serves it until it ends. Throws std::bad_alloc; then it only is to be destroyed.
  void run();

 private:
  enum class Wake { ready, time, rung, closing };

  static std::array<char, 64u << 10>& read_buffer();  ///< the thread's
  Wake wait(short events, SteadyTime until, int bell = -1, int other_bell = -1);
  bool shake_hands();
  bool handshake_failed();
  bool spoil_handshake(http::Transmission transmission);
  void serve();
  bool receive();
  bool expire();
  [[nodiscard]] SteadyTime deadline() const;
  void frame();
  bool account_for_body();
  void answer_request();
  void queue_reply(const http::Reply& reply);
  void transmit(const http::Reply& reply, http::Transmission transmission);
  bool await_moment();
  bool flush();
  void refuse(int status, std::string_view reason);
  void report(int status, std::string_view reason) const noexcept;
  void finish();
  void linger();

  StockHub& hub_;
  Arrival arrival_;
  std::unique_ptr<Channel> channel_;
  Framer framer_;
  std::string_view input_;  ///< read but not framed yet
  std::string output_;
  http::Framing framing_;
  std::optional<Bell> clock_bell_;  ///< made for the first reply that waits; rung when its clock changes
  Transmitter sending_;
  std::size_t accounted_ = 0;  ///< this connection's part of StockHub::buffered_bytes
  bool input_ended_ = false;
  bool peer_goes_on_ = false;  ///< while its reply waits for ever, it sent more
  bool broken_ = false;        ///< nothing more can be said or heard
  bool closing_ = false;       ///< once output_ has left
  bool refused_ = false;       ///< let the client read the answer before the connection goes
  bool resetting_ = false;
  SteadyTime head_started_;
  SteadyTime last_moved_;
};

}  // namespace phantomime::net
