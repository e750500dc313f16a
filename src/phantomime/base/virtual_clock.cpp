#include "phantomime/base/virtual_clock.hpp"

#include <algorithm>
#include <string>

#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

using std::chrono::nanoseconds;

constexpr std::string_view starts_hint = "write real, frozen or frozen@T, such as frozen@2020-01-22T19:40:00Z";

Error too_late(const std::string& what) {
  return {ErrorCode::bad_value, what + " would leave the clock's years, 1900 to 2160", std::nullopt,
          "stay before 2161-01-01T00:00:00Z"};
}

Instant within_years(Instant instant) { return std::clamp(instant, VirtualClock::earliest, VirtualClock::latest); }

}  // namespace

/// A change under way: alone, and with the version odd, so that whoever reads meanwhile reads again. The machine's time
/// must be read within one, or somebody might have read a later time than the one the clock then stops at.
class VirtualClock::Change {
 public:
  explicit Change(VirtualClock& clock) : clock_{clock}, lock_{clock.changing_} { clock_.version_.fetch_add(1); }
  ~Change() { clock_.version_.fetch_add(1); }
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

 private:
  VirtualClock& clock_;
  std::lock_guard<std::mutex> lock_;
};

VirtualClock::VirtualClock(const Clock& machine, Start start)
    : machine_{machine}, begin_{start.mode, start.instant || start.mode == Mode::real ? start.instant : machine.now()} {
  put_at_start();
}

VirtualClock::VirtualClock(const Clock& machine) : VirtualClock{machine, Start{}} {}

Instant VirtualClock::read() const {
  const Instant put{nanoseconds{instant_.load(std::memory_order_acquire)}};
  if (frozen_.load(std::memory_order_acquire)) return put;
  const Instant before{nanoseconds{machine_instant_.load(std::memory_order_acquire)}};
  // A machine's clock may be set back; this one then waits for it.
  const nanoseconds ran = std::max(machine_.now() - before, nanoseconds{0});
  return put + std::min(ran, latest - put);
}

VirtualClock::Moment VirtualClock::moment() const {
  // Every load acquires, so that the second look at the version cannot come before what it vouches for.
  const std::uint64_t before = changes();
  if (before % 2 == 0) {
    const Moment seen{read(), frozen_.load(std::memory_order_acquire), before};
    if (changes() == before) return seen;
  }
  const std::lock_guard lock{changing_};
  return {read(), frozen_.load(std::memory_order_acquire), changes()};
}

Instant VirtualClock::start() const {
  const std::lock_guard lock{changing_};
  return start_;
}

void VirtualClock::put(Instant instant, bool frozen) {
  machine_instant_.store(machine_.now().time_since_epoch().count(), std::memory_order_release);
  instant_.store(instant.time_since_epoch().count(), std::memory_order_release);
  frozen_.store(frozen, std::memory_order_release);
}

void VirtualClock::put_at_start() {
  start_ = within_years(begin_.instant ? *begin_.instant : machine_.now());
  if (begin_.mode == Mode::frozen) start_ = within_years(std::chrono::ceil<std::chrono::microseconds>(start_));
  put(start_, begin_.mode == Mode::frozen);
}

void VirtualClock::freeze() {
  {
    const Change change{*this};
    if (frozen_) return;
    put(within_years(std::chrono::ceil<std::chrono::microseconds>(read())), true);
  }
  listeners_.tell_all();
}

Result<void> VirtualClock::freeze_at(Instant instant) {
  {
    const Change change{*this};
    if (instant > latest) return too_late(format_instant(instant));
    if (const Instant now = read(); instant < now) {
      return Error{ErrorCode::bad_value,
                   format_instant(instant) + " is before the clock's time, " + format_instant(now), std::nullopt,
                   "the clock goes back only by a reset"};
    }
    put(instant, true);
  }
  listeners_.tell_all();
  return {};
}

Result<void> VirtualClock::advance(nanoseconds by) {
  if (by < nanoseconds{0}) {
    return Error{ErrorCode::bad_value, "the clock cannot be advanced by " + format_duration(by), std::nullopt,
                 "write a duration that is not negative; the clock goes back only by a reset"};
  }
  {
    const Change change{*this};
    const Instant now = read();
    if (by > latest - now) return too_late(format_duration(by) + " after " + format_instant(now));
    put(now + by, frozen_);
  }
  listeners_.tell_all();
  return {};
}

void VirtualClock::run() {
  {
    const Change change{*this};
    if (!frozen_) return;
    put(read(), false);
  }
  listeners_.tell_all();
}

void VirtualClock::reset() {
  {
    const Change change{*this};
    put_at_start();
  }
  listeners_.tell_all();
}

void VirtualClock::release() {
  {
    const Change change{*this};
    released_.store(true, std::memory_order_release);
  }
  listeners_.tell_all();
}

Result<Instant> parse_clock_instant(std::string_view text) {
  auto instant = parse_instant(text);
  if (instant && within_years(*instant) != *instant) {
    return Error{ErrorCode::bad_value, "'" + shorten(text, 60) + "' lies outside the clock's years, 1900 to 2160",
                 std::nullopt, "write an instant of those years"};
  }
  return instant;
}

Result<VirtualClock::Start> parse_clock_start(std::string_view text) {
  using Mode = VirtualClock::Mode;
  if (text == "real") return VirtualClock::Start{Mode::real, std::nullopt};
  if (text == "frozen") return VirtualClock::Start{Mode::frozen, std::nullopt};
  constexpr std::string_view frozen_at = "frozen@";
  if (!text.starts_with(frozen_at)) {
    const bool dated_real = text.starts_with("real@");
    return Error{ErrorCode::syntax,
                 "'" + shorten(text, 60) + "' is no clock" +
                     (dated_real ? ": one that follows the machine's takes no instant" : ""),
                 std::nullopt, std::string{starts_hint}};
  }
  const auto instant = parse_clock_instant(text.substr(frozen_at.size()));
  if (!instant) return instant.error();
  return VirtualClock::Start{Mode::frozen, *instant};
}

}  // namespace phantomime
