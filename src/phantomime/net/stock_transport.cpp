// net::Server where there is no epoll: cpp-httplib accepts, each connection has a thread.

#include <algorithm>
#include <list>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include "phantomime/net/binding.hpp"
#include "phantomime/net/stock_acceptor.hpp"
#include "phantomime/net/tls.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

struct Server::Impl {
  Impl(Options& options, Handler handler, Bell draining, Bell closing)
      : hub{options.limits, std::move(handler), std::move(draining), std::move(closing)},
        crowd{options.limits.connections} {}

  // In this order: what comes later uses what comes before.
  std::unique_ptr<TlsContext> tls;
  StockHub hub;
  Crowd crowd;
  std::vector<std::uint16_t> ports;
  std::mutex stopping;
  bool stopped = false;
  std::mutex opening;  ///< guards what follows
  bool refusing = false;
  std::uint32_t next_number = 0;
  std::map<std::uint32_t, std::unique_ptr<StockAcceptor>> acceptors;
  std::list<std::unique_ptr<StockAcceptor>> closed;  ///< with connections that stay
  std::uint32_t fixed = 0;                           ///< numbers below are never closed

  Result<Opened> listen(const Listener& listener);
  void close(std::uint32_t number);
  void stop(std::chrono::milliseconds grace);
};

Result<Server::Opened> Server::Impl::listen(const Listener& listener) {
  if (listener.tls && !tls) {
    return Error{ErrorCode::usage, "this server has no certificate to speak TLS with", {}, "start it without --no-tls"};
  }
  auto bound = bind_listener(listener);  // may look up a name: not under the lock
  if (!bound) return bound.error();
  const std::lock_guard lock{opening};
  if (refusing) return Error{ErrorCode::limit, "the server is stopping", {}, {}};
  closed.remove_if([](const auto& acceptor) { return acceptor->over(); });
  auto acceptor = std::make_unique<StockAcceptor>(hub, crowd, listener.tls ? tls.get() : nullptr, next_number);
  try {
    acceptor->begin(std::move(bound->socket));
  } catch (const std::system_error& error) {
    return Error{ErrorCode::io,
                 std::string{"cannot start a thread: "} + error.what(),
                 {},
                 "raise the limit of processes and threads"};
  }
  acceptors.emplace(next_number, std::move(acceptor));
  return Opened{next_number++, bound->port};
}

void Server::Impl::close(std::uint32_t number) {
  const std::lock_guard lock{opening};
  const auto found = acceptors.find(number);
  if (number < fixed || found == acceptors.end()) return;
  found->second->end();
  closed.push_back(std::move(found->second));
  acceptors.erase(found);
}

void Server::Impl::stop(std::chrono::milliseconds grace) {
  const std::lock_guard lock{stopping};
  if (std::exchange(stopped, true)) return;
  {
    const std::lock_guard no_more{opening};
    refusing = true;
    for (const auto& [number, acceptor] : acceptors) acceptor->end();
  }
  hub.is_draining = true;
  hub.draining.ring();
  crowd.wait_until_empty(grace);
  hub.closing.ring();
  // Nobody adds to them any more. Waits for the connections' threads.
  acceptors.clear();
  closed.clear();
}

Result<std::unique_ptr<Server>> Server::start(Options options, Handler handler) {
  auto draining = Bell::create();
  if (!draining) return draining.error();
  auto closing = Bell::create();
  if (!closing) return closing.error();
  auto impl = std::make_unique<Impl>(options, std::move(handler), std::move(*draining), std::move(*closing));
  // The certificate first: a wrong one is found before anything listens.
  const auto wants_tls = [](const Listener& listener) { return listener.tls; };
  if (std::any_of(options.listeners.begin(), options.listeners.end(), wants_tls)) {
    auto made = TlsContext::create(options.tls);
    if (!made) return made.error();
    impl->tls = std::move(*made);
  }
  std::unique_ptr<Server> server{new Server{std::move(impl)}};
  for (const Listener& listener : options.listeners) {
    auto opened = server->impl_->listen(listener);
    if (!opened) return opened.error();
    server->impl_->ports.push_back(opened->port);
    server->impl_->fixed = opened->number + 1;
  }
  return server;
}

Server::Kind Server::kind() noexcept { return Kind::stock; }

Server::Server(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

Server::~Server() { stop(); }

const std::vector<std::uint16_t>& Server::ports() const noexcept { return impl_->ports; }

Result<Server::Opened> Server::listen(const Listener& listener) { return impl_->listen(listener); }

Server::Counts Server::counts() const { return impl_->crowd.counts(); }

void Server::close(std::uint32_t number) { impl_->close(number); }

void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace phantomime::net
