#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/net/proxy/wire.hpp"

namespace phantomime::net {

/// Connections to upstreams that wait for their next request, by origin; bounded in number and age. Thread-safe.
class UpstreamPool {
 public:
  /// Of all origins together; past it the one that rests longest is closed.
  static constexpr std::size_t max_idle = 256;
  /// Servers close idle ones too, most after five seconds to two minutes.
  static constexpr std::chrono::seconds max_rest{30};

  /// A connection that is still there, the one used last, or nothing.
  [[nodiscard]] std::optional<Wire> take(const std::string& origin);
  /// Keeps a connection on which nothing is under way.
  void put(const std::string& origin, Wire wire);
  /// Closes those that rest too long.
  void sweep();
  void close_all();

 private:
  using Idle = std::vector<Wire>;  // the one used last is last

  std::optional<Wire> pop(const std::string& origin);
  void drop_oldest(std::vector<Wire>& dropped);

  std::mutex mutex_;
  std::map<std::string, Idle> idle_;
  std::size_t count_ = 0;
};

}  // namespace phantomime::net
