#include "phantomime/net/listener.hpp"

#include <cerrno>
#include <new>

#include <sys/socket.h>

#include "phantomime/net/connection.hpp"

namespace phantomime::net {

namespace {

/// Connections taken in one go before the worker looks at others.
constexpr int accepts_at_once = 64;
/// How long accepting rests when descriptors or memory have run out; whoever waits, waits in the backlog.
constexpr std::chrono::milliseconds accept_pause{50};

}  // namespace

void Acceptor::take(Door door) {
  const std::lock_guard lock{mutex_};
  door_ = std::move(door);
}

bool Acceptor::start() {
  const std::lock_guard lock{mutex_};
  return hub_.poller->add(door_.socket.value(), *this, Poller::Watch::once);
}

void Acceptor::stop() {
  const std::lock_guard lock{mutex_};
  door_.socket.reset();
}

void Acceptor::on_ready(unsigned) {
  Next next = Next::more;
  try {
    for (int i = 0; i < accepts_at_once && next == Next::more; ++i) next = accept_one();
  } catch (const std::bad_alloc&) {
    next = Next::pause;
  }
  if (next == Next::pause) {
    hub_.timers->call_by(*this, std::chrono::steady_clock::now() + accept_pause);
  } else {
    on_time();
  }
}

void Acceptor::on_time() {
  const std::lock_guard lock{mutex_};
  if (door_.socket) hub_.poller->change(door_.socket.value(), *this, Poller::Watch::once);
}

Acceptor::Next Acceptor::accept_one() {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  Connection::Arrival arrival;
  {
    const std::lock_guard lock{mutex_};
    if (!door_.socket) return Next::wait;
    arrival.socket = Descriptor{
        ::accept4(door_.socket.value(), reinterpret_cast<sockaddr*>(&address), &length, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    arrival.tls = door_.tls;
    arrival.listener = door_.number;
  }
  if (!arrival.socket) {
    const int error = errno;
    if (error == EAGAIN || error == EWOULDBLOCK) return Next::wait;
    // The rest are errors of that one connection (accept(2)): the next may be sound.
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM ? Next::pause : Next::more;
  }
  const ConnectionPool::Place place = hub_.connections.acquire();
  if (place.room == ConnectionPool::Room::none) return Next::more;  // closed without a word
  arrival.peer = address_text(address);
  arrival.room = place.room;
  place.connection->open(std::move(arrival));
  return Next::more;
}

}  // namespace phantomime::net
