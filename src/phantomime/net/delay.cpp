#include "phantomime/net/delay.hpp"

#include <algorithm>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace phantomime::net {

namespace {

/// Longer delays than this are as good as forever, and cannot overflow a time point.
constexpr std::chrono::nanoseconds longest_delay = std::chrono::hours{24 * 365};

}  // namespace

void Delay::begin(const http::Reply& reply, std::string bytes, std::function<void()> look) {
  drop();
  bytes_ = std::move(bytes);
  delay_ = std::min(reply.delay, longest_delay);
  clock_ = reply.clock;
  if (clock_) {
    // Listening before looking: a change in between is seen or told.
    listening_ = clock_->on_change(std::move(look));
    played_due_ = reply.played_at + delay_;
    reckon();
  } else {
    due_ = std::chrono::steady_clock::now() + delay_;
  }
  waiting_ = true;
}

bool Delay::over(SteadyTime now) {
  if (clock_ && clock_->changes() != changes_) reckon();
  return now >= due_;
}

void Delay::reckon() {
  const VirtualClock::Moment moment = clock_->moment();
  changes_ = moment.changes;
  // A reset puts the clock back: then it waits anew, and no longer.
  played_due_ = std::min(played_due_, moment.now + delay_);
  const std::chrono::nanoseconds rest = played_due_ - moment.now;
  if (rest <= std::chrono::nanoseconds{0} || clock_->released()) {
    due_ = SteadyTime{};  // long ago, yet a time that timers take
  } else if (moment.frozen) {
    due_ = SteadyTime::max();
  } else {
    // The machine's steady clock, so that a wall clock that is set right does not stretch the wait.
    due_ = std::chrono::steady_clock::now() + rest;
  }
}

std::string Delay::take() {
  std::string bytes = std::move(bytes_);
  drop();
  return bytes;
}

void Delay::drop() noexcept {
  waiting_ = false;
  listening_.stop();
  clock_.reset();
  bytes_ = {};
}

void probe_peer(int socket) noexcept {
  const auto set = [socket](int level, int option, int value) {
    static_cast<void>(::setsockopt(socket, level, option, &value, sizeof value));
  };
  // A peer that closed is an orphan of its kernel for a minute, and answers probes for as long.
  set(IPPROTO_TCP, TCP_KEEPIDLE, 60);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 15);
  set(IPPROTO_TCP, TCP_KEEPCNT, 4);
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
}

}  // namespace phantomime::net
