#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "phantomime/net/poller.hpp"
#include "phantomime/net/side_pool.hpp"
#include "phantomime/net/timers.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

class Connection;
struct Hub;

/// The connections of a server. They are made as needed, used again, and live as long as the server does: whoever holds
/// a pointer to one (an event already taken from the poller, a timer, a side job) may knock at any time, and finds at
/// worst that there is nothing to do. Thread-safe.
class ConnectionPool {
 public:
  explicit ConnectionPool(Hub& hub);
  ~ConnectionPool();

  enum class Room { free, full, none };
  struct Place {
    Room room = Room::none;  ///< full: past the bound, to be told so; none: not even that
    Connection* connection = nullptr;
  };
  /// A connection that nobody uses.
  [[nodiscard]] Place acquire();
  /// Called when a connection has closed and nobody is in it; `room` as acquired.
  void release(Connection& connection, Room room);

  [[nodiscard]] Server::Counts counts() const;
  /// Makes every connection look at Hub::phase.
  void knock_at_all();
  /// Whether all were closed within `patience`.
  bool wait_until_empty(std::chrono::milliseconds patience);
  void wait_until_empty();

 private:
  Hub& hub_;
  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  std::vector<std::unique_ptr<Connection>> all_;
  std::vector<Connection*> free_;
  std::size_t past_bound_ = 0;  ///< in use, but only to be told that there is no room
  std::uint64_t accepted_ = 0, refused_ = 0;
};

/// What the parts of one server share.
struct Hub {
  enum class Phase { serving, draining, closing };

  Hub(Limits server_limits, Handler server_handler, std::unique_ptr<Poller> server_poller,
      std::unique_ptr<TimerQueue> server_timers);

  const Limits limits;
  const Handler handler;
  const std::unique_ptr<Poller> poller;
  const std::unique_ptr<TimerQueue> timers;
  std::atomic<Phase> phase{Phase::serving};
  std::atomic<std::size_t> buffered_bytes{0};  ///< of request bodies not yet answered
  ConnectionPool connections;
  SidePool side;
};

}  // namespace phantomime::net
