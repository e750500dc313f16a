#include "phantomime/net/timers.hpp"

#include <array>
#include <cerrno>

#include <sys/timerfd.h>

#include "phantomime/net/system_error.hpp"

namespace phantomime::net {

namespace {

/// How many due moments one worker takes before it lets others at the rest.
constexpr std::size_t due_at_once = 64;

}  // namespace

Result<std::unique_ptr<TimerQueue>> TimerQueue::create(Poller& poller) {
  Descriptor timer{::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)};
  const int error = errno;
  std::unique_ptr<TimerQueue> queue{new TimerQueue{std::move(timer)}};
  // Edge-triggered: every expiry is one event for one worker, and nobody needs to read the descriptor.
  if (!queue->timer_ || !poller.add(queue->timer_.value(), *queue, Poller::Watch::reads)) {
    return Error{ErrorCode::io, "cannot make a timer: " + system_reason(error), {}, "raise the limit of open files"};
  }
  return queue;
}

void TimerQueue::call_by(Timed& who, SteadyTime when) {
  const std::lock_guard lock{mutex_};
  if (who.place_ == Timed::nowhere) {
    heap_.push_back({});
    put(heap_.size() - 1, {when, &who});
  } else if (when < heap_[who.place_].when) {
    heap_[who.place_].when = when;
  } else {
    return;
  }
  sift_up(who.place_);
  if (who.place_ == 0) set_timer();
}

void TimerQueue::on_ready(unsigned) {
  std::array<Timed*, due_at_once> due;
  std::size_t count = 0;
  {
    const std::lock_guard lock{mutex_};
    const SteadyTime now = std::chrono::steady_clock::now();
    while (count < due.size()) {
      Timed* who = pop_due(now);
      if (!who) break;
      due[count++] = who;
    }
    // If more are due this fires at once, for another worker.
    set_timer();
  }
  for (std::size_t i = 0; i < count; ++i) due[i]->on_time();
}

void TimerQueue::put(std::size_t place, Entry entry) noexcept {
  heap_[place] = entry;
  entry.who->place_ = place;
}

void TimerQueue::sift_up(std::size_t place) noexcept {
  const Entry entry = heap_[place];
  while (place > 0) {
    const std::size_t parent = (place - 1) / 2;
    if (heap_[parent].when <= entry.when) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, entry);
}

void TimerQueue::sift_down(std::size_t place) noexcept {
  const Entry entry = heap_[place];
  for (;;) {
    std::size_t child = place * 2 + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1].when < heap_[child].when) ++child;
    if (entry.when <= heap_[child].when) break;
    put(place, heap_[child]);
    place = child;
  }
  put(place, entry);
}

Timed* TimerQueue::pop_due(SteadyTime now) noexcept {
  if (heap_.empty() || heap_.front().when > now) return nullptr;
  Timed* who = heap_.front().who;
  who->place_ = Timed::nowhere;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (!heap_.empty()) {
    put(0, last);
    sift_down(0);
  }
  return who;
}

void TimerQueue::set_timer() noexcept {
  itimerspec spec{};  // all zero: off
  if (!heap_.empty()) {
    const auto since_boot = heap_.front().when.time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_boot);
    spec.it_value.tv_sec = static_cast<time_t>(seconds.count());
    // One nanosecond instead of none: zero would turn the timer off.
    const auto rest = std::chrono::nanoseconds{since_boot - seconds}.count();
    spec.it_value.tv_nsec = static_cast<long>(rest > 0 ? rest : 1);
  }
  ::timerfd_settime(timer_.value(), TFD_TIMER_ABSTIME, &spec, nullptr);
}

}  // namespace phantomime::net
