#include "phantomime/net/listener_url.hpp"

#include <fmt/format.h>

namespace phantomime::net {

std::string listener_url(bool tls, std::string host, std::uint16_t port) {
  // Nobody can connect to "any address"; a client on this machine reaches it on loopback.
  if (host == "0.0.0.0" || host.empty()) host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = fmt::format("[{}]", host);
  return fmt::format("{}://{}:{}", tls ? "https" : "http", host, port);
}

}  // namespace phantomime::net
