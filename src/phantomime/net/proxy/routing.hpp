#pragma once

#include <optional>
#include <string>

#include "phantomime/http/request.hpp"
#include "phantomime/net/proxy/forwarding.hpp"
#include "phantomime/net/proxy/hub.hpp"
#include "phantomime/net/request_line.hpp"

namespace phantomime::net {

/// What becomes of a request.
struct Route {
  enum class Kind {
    forward,  ///< to `origin`
    answer,   ///< by ourselves, with `said`: it goes no further
    refuse,   ///< the same, and it was no exchange: its origin is not known
    tunnel,   ///< CONNECT: what follows on this connection is for `origin`
  };
  Kind kind = Kind::forward;
  Origin origin;
  std::string origin_text;
  std::string target;  ///< of the request line that goes upstream
  std::string host;    ///< of its Host line; empty: as the client sent it
  RequestForwarding::Role role = RequestForwarding::Role::reverse;
  std::optional<std::uint64_t> max_forwards;
  Rejection said;  ///< the status may be 200: an OPTIONS that ends here
};

/// Decides where a request goes. `tunnel`: what its connection was opened to by CONNECT, or null. `route` is written
/// over, so that its memory serves again.
void find_route(const ProxyHub& hub, const Origin* tunnel, const http::Request& request, Route& route);

}  // namespace phantomime::net
