#pragma once

#include <cstdint>
#include <string>

#include "phantomime/http/headers.hpp"

namespace phantomime::http {

/// A request as it came over the wire: order, case, repeats and encoding as sent. A value; no sockets.
struct Request {
  std::string method;     ///< as sent; methods are case-sensitive
  std::string target;     ///< the request target as sent, undecoded
  int minor_version = 1;  ///< HTTP/1.minor_version
  Headers headers;
  std::string body;  ///< after transfer coding (chunks joined), before content coding: as encoded by the client
  std::string peer;  ///< the client's address without the port; empty where there is none
  bool tls = false;  ///< whether it came through TLS
  std::uint32_t listener = 0;  ///< which of the server's it came by: see net::Server
};

}  // namespace phantomime::http
