#include "phantomime/net/proxy.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <openssl/rand.h>
#include <poll.h>
#include <sys/socket.h>

#include "phantomime/base/hexadecimal.hpp"
#include "phantomime/net/answer.hpp"
#include "phantomime/net/binding.hpp"
#include "phantomime/net/crowd.hpp"
#include "phantomime/net/own_cores.hpp"
#include "phantomime/net/proxy/client_connection.hpp"
#include "phantomime/net/proxy/hub.hpp"
#include "phantomime/net/proxy/loop.hpp"
#include "phantomime/net/signals_blocked.hpp"
#include "phantomime/net/tls.hpp"

namespace phantomime::net {

namespace {

/// How long accepting rests when descriptors or memory have run out; whoever waits, waits in the backlog.
constexpr std::chrono::milliseconds proxy_accept_pause{50};
/// What tells this proxy from every other one of its name.
Result<std::string> make_own_mark() {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) {
    return Error{ErrorCode::io, "OpenSSL has no random bytes", {}, "check OpenSSL's configuration"};
  }
  return hexadecimal({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

struct Door {
  Descriptor socket;
  const TlsContext* tls = nullptr;
};

}  // namespace

struct Proxy::Impl {
  Impl(Options& options, ProxyHandler handler, Bell bell) : crowd{options.connections}, leaving{std::move(bell)} {
    hub.limits = options.limits;
    hub.upstream = options.upstream;
    hub.handler = std::move(handler);
    hub.answered_body = options.answered_body;
    hub.via = options.via;
  }

  // In this order: what comes later uses what comes before.
  std::unique_ptr<TlsContext> tls;
  ProxyHub hub;
  Crowd crowd;
  std::vector<std::uint16_t> ports;
  std::vector<Door> doors;
  std::vector<std::unique_ptr<ProxyLoop>> loops;
  Bell leaving;  ///< rung: no more is accepted
  std::thread accepting;
  std::mutex stopping;
  bool stopped = false;

  Result<void> set_up(Options& options);
  Result<void> open(const std::vector<Listener>& listeners);
  Result<void> start_loops(unsigned count);
  void accept_all();
  bool accept_one(std::size_t number);
  void stop(std::chrono::milliseconds grace);
};

Result<void> Proxy::Impl::set_up(Options& options) {
  auto mark = make_own_mark();
  if (!mark) return mark.error();
  hub.outgrown = options.outgrown;
  hub.own_via = options.via + " (" + *mark + ")";
  if (!options.target.empty()) {
    auto target = parse_target(options.target);
    if (!target) return target.error();
    hub.target_text = target->origin.text();
    hub.target_host = target->origin.authority();
    hub.target = std::move(*target);
  }
  auto client = TlsClient::create(options.upstream);
  if (!client) return client.error();
  hub.tls_client = std::move(*client);
  if (options.authority) hub.interception = std::make_unique<Interception>(*options.authority);
  const auto wants_tls = [](const Listener& listener) { return listener.tls; };
  if (std::any_of(options.listeners.begin(), options.listeners.end(), wants_tls)) {
    auto made = TlsContext::create(options.tls);
    if (!made) return made.error();
    tls = std::move(*made);
  }
  return {};
}

Result<void> Proxy::Impl::open(const std::vector<Listener>& listeners) {
  for (const Listener& listener : listeners) {
    auto bound = bind_listener(listener);
    if (!bound) return bound.error();
    ports.push_back(bound->port);
    doors.push_back({std::move(bound->socket), listener.tls ? tls.get() : nullptr});
  }
  return {};
}

Result<void> Proxy::Impl::start_loops(unsigned count) {
  const Error no_thread{ErrorCode::io, "cannot start a thread", {}, "raise the limit of processes and threads"};
  for (unsigned i = 0; i < count; ++i) hub.pools.push_back(std::make_unique<UpstreamPool>());
  for (unsigned i = 0; i < count; ++i) {
    auto loop = ProxyLoop::create(hub, crowd, i);
    if (!loop) return loop.error();
    if ((*loop)->start()) {
      loops.push_back(*std::move(loop));
    } else if (loops.empty()) {
      return no_thread;
    }
  }
  const SignalsBlocked blocked;
  try {
    accepting = std::thread{[this] { accept_all(); }};
  } catch (const std::system_error&) {
    return no_thread;
  }
  return {};
}

void Proxy::Impl::accept_all() {
  std::vector<pollfd> watched{{leaving.descriptor(), POLLIN, 0}};
  for (const Door& door : doors) watched.push_back({door.socket.value(), POLLIN, 0});
  for (;;) {
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;  // a signal
    if (watched[0].revents != 0) return;
    for (std::size_t i = 0; i < doors.size(); ++i) {
      if (watched[i + 1].revents == 0 || accept_one(i)) continue;
      static_cast<void>(::poll(watched.data(), 1, static_cast<int>(proxy_accept_pause.count())));
    }
  }
}

/// False if it is better to wait a little.
bool Proxy::Impl::accept_one(std::size_t number) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  Descriptor socket{::accept4(doors[number].socket.value(), reinterpret_cast<sockaddr*>(&address), &length,
                              SOCK_NONBLOCK | SOCK_CLOEXEC)};
  if (!socket) {
    const int error = errno;
    return error != EMFILE && error != ENFILE && error != ENOBUFS && error != ENOMEM;
  }
  const Crowd::Room room = crowd.enter();
  if (room == Crowd::Room::none) return true;  // closed without a word
  // Whoever comes after another finds its connections to upstreams; whoever comes beside it, a thread with time for it.
  const auto fewer = [](const auto& one, const auto& other) { return one->connections() < other->connections(); };
  ProxyLoop& loop = **std::min_element(loops.begin(), loops.end(), fewer);
  try {
    loop.admit({std::move(socket), address_text(address), doors[number].tls, static_cast<std::uint32_t>(number),
                room == Crowd::Room::full},
               room);
    return true;
  } catch (const std::bad_alloc&) {
    crowd.leave(room);
    return false;
  }
}

void Proxy::Impl::stop(std::chrono::milliseconds grace) {
  const std::lock_guard lock{stopping};
  if (std::exchange(stopped, true)) return;
  hub.is_draining = true;
  leaving.ring();
  if (accepting.joinable()) accepting.join();
  doors.clear();
  for (const auto& loop : loops) loop->drain();
  crowd.wait_until_empty(grace);
  for (const auto& loop : loops) loop->close();
  for (const auto& loop : loops) loop->join();
  hub.lookups.stop();
  hub.endings.stop();
}

Result<std::unique_ptr<Proxy>> Proxy::start(Options options, ProxyHandler handler) {
  auto bell = Bell::create();
  if (!bell) return bell.error();
  const unsigned threads = options.threads > 0 ? options.threads : own_cores();
  auto impl = std::make_unique<Impl>(options, std::move(handler), *std::move(bell));
  if (auto set = impl->set_up(options); !set) return set.error();
  if (auto opened = impl->open(options.listeners); !opened) return opened.error();
  std::unique_ptr<Proxy> proxy{new Proxy{std::move(impl)}};
  if (auto started = proxy->impl_->start_loops(threads); !started) return started.error();
  return proxy;
}

Proxy::Proxy(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

Proxy::~Proxy() { stop(); }

const std::vector<std::uint16_t>& Proxy::ports() const noexcept { return impl_->ports; }

void Proxy::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace phantomime::net
