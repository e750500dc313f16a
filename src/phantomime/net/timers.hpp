#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "phantomime/net/poller.hpp"

namespace phantomime::net {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Somebody who waits for a moment: a member of at most one queue, at most once.
class Timed {
 public:
  /// Called from a worker at or after the moment; the queue has forgotten it by then.
  virtual void on_time() = 0;

 protected:
  ~Timed() = default;

 private:
  friend class TimerQueue;
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  std::size_t place_ = nowhere;  // in the heap; guarded by the queue's lock
};

/// Delays and timeouts of a server: a heap of moments and one timer descriptor in the poller, so that no thread ever
/// sleeps for any of them. Thread-safe. Whoever is in the queue must outlive it.
class TimerQueue final : public Pollable {
 public:
  [[nodiscard]] static Result<std::unique_ptr<TimerQueue>> create(Poller& poller);

  /// Calls `who` no later than `when`: a moment that is already queued only ever moves forward. Whoever is called too
  /// early asks again; that keeps timeouts, which are mostly put off, away from the heap.
  void call_by(Timed& who, SteadyTime when);

  void on_ready(unsigned what) override;

 private:
  struct Entry {
    SteadyTime when;
    Timed* who;
  };

  explicit TimerQueue(Descriptor timer) : timer_{std::move(timer)} {}
  void put(std::size_t place, Entry entry) noexcept;
  void sift_up(std::size_t place) noexcept;
  void sift_down(std::size_t place) noexcept;
  Timed* pop_due(SteadyTime now) noexcept;
  void set_timer() noexcept;

  Descriptor timer_;
  std::mutex mutex_;
  std::vector<Entry> heap_;
};

}  // namespace phantomime::net
