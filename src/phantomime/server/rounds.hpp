#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace phantomime::server {

/// Does something in rounds on a thread of its own: once after it was touched, `between` later, and a last time when it
/// is stopped. For what need not keep those waiting who caused it, such as carrying written bytes to the disk. Thread-
/// safe.
class Rounds {
 public:
  Rounds(std::chrono::milliseconds between, std::function<void()> round);
  ~Rounds();
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

  /// There is something to do: what came before this call is in the next round.
  void touch();
  /// Does what is left and ends. Idempotent.
  void stop();

 private:
  void run();

  const std::chrono::milliseconds between_;
  const std::function<void()> round_;
  std::atomic<bool> touched_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace phantomime::server
