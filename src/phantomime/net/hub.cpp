#include "phantomime/net/hub.hpp"

#include "phantomime/net/connection.hpp"

namespace phantomime::net {

namespace {

/// Side pool: threads, and jobs that may wait for them.
constexpr unsigned side_threads = 2;
constexpr std::size_t side_queue = 256;
/// Connections past the bound that are told 503 at the same time; more are just closed.
constexpr std::size_t told_full = 64;

}  // namespace

ConnectionPool::ConnectionPool(Hub& hub) : hub_{hub} {}
ConnectionPool::~ConnectionPool() = default;

ConnectionPool::Place ConnectionPool::acquire() {
  const std::lock_guard lock{mutex_};
  ++accepted_;
  const bool full = all_.size() - free_.size() - past_bound_ >= hub_.limits.connections;
  if (full) ++refused_;
  if (full && past_bound_ == told_full) return {};
  if (free_.empty()) {
    all_.push_back(std::make_unique<Connection>(hub_));
    free_.reserve(all_.size());  // so that release cannot fail
    free_.push_back(all_.back().get());
  }
  // The one used last: its memory is warm.
  Connection* connection = free_.back();
  free_.pop_back();
  if (full) ++past_bound_;
  return {full ? Room::full : Room::free, connection};
}

void ConnectionPool::release(Connection& connection, Room room) {
  const std::lock_guard lock{mutex_};
  if (room == Room::full) --past_bound_;
  free_.push_back(&connection);
  if (free_.size() == all_.size()) emptied_.notify_all();
}

Server::Counts ConnectionPool::counts() const {
  const std::lock_guard lock{mutex_};
  return {accepted_, refused_, all_.size() - free_.size()};
}

void ConnectionPool::knock_at_all() {
  std::vector<Connection*> all;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& connection : all_) all.push_back(connection.get());
  }
  // Not under the lock: a connection that closes on it comes back to release().
  for (Connection* connection : all) connection->knock();
}

bool ConnectionPool::wait_until_empty(std::chrono::milliseconds patience) {
  std::unique_lock lock{mutex_};
  return emptied_.wait_for(lock, patience, [this] { return free_.size() == all_.size(); });
}

void ConnectionPool::wait_until_empty() {
  std::unique_lock lock{mutex_};
  emptied_.wait(lock, [this] { return free_.size() == all_.size(); });
}

Hub::Hub(Limits server_limits, Handler server_handler, std::unique_ptr<Poller> server_poller,
         std::unique_ptr<TimerQueue> server_timers)
    : limits{server_limits},
      handler{std::move(server_handler)},
      poller{std::move(server_poller)},
      timers{std::move(server_timers)},
      connections{*this},
      side{side_threads, side_queue} {}

}  // namespace phantomime::net
