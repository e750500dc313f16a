#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>

#include "phantomime/base/change_listeners.hpp"
#include "phantomime/base/clock.hpp"
#include "phantomime/base/result.hpp"

namespace phantomime {

/// The time of a played world: it runs as the machine's does, from wherever it was put, or stands. It goes forward by
/// `advance` and `freeze_at`, and back only by `reset`. Thread-safe; reading it takes no lock unless it is just
/// changing.
class VirtualClock final : public Clock {
 public:
  enum class Mode { real, frozen };
  /// Where it begins, and goes back to.
  struct Start {
    Mode mode = Mode::real;
    /// Absent: the machine's time, read when the clock is made; while it runs, read again at every reset.
    std::optional<Instant> instant;
  };

  /// It keeps to the years 1900 to 2160: an instant of it, give or take the longest duration (100 years), still is one.
  static constexpr Instant earliest{std::chrono::sys_days{std::chrono::year{1900} / 1 / 1}};
  static constexpr Instant latest{std::chrono::sys_days{std::chrono::year{2161} / 1 / 1} - std::chrono::nanoseconds{1}};

  /// `machine` must outlive the clock. A start outside of [earliest, latest] is moved to its end.
  VirtualClock(const Clock& machine, Start start);
  /// Follows the machine's.
  explicit VirtualClock(const Clock& machine);

  [[nodiscard]] Instant now() const override { return moment().now; }
  [[nodiscard]] bool frozen() const { return moment().frozen; }

  /// All that may be asked, of one moment.
  struct Moment {
    Instant now;
    bool frozen = false;
    std::uint64_t changes = 0;  ///< see VirtualClock::changes
  };
  [[nodiscard]] Moment moment() const;
  /// Another number after every change; equal numbers: it only ran on. Cheaper than `moment`.
  [[nodiscard]] std::uint64_t changes() const noexcept { return version_.load(std::memory_order_acquire); }
  /// Where the world began: where the clock was put when it was made, or by the last reset.
  [[nodiscard]] Instant start() const;

  /// Stops it where it stands, on the next whole microsecond: what is printed of it is what it is.
  void freeze();
  /// Stops it there. Errors: bad_value (earlier than now; later than `latest`).
  Result<void> freeze_at(Instant instant);
  /// Moves it forward, running or frozen. Errors: bad_value (negative, or past `latest`).
  Result<void> advance(std::chrono::nanoseconds by);
  /// Lets it run on from where it stands.
  void run();
  /// Puts it back to its start, frozen or running as then.
  void reset();

  /// Ends all waiting, for a world that is dropped: whoever waits for an instant of it, or comes to, need not. It is
  /// told as a change; time goes on as before.
  void release();
  [[nodiscard]] bool released() const noexcept { return released_.load(std::memory_order_acquire); }

  /// `tell` is called after every change (not while it only runs on), in the thread that made it, outside any lock.
  /// The subscription may outlive the clock.
  ChangeListeners::Subscription on_change(std::function<void()> tell) const { return listeners_.add(std::move(tell)); }

 private:
  class Change;
  [[nodiscard]] Instant read() const;
  void put(Instant instant, bool frozen);
  void put_at_start();

  const Clock& machine_;
  const Start begin_;
  mutable std::mutex changing_;
  /// Even: nobody is changing the four below. They are read without the lock, and read again if this has moved.
  std::atomic<std::uint64_t> version_{0};
  std::atomic<bool> frozen_{false};
  std::atomic<bool> released_{false};
  std::atomic<Instant::rep> instant_{0};          ///< where it was put ...
  std::atomic<Instant::rep> machine_instant_{0};  ///< ... when the machine's clock said this
  Instant start_;                                 ///< guarded by changing_
  mutable ChangeListeners listeners_;
};

/// An instant at which the clock can stand. Errors: those of parse_instant; bad_value (outside of the clock's years).
[[nodiscard]] Result<Instant> parse_clock_instant(std::string_view text);
/// `real`, `frozen` or `frozen@2020-01-22T19:40:00Z`. Errors: syntax, limit, bad_value.
[[nodiscard]] Result<VirtualClock::Start> parse_clock_start(std::string_view text);

}  // namespace phantomime
