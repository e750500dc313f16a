#pragma once

#include <memory>

#include "phantomime/net/channel.hpp"

struct ssl_st;

namespace phantomime::net {

/// A channel through TLS over a socket, which stays the caller's. Takes `ssl`, whose side is set. Null when out of
/// memory, or without it.
[[nodiscard]] std::unique_ptr<Channel> make_tls_channel(ssl_st* ssl, int socket);

}  // namespace phantomime::net
