#pragma once

#include <cstdint>
#include <stdexcept>

#include <poll.h>
#include <sys/socket.h>

#include "phantomime/net/binding.hpp"

#include "support/raw_client.hpp"

namespace phantomime::test {

/// A listening socket of loopback whose connections a test plays by hand.
class RawServer {
 public:
  RawServer() {
    auto bound = net::bind_listener({});
    if (!bound) throw std::runtime_error{bound.error().what};
    socket_ = std::move(bound->socket);
    port_ = bound->port;
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// The next connection that is made to it; waits for it. False as a RawClient if there is none in time.
  [[nodiscard]] RawClient accept() {
    pollfd watched{socket_.value(), POLLIN, 0};
    const auto patience = std::chrono::milliseconds{RawClient::patience};
    if (::poll(&watched, 1, static_cast<int>(patience.count())) <= 0) return RawClient{net::Descriptor{}};
    return RawClient{net::Descriptor{::accept4(socket_.value(), nullptr, nullptr, SOCK_CLOEXEC)}};
  }
  /// Whether somebody waits to be accepted.
  [[nodiscard]] bool has_caller() const {
    pollfd watched{socket_.value(), POLLIN, 0};
    return ::poll(&watched, 1, 0) > 0;
  }
  /// Nobody listens any more.
  void close() { socket_.reset(); }

 private:
  net::Descriptor socket_;
  std::uint16_t port_ = 0;
};

}  // namespace phantomime::test
