#include "phantomime/net/side_pool.hpp"

#include <system_error>
#include <utility>

#include "phantomime/net/signals_blocked.hpp"

namespace phantomime::net {

bool SidePool::submit(std::function<void()> job) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_ || jobs_.size() >= queue_bound_) return false;
    if (idle_ <= jobs_.size() && threads_.size() < thread_bound_) {
      const SignalsBlocked blocked;
      try {
        threads_.emplace_back([this] { work(); });
      } catch (const std::system_error&) {
        if (threads_.empty()) return false;
      }
    }
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void SidePool::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    jobs_.clear();
  }
  changed_.notify_all();
  // submit() adds no thread once stopping_ is set.
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void SidePool::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    ++idle_;
    changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    --idle_;
    if (stopping_) return;
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
}

}  // namespace phantomime::net
