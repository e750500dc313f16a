#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace phantomime::net {

/// A few threads for work that may block, so that nobody else waits for it. The threads start with the first job: a
/// server that never needs them has none. Thread-safe.
///
/// What it answers is still a value that leaves as finished bytes. It does not pass through cpp-httplib's own routing,
/// which would add a Keep-Alive line, lose the order of header lines and apply Range by itself; that is for replies
/// that cannot be a value (event streams, streamed bodies).
class SidePool {
 public:
  SidePool(unsigned threads, std::size_t queue_bound) : thread_bound_{threads}, queue_bound_{queue_bound} {}
  ~SidePool() { stop(); }

  /// False, and nothing done, if too many jobs wait already or the pool is stopping. A job must not throw.
  [[nodiscard]] bool submit(std::function<void()> job);
  /// Drops what waits, waits for what runs. Idempotent; one caller at a time.
  void stop();

 private:
  void work();

  const unsigned thread_bound_;
  const std::size_t queue_bound_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  unsigned idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace phantomime::net
