#include "phantomime/net/proxy/dialer.hpp"

#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "phantomime/net/system_error.hpp"

namespace phantomime::net {

namespace {

struct FreeFound {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Found = std::unique_ptr<addrinfo, FreeFound>;

enum class DialWake { ready, time, rung };

DialWake await_socket(int socket, short events, SteadyTime until, int bell) {
  for (;;) {
    std::array<pollfd, 2> watched{{{socket, events, 0}, {bell, POLLIN, 0}}};
    const int count = ::poll(watched.data(), watched.size(), poll_milliseconds(until));
    if (count < 0) continue;  // a signal
    if (watched[1].revents != 0) return DialWake::rung;
    if (watched[0].revents != 0) return DialWake::ready;
    if (std::chrono::steady_clock::now() >= until) return DialWake::time;
  }
}

Error timed_out(const char* what) {
  return {ErrorCode::limit, std::string{what} + " took too long", {}, "look at the network, or raise the timeout"};
}

Error being_stopped() { return {ErrorCode::io, "the proxy is being stopped", {}, {}}; }

Result<Found> look_up(const Origin& origin) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int result = ::getaddrinfo(origin.host.c_str(), std::to_string(origin.port).c_str(), &wanted, &found);
  if (result == 0 && found) return Found{found};
  if (result == EAI_AGAIN) {
    return Error{ErrorCode::io, "its name cannot be looked up now", {}, "look at this machine's DNS, and try again"};
  }
  if (result == EAI_NONAME) {
    return Error{ErrorCode::io, "its name is unknown", {}, "look how it is written, and at this machine's DNS"};
  }
  const std::string reason = result == EAI_SYSTEM ? system_reason(errno) : ::gai_strerror(result);
  return Error{ErrorCode::io, "its name cannot be looked up (" + reason + ")", {}, "look at this machine's DNS"};
}

Error connect_failure(int error) {
  switch (error) {
    case ECONNREFUSED:
      return {ErrorCode::io, "the connection was refused", {}, "look whether it runs, and whether the port is right"};
    case ENETUNREACH:
    case EHOSTUNREACH:
      return {ErrorCode::io, "there is no route to it", {}, "look at the network, and whether the address is right"};
    case ETIMEDOUT:
      return timed_out("connecting");
    default:
      return {ErrorCode::io, system_reason(error), {}, {}};
  }
}

/// One address.
Result<Descriptor> connect_to(const addrinfo& address, SteadyTime until, int bell) {
  Descriptor socket{::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!socket) return connect_failure(errno);
  const int on = 1;
  ::setsockopt(socket.value(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket.value(), address.ai_addr, address.ai_addrlen) == 0) return socket;
  if (errno != EINPROGRESS && errno != EINTR) return connect_failure(errno);
  switch (await_socket(socket.value(), POLLOUT, until, bell)) {
    case DialWake::time:
      return timed_out("connecting");
    case DialWake::rung:
      return being_stopped();
    case DialWake::ready:
      break;
  }
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(socket.value(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
  if (error != 0) return connect_failure(error);
  return socket;
}

std::optional<Error> shake_hands(Wire& wire, const Origin& origin, TlsClient& tls, SteadyTime until, int bell) {
  TlsClient::Connection connection = tls.connect(wire.socket.value(), origin.host, origin.text());
  if (!connection.channel) return Error{ErrorCode::io, "there is no memory for TLS", {}, {}};
  for (;;) {
    const IoResult result = connection.channel->handshake();
    if (result.outcome == IoResult::Outcome::done) break;
    if (result.outcome != IoResult::Outcome::again) return TlsClient::failure(connection, origin.host);
    const short events = result.wants_write ? POLLOUT : POLLIN;
    const DialWake woken = await_socket(wire.socket.value(), events, until, bell);
    if (woken == DialWake::time) return timed_out("the TLS handshake");
    if (woken == DialWake::rung) return being_stopped();
  }
  wire.channel = std::move(connection.channel);
  wire.readable = true;  // what came with the handshake's end is in the channel already
  return std::nullopt;
}

}  // namespace

Error cannot_reach(const Origin& origin, Error why) {
  why.what = "cannot reach " + origin.text() + ": " + why.what;
  return why;
}

Result<Wire> dial(const Origin& origin, const Upstream& upstream, TlsClient& tls, int bell) {
  auto found = look_up(origin);
  if (!found) return cannot_reach(origin, std::move(found).error());
  Error last{ErrorCode::io, "its name has no address", {}, {}};
  for (const addrinfo* address = found->get(); address; address = address->ai_next) {
    auto socket = connect_to(*address, std::chrono::steady_clock::now() + upstream.connect_timeout, bell);
    if (!socket) {
      last = std::move(socket).error();
      continue;
    }
    Wire wire;
    wire.socket = std::move(*socket);
    if (origin.tls) {
      const SteadyTime until = std::chrono::steady_clock::now() + upstream.connect_timeout;
      if (auto failure = shake_hands(wire, origin, tls, until, bell)) return cannot_reach(origin, std::move(*failure));
    } else {
      wire.channel = std::make_unique<PlainChannel>(wire.socket.value());
    }
    wire.last_moved = std::chrono::steady_clock::now();
    return wire;
  }
  return cannot_reach(origin, std::move(last));
}

}  // namespace phantomime::net
