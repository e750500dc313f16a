#include "phantomime/net/transport.hpp"

#include <algorithm>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

#include "phantomime/net/connection.hpp"
#include "phantomime/net/hub.hpp"
#include "phantomime/net/listener.hpp"
#include "phantomime/net/own_cores.hpp"
#include "phantomime/net/signals_blocked.hpp"
#include "phantomime/net/tls.hpp"

namespace phantomime::net {

struct Server::Impl {
  // In this order: what comes later uses what comes before.
  std::unique_ptr<TlsContext> tls;
  std::unique_ptr<Hub> hub;
  std::vector<std::uint16_t> ports;
  std::vector<std::unique_ptr<Acceptor>> acceptors;
  std::vector<std::thread> workers;
  std::mutex stopping;
  bool stopped = false;
  /// Guards what follows. Not `stopping`: who stops waits for handlers, which may be just about to listen.
  std::mutex opening;
  bool refusing = false;
  std::uint32_t next_number = 0;
  std::unordered_map<std::uint32_t, std::unique_ptr<Acceptor>> opened;
  std::vector<std::unique_ptr<Acceptor>> closed;  ///< a late event may still find them: kept, and used again

  Result<void> make_hub(Options& options, Handler handler);
  Result<void> bind(const std::vector<Listener>& listeners);
  Result<void> start_workers(unsigned count);
  Result<Opened> listen(const Listener& listener);
  void close(std::uint32_t number);
  void refuse_further();
  void stop(std::chrono::milliseconds grace);
};

Result<void> Server::Impl::make_hub(Options& options, Handler handler) {
  const auto wants_tls = [](const Listener& listener) { return listener.tls; };
  if (std::any_of(options.listeners.begin(), options.listeners.end(), wants_tls)) {
    auto made = TlsContext::create(options.tls);
    if (!made) return made.error();
    tls = std::move(*made);
  }
  auto poller = Poller::create();
  if (!poller) return poller.error();
  auto timers = TimerQueue::create(**poller);
  if (!timers) return timers.error();
  hub = std::make_unique<Hub>(options.limits, std::move(handler), std::move(*poller), std::move(*timers));
  return {};
}

Result<void> Server::Impl::bind(const std::vector<Listener>& listeners) {
  for (const Listener& listener : listeners) {
    auto bound = bind_listener(listener);
    if (!bound) return bound.error();
    ports.push_back(bound->port);
    acceptors.push_back(std::make_unique<Acceptor>(*hub));
    acceptors.back()->take({std::move(bound->socket), listener.tls ? tls.get() : nullptr, next_number++});
  }
  return {};
}

Result<void> Server::Impl::start_workers(unsigned count) {
  const auto work = [this] {
    while (hub->poller->serve_once()) {
    }
  };
  const SignalsBlocked blocked;
  try {
    for (unsigned i = 0; i < count; ++i) workers.emplace_back(work);
  } catch (const std::system_error& error) {
    // One is enough to serve; none is not.
    if (workers.empty()) {
      return Error{ErrorCode::io,
                   std::string{"cannot start a thread: "} + error.what(),
                   {},
                   "raise the limit of processes and threads"};
    }
  }
  for (const auto& acceptor : acceptors) {
    if (!acceptor->start()) {
      return Error{ErrorCode::io, "cannot watch a listening socket", {}, "raise the limit of open files"};
    }
  }
  return {};
}

Result<Server::Opened> Server::Impl::listen(const Listener& listener) {
  if (listener.tls && !tls) {
    return Error{ErrorCode::usage, "this server has no certificate to speak TLS with", {}, "start it without --no-tls"};
  }
  auto bound = bind_listener(listener);  // may look up a name: not under the lock
  if (!bound) return bound.error();
  const std::lock_guard lock{opening};
  if (refusing) return Error{ErrorCode::limit, "the server is stopping", {}, {}};
  if (closed.empty()) closed.push_back(std::make_unique<Acceptor>(*hub));
  Acceptor& acceptor = *closed.back();
  acceptor.take({std::move(bound->socket), listener.tls ? tls.get() : nullptr, next_number});
  if (!acceptor.start()) {
    acceptor.stop();
    return Error{ErrorCode::io, "cannot watch a listening socket", {}, "raise the limit of open files"};
  }
  opened.emplace(next_number, std::move(closed.back()));
  closed.pop_back();
  return Opened{next_number++, bound->port};
}

void Server::Impl::close(std::uint32_t number) {
  const std::lock_guard lock{opening};
  const auto found = opened.find(number);
  if (found == opened.end()) return;
  found->second->stop();
  closed.push_back(std::move(found->second));
  opened.erase(found);
}

void Server::Impl::refuse_further() {
  const std::lock_guard lock{opening};
  refusing = true;
  for (const auto& [number, acceptor] : opened) acceptor->stop();
}

void Server::Impl::stop(std::chrono::milliseconds grace) {
  const std::lock_guard lock{stopping};
  if (std::exchange(stopped, true) || !hub) return;
  for (const auto& acceptor : acceptors) acceptor->stop();
  refuse_further();
  hub->phase.store(Hub::Phase::draining, std::memory_order_release);
  hub->connections.knock_at_all();
  if (!workers.empty()) hub->connections.wait_until_empty(grace);
  hub->phase.store(Hub::Phase::closing, std::memory_order_release);
  hub->connections.knock_at_all();
  hub->poller->close();
  for (std::thread& worker : workers) worker.join();
  hub->side.stop();
}

Result<std::unique_ptr<Server>> Server::start(Options options, Handler handler) {
  auto impl = std::make_unique<Impl>();
  // The certificate first: a wrong one is found before anything listens.
  if (auto made = impl->make_hub(options, std::move(handler)); !made) return made.error();
  if (auto bound = impl->bind(options.listeners); !bound) return bound.error();
  std::unique_ptr<Server> server{new Server{std::move(impl)}};
  // No more than cores: two on one answer no more, and what one has taken from the poller waits while the other has it.
  const unsigned count = options.workers > 0 ? options.workers : own_cores();
  if (auto started = server->impl_->start_workers(count); !started) return started.error();
  return server;
}

Server::Kind Server::kind() noexcept { return Kind::epoll; }

Server::Server(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

Server::~Server() { stop(); }

const std::vector<std::uint16_t>& Server::ports() const noexcept { return impl_->ports; }

Result<Server::Opened> Server::listen(const Listener& listener) { return impl_->listen(listener); }

Server::Counts Server::counts() const { return impl_->hub->connections.counts(); }

void Server::close(std::uint32_t number) { impl_->close(number); }

void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace phantomime::net
