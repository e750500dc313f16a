#include "phantomime/server/rounds.hpp"

#include <utility>

#include "phantomime/net/signals_blocked.hpp"

namespace phantomime::server {

Rounds::Rounds(std::chrono::milliseconds between, std::function<void()> round)
    : between_{between}, round_{std::move(round)} {
  const net::SignalsBlocked blocked;
  thread_ = std::thread{[this] { run(); }};
}

Rounds::~Rounds() { stop(); }

void Rounds::touch() {
  // Whoever touched it first woke it; the mutex only keeps the wake-up from getting lost.
  if (touched_.exchange(true)) return;
  const std::lock_guard lock{mutex_};
  changed_.notify_one();
}

void Rounds::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || touched_.load(); });
    changed_.wait_for(lock, between_, [this] { return stopping_; });
    const bool last = stopping_;
    const bool touched = touched_.exchange(false);
    lock.unlock();
    if (touched) round_();
    lock.lock();
    if (last && !touched_.load()) return;
  }
}

void Rounds::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace phantomime::server
