#include "phantomime/server/reclaimer.hpp"

#include <utility>

#include "phantomime/net/signals_blocked.hpp"

namespace phantomime::server {

void Reclaimer::take(std::function<void()> job) noexcept {
  try {
    const std::lock_guard lock{mutex_};
    if (!closed_) {
      const net::SignalsBlocked blocked;
      if (!thread_.joinable()) thread_ = std::thread{[this] { work(); }};
      jobs_.push_back(std::move(job));
      changed_.notify_all();
      return;
    }
  } catch (...) {
    // Without memory or thread it is done here and now: late is better than never.
  }
  if (job) job();
}

void Reclaimer::finish() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return jobs_.empty() && !busy_; });
}

void Reclaimer::close() {
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Reclaimer::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    busy_ = true;
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
    busy_ = false;
    if (jobs_.empty()) changed_.notify_all();
  }
}

}  // namespace phantomime::server
