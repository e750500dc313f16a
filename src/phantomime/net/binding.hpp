#pragma once

#include <cstdint>
#include <string>

#include <sys/socket.h>

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

/// A bound, listening socket with the port it got.
struct BoundSocket {
  Descriptor socket;
  std::uint16_t port = 0;
};

/// Binds and listens. Errors: io, naming address and port; a port in use is an error even between two of us
/// (SO_REUSEADDR only, never SO_REUSEPORT).
[[nodiscard]] Result<BoundSocket> bind_listener(const Listener& listener);

/// An IPv4 or IPv6 address without its port, as text; IPv4 in IPv6 as IPv4.
[[nodiscard]] std::string address_text(const sockaddr_storage& address);

}  // namespace phantomime::net
