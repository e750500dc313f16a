#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace phantomime::server {

/// Ends and frees what is heavy in a thread of its own, off the way of requests. The thread starts with the first job:
/// a server that never needs it has none. Thread-safe.
class Reclaimer {
 public:
  Reclaimer() = default;
  ~Reclaimer() { close(); }
  Reclaimer(const Reclaimer&) = delete;
  Reclaimer& operator=(const Reclaimer&) = delete;

  /// Hands a job over in constant time; it runs, and what it holds is freed, later: after `close` at once, in the
  /// caller. A job must not throw; it may hand over others.
  void take(std::function<void()> job) noexcept;
  /// Waits until every job is done and freed, those included that they handed over.
  void finish();
  /// Does what waits and joins. Idempotent; one caller at a time, and not from a job.
  void close();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool busy_ = false;
  bool closed_ = false;
  std::thread thread_;
};

}  // namespace phantomime::server
