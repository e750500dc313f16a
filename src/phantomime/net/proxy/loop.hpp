#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/net/bell.hpp"
#include "phantomime/net/crowd.hpp"
#include "phantomime/net/proxy/busy_polling.hpp"
#include "phantomime/net/proxy/dialer.hpp"
#include "phantomime/net/proxy/hub.hpp"
#include "phantomime/net/proxy/readiness.hpp"
#include "phantomime/net/proxy/upstream_pool.hpp"

namespace phantomime::net {

class ClientConnection;
struct ClientArrival;

/// A thread of a proxy and the connections that are its own, from their first byte to their last: they take turns, and
/// a turn never waits. Nothing of them is shared with other threads.
class ProxyLoop final : private Waiter {
 public:
  /// `number`: of its pool in the hub. Errors: io, when descriptors have run out.
  [[nodiscard]] static Result<std::unique_ptr<ProxyLoop>> create(ProxyHub& hub, Crowd& crowd, std::size_t number);
  ~ProxyLoop();
  ProxyLoop(const ProxyLoop&) = delete;
  ProxyLoop& operator=(const ProxyLoop&) = delete;

  // From any thread.

  /// False if the system has no thread for it.
  [[nodiscard]] bool start();
  /// A client that came in; it leaves the crowd once it is gone.
  void admit(ClientArrival arrival, Crowd::Room room);
  [[nodiscard]] std::size_t connections() const noexcept { return count_.load(std::memory_order_relaxed); }
  /// Makes every connection look at ProxyHub::is_draining.
  void drain();
  /// Ends every connection, then the thread.
  void close();
  void join();

  // From its own thread: what its connections use.

  [[nodiscard]] ProxyHub& hub() noexcept { return hub_; }
  [[nodiscard]] Readiness& readiness() noexcept { return *readiness_; }
  /// A connection to an origin that rested, watched for `who`; nothing: there is none.
  [[nodiscard]] std::optional<Wire> take_upstream(const std::string& origin, Waiter& who);
  /// Keeps one on which nothing is under way.
  void keep_upstream(const std::string& origin, Wire wire);
  /// What upstreams are read into; whatever is left of it is gone with the turn.
  [[nodiscard]] std::array<char, wire_bytes>& buffer() noexcept { return buffer_; }
  /// Calls ClientConnection::on_time of that connection at or after the moment, unless it is gone.
  void call_at(std::uint64_t connection, SteadyTime when);
  /// True while connections are told what became possible: what is to be written waits until all of them had their
  /// turn (call_again). Written one after the other, it wakes clients and servers once; written as each is done with
  /// its work, once each, which costs more than the writing.
  [[nodiscard]] bool holds_writes_back() const noexcept { return holds_writes_back_; }
  /// Gives that connection another turn, after everybody else had theirs.
  void call_again(std::uint64_t connection);
  /// Looks up on another thread; Relay::note_addresses gets what came of it. False if too many wait already.
  [[nodiscard]] bool look_up(const Origin& origin, std::uint64_t connection);
  /// Tells a Tap of the end on another thread; ClientConnection::note_end gets what it said. False, and the Tap is
  /// still there, if too many wait already.
  [[nodiscard]] bool tell_elsewhere(std::unique_ptr<Tap>& tap, const ProxyEnd& end, std::uint64_t connection);
  /// That connection is gone; it is freed once its turn is over.
  void bury(std::uint64_t connection);

 private:
  struct Resident;
  struct Call {
    SteadyTime when;
    std::uint64_t connection;
    /// Of a heap the earliest is to be first.
    bool operator<(const Call& other) const noexcept { return when > other.when; }
  };

  ProxyLoop(ProxyHub& hub, Crowd& crowd, UpstreamPool& pool, std::unique_ptr<Readiness> readiness, Bell bell);
  void on_ready(WireEnd end, short revents) override;
  void post(std::function<void()> job);
  void run();
  void await();
  std::size_t tell_ready(int milliseconds);
  void do_jobs();
  void call_due();
  void give_turns();
  void bury_all();
  [[nodiscard]] ClientConnection* find(std::uint64_t connection);
  void move_in(ClientArrival& arrival, Crowd::Room room);
  template <class Turn>
  void for_each(Turn turn);

  ProxyHub& hub_;
  Crowd& crowd_;
  UpstreamPool& pool_;
  // In this order: what comes later uses what comes before.
  std::unique_ptr<Readiness> readiness_;
  Bell bell_;
  Watched heard_;
  BusyPolling busy_polling_;
  std::array<char, wire_bytes> buffer_;
  std::unordered_map<std::uint64_t, Resident> residents_;
  std::vector<Call> calls_;  ///< a heap
  std::vector<std::uint64_t> again_, turns_, gone_;
  SteadyTime next_sweep_;
  bool is_closing_ = false;
  bool holds_writes_back_ = false;

  std::atomic<std::size_t> count_{0};
  std::atomic<bool> has_jobs_{false};
  std::mutex mutex_;
  std::vector<std::function<void()>> jobs_;  ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace phantomime::net
