#pragma once

#include <cstdint>
#include <string>

namespace phantomime::net {

/// `https://127.0.0.1:8443`: how a client on this machine names what listens on a host and a port.
[[nodiscard]] std::string listener_url(bool tls, std::string host, std::uint16_t port);

}  // namespace phantomime::net
