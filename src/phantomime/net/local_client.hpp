#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

/// Asks a server on this machine over plain HTTP, as a witness: the order, case and repeats of the lines stay, both
/// ways, and bodies are not decoded. Connections are kept. Blocks. Thread-safe.
class LocalClient {
 public:
  /// `patience`: between two reads or writes.
  LocalClient(std::uint16_t port, std::chrono::milliseconds patience) : port_{port}, patience_{patience} {}

  /// The body goes with its length, however it came; what belongs to a connection (Connection, Expect, trailers) does
  /// not pass, in either direction. Errors: io, limit (an answer longer than 64 MB).
  [[nodiscard]] Result<http::Reply> send(const http::Request& request);

 private:
  [[nodiscard]] std::optional<Descriptor> take();
  void keep(Descriptor socket);
  [[nodiscard]] Result<Descriptor> connect() const;

  const std::uint16_t port_;
  const std::chrono::milliseconds patience_;
  const Limits limits_;
  std::mutex mutex_;
  std::vector<Descriptor> idle_;
};

}  // namespace phantomime::net
