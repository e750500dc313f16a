#include "phantomime/net/proxy/loop.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <poll.h>

#include "phantomime/net/own_cores.hpp"
#include "phantomime/net/proxy/client_connection.hpp"
#include "phantomime/net/signals_blocked.hpp"

namespace phantomime::net {

namespace {

/// How often idle connections to upstreams are looked through.
constexpr std::chrono::seconds sweep_interval{5};
/// Moments that nobody waits for any more are forgotten once there are so many.
constexpr std::size_t calls_kept = 1024;

}  // namespace

struct ProxyLoop::Resident {
  std::unique_ptr<ClientConnection> connection;
  Crowd::Room room = Crowd::Room::free;
};

ProxyLoop::ProxyLoop(ProxyHub& hub, Crowd& crowd, UpstreamPool& pool, std::unique_ptr<Readiness> readiness, Bell bell)
    : hub_{hub},
      crowd_{crowd},
      pool_{pool},
      readiness_{std::move(readiness)},
      bell_{std::move(bell)},
      heard_{readiness_->watch(bell_.descriptor(), *this, WireEnd::client)},
      busy_polling_{std::thread::hardware_concurrency()},
      next_sweep_{std::chrono::steady_clock::now() + sweep_interval} {
  heard_.want(POLLIN);
}

ProxyLoop::~ProxyLoop() { join(); }

Result<std::unique_ptr<ProxyLoop>> ProxyLoop::create(ProxyHub& hub, Crowd& crowd, std::size_t number) {
  auto readiness = Readiness::create();
  if (!readiness) return readiness.error();
  auto bell = Bell::create();
  if (!bell) return bell.error();
  std::unique_ptr<ProxyLoop> loop{
      new ProxyLoop{hub, crowd, *hub.pools[number], *std::move(readiness), *std::move(bell)}};
  if (!loop->heard_) {
    return Error{ErrorCode::io, "cannot watch sockets", {}, "raise the limit of open files"};
  }
  return loop;
}

bool ProxyLoop::start() {
  const SignalsBlocked blocked;
  try {
    thread_ = std::thread{[this] { run(); }};
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

void ProxyLoop::join() {
  if (thread_.joinable()) thread_.join();
}

void ProxyLoop::post(std::function<void()> job) {
  {
    const std::lock_guard lock{mutex_};
    jobs_.push_back(std::move(job));
  }
  if (!has_jobs_.exchange(true, std::memory_order_acq_rel)) bell_.ring();
}

void ProxyLoop::on_ready(WireEnd, short) { bell_.quiet(); }

void ProxyLoop::do_jobs() {
  if (!has_jobs_.exchange(false, std::memory_order_acq_rel)) return;
  std::vector<std::function<void()>> jobs;
  {
    const std::lock_guard lock{mutex_};
    jobs.swap(jobs_);
  }
  for (const auto& job : jobs) job();
}

void ProxyLoop::admit(ClientArrival arrival, Crowd::Room room) {
  count_.fetch_add(1, std::memory_order_relaxed);
  // A std::function wants to be copied.
  post([this, moved = std::make_shared<ClientArrival>(std::move(arrival)), room] { move_in(*moved, room); });
}

void ProxyLoop::move_in(ClientArrival& arrival, Crowd::Room room) {
  const std::uint64_t number = hub_.connections.fetch_add(1, std::memory_order_relaxed) + 1;
  try {
    const auto moved_in = residents_.emplace(
        number, Resident{std::make_unique<ClientConnection>(*this, number, std::move(arrival)), room});
    moved_in.first->second.connection->open();
  } catch (const std::bad_alloc&) {
    if (residents_.contains(number)) return bury(number);
    count_.fetch_sub(1, std::memory_order_relaxed);
    crowd_.leave(room);
  }
}

void ProxyLoop::drain() {
  post([this] { for_each([](ClientConnection& each) { each.take_turn(); }); });
}

void ProxyLoop::close() {
  post([this] {
    is_closing_ = true;
    for_each([](ClientConnection& each) { each.stop(); });
  });
}

template <class Turn>
void ProxyLoop::for_each(Turn turn) {
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, resident] : residents_) numbers.push_back(number);
  for (const std::uint64_t number : numbers) {
    if (ClientConnection* connection = find(number)) turn(*connection);
  }
}

ClientConnection* ProxyLoop::find(std::uint64_t connection) {
  const auto found = residents_.find(connection);
  return found == residents_.end() ? nullptr : found->second.connection.get();
}

void ProxyLoop::call_at(std::uint64_t connection, SteadyTime when) {
  // What nobody waits for any more would stay until it is due: a minute's worth of clients that come and go.
  if (calls_.size() > 2 * residents_.size() + calls_kept) {
    std::erase_if(calls_, [this](const Call& call) {
      const ClientConnection* const waiting = find(call.connection);
      return !waiting || waiting->called_at() != call.when;
    });
    std::make_heap(calls_.begin(), calls_.end());
  }
  calls_.push_back({when, connection});
  std::push_heap(calls_.begin(), calls_.end());
}

void ProxyLoop::call_again(std::uint64_t connection) { again_.push_back(connection); }

std::optional<Wire> ProxyLoop::take_upstream(const std::string& origin, Waiter& who) {
  std::optional<Wire> wire = pool_.take(origin);
  for (const auto& pool : hub_.pools) {
    if (wire) break;
    if (pool.get() != &pool_) wire = pool->take(origin);
    if (wire) wire->watched = readiness_->watch(wire->socket.value(), who, WireEnd::upstream);
    if (wire && !wire->watched) wire.reset();
  }
  if (wire) wire->watched.hand_over(&who, WireEnd::upstream);
  return wire;
}

void ProxyLoop::keep_upstream(const std::string& origin, Wire wire) {
  wire.watched.hand_over(nullptr, WireEnd::upstream);
  pool_.put(origin, std::move(wire));
}

bool ProxyLoop::look_up(const Origin& origin, std::uint64_t connection) {
  return hub_.lookups.submit([this, origin, connection] {
    auto found = net::look_up(origin);
    post([this, connection, found = std::move(found)] {
      if (ClientConnection* asked = find(connection)) asked->note_addresses(found);
    });
  });
}

bool ProxyLoop::tell_elsewhere(std::unique_ptr<Tap>& tap, const ProxyEnd& end, std::uint64_t connection) {
  const auto moved = std::make_shared<std::unique_ptr<Tap>>(std::move(tap));
  const bool submitted = hub_.endings.submit([this, moved, end, connection] {
    bool kept = false;
    try {
      kept = (*moved)->on_end(end);
    } catch (...) {
      // As in a turn: this client goes, the proxy stays.
    }
    moved->reset();
    post([this, connection, kept] {
      if (ClientConnection* told = find(connection)) told->note_end(kept);
    });
  });
  if (!submitted) tap = std::move(*moved);
  return submitted;
}

void ProxyLoop::bury(std::uint64_t connection) { gone_.push_back(connection); }

void ProxyLoop::bury_all() {
  for (const std::uint64_t number : std::exchange(gone_, {})) {
    const auto found = residents_.find(number);
    if (found == residents_.end()) continue;
    const Crowd::Room room = found->second.room;
    residents_.erase(found);
    count_.fetch_sub(1, std::memory_order_relaxed);
    crowd_.leave(room);
  }
}

void ProxyLoop::call_due() {
  const SteadyTime now = std::chrono::steady_clock::now();
  while (!calls_.empty() && calls_.front().when <= now) {
    std::pop_heap(calls_.begin(), calls_.end());
    const Call call = calls_.back();
    calls_.pop_back();
    if (ClientConnection* connection = find(call.connection)) connection->on_time(call.when);
  }
  if (now < next_sweep_) return;
  pool_.sweep();
  next_sweep_ = now + sweep_interval;
}

void ProxyLoop::give_turns() {
  turns_.swap(again_);
  for (const std::uint64_t number : turns_) {
    if (ClientConnection* connection = find(number)) connection->take_turn();
  }
  turns_.clear();
}

std::size_t ProxyLoop::tell_ready(int milliseconds) {
  holds_writes_back_ = true;
  const std::size_t count = readiness_->wait(milliseconds);
  holds_writes_back_ = false;
  return count;
}

void ProxyLoop::await() {
  const bool busy = !again_.empty() || has_jobs_.load(std::memory_order_relaxed);
  if (busy) {
    tell_ready(0);
    return;
  }
  if (!residents_.empty() && busy_polling_.worthwhile()) {
    const SteadyTime until = std::chrono::steady_clock::now() + BusyPolling::length;
    do {
      if (tell_ready(0) > 0) return busy_polling_.came();
      std::this_thread::yield();  // whoever else wants this processor, the server perhaps, goes first
    } while (std::chrono::steady_clock::now() < until);
    busy_polling_.came_not();
  }
  SteadyTime until = next_sweep_;
  if (!calls_.empty()) until = std::min(until, calls_.front().when);
  tell_ready(poll_milliseconds(until));
}

void ProxyLoop::run() {
  for (;;) {
    await();
    do_jobs();
    call_due();
    give_turns();
    bury_all();
    if (is_closing_ && residents_.empty()) break;
  }
  pool_.close_all();
}

}  // namespace phantomime::net
