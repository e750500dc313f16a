#pragma once

#include <cstdint>
#include <string>

#include "phantomime/base/result.hpp"

namespace phantomime::server {

/// What the admin API asks of the server's sockets. Thread-safe.
class Doors {
 public:
  virtual ~Doors() = default;

  struct Opened {
    std::uint32_t listener = 0;  ///< http::Request::listener of what comes by it
    std::uint16_t port = 0;
    bool tls = false;
  };
  /// Listens on one more port of the server's host; 0: a free one. Errors: those of net::Server::listen.
  [[nodiscard]] virtual Result<Opened> open(std::uint16_t port, bool tls) = 0;
  virtual void close(std::uint32_t listener) = 0;

  /// `https://127.0.0.1:8443` of the server itself; empty where it speaks no such.
  [[nodiscard]] virtual std::string url(bool tls) const = 0;
  /// The same of a port of its own.
  [[nodiscard]] virtual std::string url(const Opened& door) const = 0;
};

}  // namespace phantomime::server
