#include "phantomime/net/transmitter.hpp"

#include <algorithm>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#ifdef __linux__
#include <linux/sockios.h>
#endif

namespace phantomime::net {

namespace {

/// Longer waits than this are as good as forever, and cannot overflow a time point.
constexpr std::chrono::nanoseconds longest_wait = std::chrono::hours{24 * 365};
/// Bytes that are handed over at once, so that a big reply is not copied whole beside itself.
constexpr std::size_t part_bytes = 64u << 10;

std::chrono::nanoseconds bounded(std::chrono::nanoseconds wait) {
  return wait == http::for_ever ? wait : std::min(wait, longest_wait);
}

}  // namespace

void Transmitter::begin(const http::Reply& reply, http::Transmission transmission, std::function<void()> look) {
  drop();
  transmission_ = std::move(transmission);
  clock_ = reply.clock;
  // Listening before looking: a change in between is seen or told.
  if (clock_) listening_ = clock_->on_change(std::move(look));
  const std::chrono::nanoseconds opening = transmission_.opening();
  played_due_ = reply.played_at;
  due_ = std::chrono::steady_clock::now();
  wait(opening == http::for_ever ? opening : std::min(reply.delay, longest_wait) + bounded(opening));
  waiting_ = true;
}

bool Transmitter::over(SteadyTime now) {
  if (clock_ && clock_->changes() != changes_) reckon();
  return now >= due_;
}

/// Counts on from when the last wait was over, not from now: however late somebody looks, the next is not later.
void Transmitter::wait(std::chrono::nanoseconds pause) {
  wait_ = bounded(pause);
  if (clock_) {
    if (wait_ != http::for_ever && !clock_->released()) played_due_ += wait_;
    reckon();
  } else {
    due_ = wait_ == http::for_ever ? SteadyTime::max() : due_ + wait_;
  }
}

void Transmitter::reckon() {
  const VirtualClock::Moment moment = clock_->moment();
  changes_ = moment.changes;
  if (clock_->released()) {
    due_ = SteadyTime{};  // long ago, yet a time that timers take
    return;
  }
  if (wait_ == http::for_ever) {
    due_ = SteadyTime::max();
    return;
  }
  // A reset puts the clock back: then it waits anew, and no longer.
  played_due_ = std::min(played_due_, moment.now + wait_);
  const std::chrono::nanoseconds rest = played_due_ - moment.now;
  if (rest <= std::chrono::nanoseconds{0}) {
    due_ = SteadyTime{};
  } else if (moment.frozen) {
    due_ = SteadyTime::max();
  } else {
    // The machine's steady clock, so that a wall clock that is set right does not stretch the wait.
    due_ = std::chrono::steady_clock::now() + rest;
  }
}

std::string Transmitter::take(SteadyTime now) {
  const std::size_t begin = sent_;
  const std::size_t all = transmission_.bytes.size();
  while (sent_ < all && sent_ - begin < part_bytes) {
    const http::Transmission::Leg leg = transmission_.leg(sent_);
    sent_ = leg.end;
    if (leg.pause.count() == 0) continue;
    wait(leg.pause);
    if (!over(now)) break;
  }
  const bool last = sent_ == all && over(now);
  if (last && begin == 0) {
    std::string bytes = std::move(transmission_.bytes);
    drop();
    return bytes;
  }
  std::string bytes = transmission_.bytes.substr(begin, sent_ - begin);
  if (last) drop();
  return bytes;
}

void Transmitter::drop() noexcept {
  waiting_ = false;
  listening_.stop();
  clock_.reset();
  transmission_ = {};
  sent_ = 0;
}

void probe_peer(int socket) noexcept {
  const auto set = [socket](int level, int option, int value) {
    static_cast<void>(::setsockopt(socket, level, option, &value, sizeof value));
  };
  // A peer that closed is an orphan of its kernel for a minute, and answers probes for as long.
#ifdef TCP_KEEPIDLE
  set(IPPROTO_TCP, TCP_KEEPIDLE, 60);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 15);
  set(IPPROTO_TCP, TCP_KEEPCNT, 4);
#endif
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
}

bool holds_unsent(int socket) noexcept {
#ifdef SIOCOUTQNSD
  int bytes = 0;
  return ::ioctl(socket, SIOCOUTQNSD, &bytes) == 0 && bytes > 0;
#else
  static_cast<void>(socket);  // who asks then resets at once, and may take the last bytes along
  return false;
#endif
}

void reset_at_close(int socket) noexcept {
  const linger at_once{1, 0};
  static_cast<void>(::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
}

}  // namespace phantomime::net
