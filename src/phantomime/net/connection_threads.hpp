#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace phantomime::net {

/// A thread for each connection. Thread-safe.
class ConnectionThreads {
 public:
  ConnectionThreads() = default;
  ~ConnectionThreads() { join(); }
  ConnectionThreads(const ConnectionThreads&) = delete;
  ConnectionThreads& operator=(const ConnectionThreads&) = delete;

  /// False if the system has no thread for it.
  [[nodiscard]] bool start(std::function<void()> job);
  /// Waits for all of them.
  void join();

 private:
  void join_ended();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::thread> running_, ended_;
};

}  // namespace phantomime::net
