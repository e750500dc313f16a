#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "phantomime/http/reply.hpp"
#include "phantomime/net/answer.hpp"
#include "phantomime/net/channel.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/framing.hpp"
#include "phantomime/net/hub.hpp"
#include "phantomime/net/poller.hpp"
#include "phantomime/net/timers.hpp"
#include "phantomime/net/transmitter.hpp"

namespace phantomime::net {

class TlsContext;

/// One client: reads, frames, asks the handler, writes; one request at a time, in order.
///
/// Anybody may knock (the poller, a timer, a side job); whoever finds the connection alone takes a turn in it, and a
/// knock during a turn makes that turn go round again. So there is no lock, no turn waits for another, and all members
/// but `knocks_` belong to whoever has the turn. A turn never waits: what is not ready now leaves the turn.
class Connection final : public Pollable, public Timed {
 public:
  /// A socket on its way in.
  struct Arrival {
    Descriptor socket;
    std::string peer;
    const TlsContext* tls = nullptr;
    std::uint32_t listener = 0;
    ConnectionPool::Room room = ConnectionPool::Room::free;  ///< full: say so and close
  };

  explicit Connection(Hub& hub);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Takes a socket; by whoever acquired this connection from the pool.
  void open(Arrival arrival);
  /// Makes it look whether something changed.
  void knock();
  /// The same, but in a worker: for whoever has no time for a turn.
  void knock_later();

  void on_ready(unsigned what) override;
  void on_time() override;

 private:
  enum class Stage { closed, handshaking, serving, lingering };
  struct SideJob;

  // Turns (connection_turn.cpp).
  void signal(unsigned knocks);
  void take_turns();
  void turn(unsigned knocks);
  void begin();
  void advance();
  bool expire();
  [[nodiscard]] SteadyTime deadline() const;
  void close() noexcept;

  // The protocol (connection.cpp).
  bool shake_hands();
  bool spoil_handshake();
  void serve();
  bool receive();
  void keep_input();
  bool flush();
  void frame();
  void watch_writes();
  void answer_request();
  void take_answer(const Answer& answer);
  bool collect_answer();
  void queue_reply(const http::Reply& reply);
  void queue_slowly(const http::Reply& reply, http::Transmission transmission);
  void refuse(int status, std::string_view reason);
  void report(int status, std::string_view reason) const noexcept;
  bool account_for_body();
  void finish();
  void reset_connection();
  void linger();
  [[nodiscard]] bool awaiting_answer() const noexcept { return side_ != nullptr || sending_.waiting(); }
  [[nodiscard]] bool idle() const noexcept;

  Hub& hub_;
  std::atomic<unsigned> knocks_{0};
  Arrival arrival_;  ///< handed over by `open`

  Stage stage_ = Stage::closed;
  Descriptor socket_;
  std::unique_ptr<Channel> channel_;
  Framer framer_;
  std::string peer_;
  bool tls_ = false;
  std::uint32_t listener_ = 0;
  ConnectionPool::Room room_ = ConnectionPool::Room::free;

  std::string kept_;           ///< read but not framed yet, between turns
  std::string_view input_;     ///< the same within a turn: in `kept_` or in the thread's read buffer
  bool readable_ = false;      ///< the socket may have more
  bool peer_ended_ = false;    ///< the poller saw the end of the input
  bool input_ended_ = false;   ///< and it was read
  std::size_t accounted_ = 0;  ///< this connection's part of Hub::buffered_bytes

  std::string output_;
  std::size_t sent_ = 0;  ///< of output_
  bool watching_writes_ = false;
  bool closing_ = false;  ///< once output_ has left
  bool refused_ = false;  ///< input may still be under way; let the client read the answer before the connection goes

  http::Framing framing_;                        ///< of the request being answered
  Transmitter sending_;                          ///< a reply that waits, or leaves slowly
  std::unique_ptr<http::Transmission> spoiled_;  ///< instead of a handshake
  bool resetting_ = false;                       ///< the end, once output_ has left, is a reset
  bool probing_ = false;                         ///< the kernel looks whether the client is still there
  std::shared_ptr<SideJob> side_;
  bool yielding_ = false;  ///< others first; a timer continues

  SteadyTime now_;  ///< of this turn
  SteadyTime opened_;
  SteadyTime head_started_;
  SteadyTime last_moved_;  ///< when bytes last went either way
  SteadyTime linger_until_;
  std::size_t lingered_bytes_ = 0;
  SteadyTime called_by_ = SteadyTime::max();  ///< the timer queue will call by then
};

}  // namespace phantomime::net
