#include "phantomime/net/connection_threads.hpp"

#include <system_error>
#include <utility>

namespace phantomime::net {

bool ConnectionThreads::start(std::function<void()> job) {
  const std::lock_guard lock{mutex_};
  join_ended();
  running_.emplace_front();
  const auto self = running_.begin();
  try {
    *self = std::thread{[this, self, job = std::move(job)] {
      job();
      const std::lock_guard ending{mutex_};
      ended_.splice(ended_.begin(), running_, self);
      changed_.notify_all();
    }};
  } catch (const std::system_error&) {
    running_.erase(self);
    return false;
  }
  return true;
}

void ConnectionThreads::join() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return running_.empty(); });
  join_ended();
}

void ConnectionThreads::join_ended() {
  for (std::thread& thread : ended_) thread.join();
  ended_.clear();
}

}  // namespace phantomime::net
