#include "phantomime/net/binding.hpp"

#include <array>
#include <cerrno>
#include <memory>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "phantomime/net/system_error.hpp"

namespace phantomime::net {

namespace {

/// The kernel takes as many as its somaxconn says, 4,096 by default: thousands of clients may come at once.
constexpr int backlog = 16'384;

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

std::string place_of(const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Error cannot_listen(const std::string& host, std::uint16_t port, const std::string& reason, std::string hint) {
  return {ErrorCode::io, "cannot listen on " + place_of(host, port) + ": " + reason, {}, std::move(hint)};
}

std::string hint_for(int error) {
  switch (error) {
    case EADDRINUSE:
      return "stop what holds it, or use --port 0 for free ports";
    case EACCES:
    case EPERM:
      return "ports below 1024 belong to the system: choose a higher one, or use --port 0 for free ports";
    case EADDRNOTAVAIL:
      return "no interface of this machine has that address: use --host 127.0.0.1, or 0.0.0.0 for all of them";
    default:
      return {};
  }
}

Result<Addresses> resolve(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int result = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (result == 0 && found) return Addresses{found};
  const std::string reason = result == EAI_SYSTEM ? system_reason(errno) : ::gai_strerror(result);
  return cannot_listen(host, port, "the name cannot be resolved (" + reason + ")",
                       "--host takes an address of this machine or a name for one");
}

/// Binds to one address. Returns the errno, or 0.
int try_bind(const addrinfo& address, Descriptor& bound) {
  Descriptor socket{::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!socket) return errno;
  const int on = 1;
  ::setsockopt(socket.value(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // Inherited by the connections: a reply leaves at once, also behind another.
  ::setsockopt(socket.value(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::bind(socket.value(), address.ai_addr, address.ai_addrlen) != 0) return errno;
  if (::listen(socket.value(), backlog) != 0) return errno;
  bound = std::move(socket);
  return 0;
}

std::uint16_t port_of(int socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
  // The port lies at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace

Result<BoundSocket> bind_listener(const Listener& listener) {
  std::string host = listener.host;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.empty()) {
    return cannot_listen(host, listener.port, "the host is empty",
                         "--host takes an address such as 127.0.0.1, or 0.0.0.0 for all of this machine's");
  }
  auto addresses = resolve(host, listener.port);
  if (!addresses) return addresses.error();
  BoundSocket bound;
  int error = 0;
  for (const addrinfo* address = addresses->get(); address; address = address->ai_next) {
    error = try_bind(*address, bound.socket);
    // A name may have addresses this machine lacks (::1 without IPv6); a port in use is never passed over.
    if (error == 0 || error == EADDRINUSE) break;
  }
  if (error != 0) return cannot_listen(host, listener.port, system_reason(error), hint_for(error));
  bound.port = port_of(bound.socket.value());
  return bound;
}

std::string address_text(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text.data(), text.size());
    return text.data();
  }
  const in6_addr& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    ::inet_ntop(AF_INET, &v6.s6_addr[12], text.data(), text.size());
  } else {
    ::inet_ntop(AF_INET6, &v6, text.data(), text.size());
  }
  return text.data();
}

}  // namespace phantomime::net
