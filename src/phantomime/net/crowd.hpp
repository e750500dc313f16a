#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "phantomime/net/transport.hpp"

namespace phantomime::net {

/// How many connections a server without epoll has. Thread-safe.
class Crowd {
 public:
  explicit Crowd(std::size_t bound) : bound_{bound} {}

  enum class Room { free, full, none };
  Room enter() {
    const std::lock_guard lock{mutex_};
    ++counts_.accepted;
    const bool full = counts_.open - past_bound_ >= bound_;
    if (full) ++counts_.refused;
    if (full && past_bound_ == told_at_once) return Room::none;
    ++counts_.open;
    if (full) ++past_bound_;
    return full ? Room::full : Room::free;
  }
  void leave(Room room) {
    const std::lock_guard lock{mutex_};
    if (room == Room::none) return;
    if (room == Room::full) --past_bound_;
    if (--counts_.open == 0) emptied_.notify_all();
  }
  [[nodiscard]] Server::Counts counts() const {
    const std::lock_guard lock{mutex_};
    return counts_;
  }
  void wait_until_empty(std::chrono::milliseconds patience) {
    std::unique_lock lock{mutex_};
    emptied_.wait_for(lock, patience, [this] { return counts_.open == 0; });
  }

 private:
  /// Connections past the bound that are told 503 at the same time; more are just closed.
  static constexpr std::size_t told_at_once = 64;

  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  Server::Counts counts_;
  std::size_t past_bound_ = 0;
};

}  // namespace phantomime::net
