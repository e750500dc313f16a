// How the thread of a connection waits. What it says to the client is in stock_connection.cpp.

#include <algorithm>

#include <poll.h>
#include <sys/socket.h>

#include "phantomime/net/stock_connection.hpp"

namespace phantomime::net {

namespace {

/// How long, and for how many bytes, an answered client that still sends may go on until it has read its answer.
constexpr std::chrono::seconds stock_linger_time{2};
constexpr std::size_t stock_linger_bytes = 64u << 20;
/// When to look again whether the kernel has sent what is to arrive before a reset.
constexpr std::chrono::milliseconds stock_reset_pause{5};

SteadyTime steady_now() { return std::chrono::steady_clock::now(); }

/// What poll(2) takes; never early.
int poll_timeout(SteadyTime until) {
  if (until == SteadyTime::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

}  // namespace

std::array<char, 64u << 10>& StockConnection::read_buffer() {
  thread_local std::array<char, 64u << 10> buffer;
  return buffer;
}

/// Waits for the socket, a bell or a moment. The closing bell ends the connection.
StockConnection::Wake StockConnection::wait(short events, SteadyTime until, int bell, int other_bell) {
  for (;;) {
    // A negative descriptor is passed over.
    std::array<pollfd, 4> watched{{{arrival_.socket.value(), events, 0},
                                   {hub_.closing.descriptor(), POLLIN, 0},
                                   {bell, POLLIN, 0},
                                   {other_bell, POLLIN, 0}}};
    const int count = ::poll(watched.data(), watched.size(), poll_timeout(until));
    if (count < 0) continue;  // a signal
    if (watched[1].revents != 0) {
      broken_ = true;
      return Wake::closing;
    }
    if (watched[0].revents != 0) return Wake::ready;
    if (watched[2].revents != 0 || watched[3].revents != 0) return Wake::rung;
    if (steady_now() >= until) return Wake::time;
  }
}

bool StockConnection::receive() {
  const IoResult result = channel_->read(read_buffer());
  if (result.outcome == IoResult::Outcome::done) {
    input_ = {read_buffer().data(), result.bytes};
    last_moved_ = steady_now();
    return true;
  }
  if (result.outcome == IoResult::Outcome::ended) {
    input_ended_ = closing_ = true;
    if (framer_.state() != Framer::State::idle) refuse(400, "the connection ended before the request was complete");
    return true;
  }
  if (result.outcome == IoResult::Outcome::failed) {
    broken_ = true;
    return false;
  }
  const bool idle = framer_.state() == Framer::State::idle;
  const auto events = static_cast<short>(result.wants_write ? POLLIN | POLLOUT : POLLIN);
  switch (wait(events, deadline(), idle ? hub_.draining.descriptor() : -1)) {
    case Wake::ready:
      return true;
    case Wake::time:
      return expire();
    default:
      closing_ = true;
      return false;
  }
}

SteadyTime StockConnection::deadline() const {
  if (framer_.state() == Framer::State::head) return head_started_ + hub_.limits.head_timeout;
  if (framer_.state() == Framer::State::body) return last_moved_ + hub_.limits.body_timeout;
  return last_moved_ + hub_.limits.idle_timeout;
}

bool StockConnection::expire() {
  if (framer_.state() == Framer::State::head) {
    refuse(408, "the request's head took too long to arrive");
  } else if (framer_.state() == Framer::State::body) {
    refuse(408, "the request's body stopped arriving");
  }
  closing_ = true;
  return false;
}

/// Sends bytes when their time has come; nothing else of this connection happens meanwhile.
void StockConnection::transmit(const http::Reply& reply, http::Transmission transmission) {
  if (transmission.end != http::Transmission::End::as_framed) closing_ = true;
  resetting_ = transmission.end == http::Transmission::End::reset;
  if (!transmission.pauses() && reply.delay <= std::chrono::nanoseconds{0}) {
    output_ += transmission.bytes;
    return;
  }
  if (!flush()) return;
  if (!clock_bell_) {
    if (auto made = Bell::create()) clock_bell_ = std::move(*made);
  }
  sending_.begin(reply, std::move(transmission), [this] {
    if (clock_bell_) clock_bell_->ring();
  });
  while (!broken_ && sending_.waiting()) {
    if (!sending_.over(steady_now())) {
      if (!await_moment()) break;
      continue;
    }
    output_ += sending_.take(steady_now());
    last_moved_ = steady_now();
    if (!flush()) break;
  }
  if (sending_.waiting()) closing_ = true;
  sending_.drop();
}

/// Until it is time to ask again. False if nobody is to be answered any more.
bool StockConnection::await_moment() {
  const int socket = arrival_.socket.value();
  const bool stands = sending_.stands();
  // A reply that waits for a clock that stands would outlast any grace.
  if (stands && hub_.is_draining.load()) return false;
  if (stands) probe_peer(socket);
  // A client that has said all it will is no longer there for what never comes; one that pipelines may be.
  const short events = sending_.for_ever() && input_.empty() && !peer_goes_on_ ? POLLIN : 0;
  const int clock = clock_bell_ ? clock_bell_->descriptor() : -1;
  const Wake woken = wait(events, sending_.due(), clock, stands ? hub_.draining.descriptor() : -1);
  if (woken == Wake::rung && clock_bell_) clock_bell_->quiet();
  if (woken != Wake::ready) return woken != Wake::closing;
  char byte = 0;
  peer_goes_on_ = ::recv(socket, &byte, 1, MSG_PEEK) > 0;
  broken_ = !peer_goes_on_;
  return !broken_;
}

bool StockConnection::flush() {
  std::size_t sent = 0;
  while (!broken_ && sent < output_.size()) {
    const IoResult result = channel_->write(std::string_view{output_}.substr(sent));
    if (result.outcome == IoResult::Outcome::done) {
      sent += result.bytes;
      last_moved_ = steady_now();
      continue;
    }
    broken_ = result.outcome != IoResult::Outcome::again;
    if (!broken_ && wait(POLLOUT, last_moved_ + hub_.limits.idle_timeout) == Wake::time) {
      report(0, "the client stopped reading its answer");
      broken_ = true;
    }
  }
  output_.clear();
  return !broken_;
}

void StockConnection::finish() {
  const int socket = arrival_.socket.value();
  if (resetting_) {
    // Nothing is said before a reset, not even TLS's last word.
    const SteadyTime until = last_moved_ + hub_.limits.idle_timeout;
    while (holds_unsent(socket) && steady_now() < until) {
      if (wait(0, steady_now() + stock_reset_pause) != Wake::time) break;
    }
    return reset_at_close(socket);
  }
  channel_->finish();
  if (!input_ended_) linger();
}

/// With bytes of the client unread, closing would send a reset that takes our answer out of its hands (RFC 9112, 9.6):
/// half-close and read on for a while.
void StockConnection::linger() {
  bool more_may_come = refused_ || !input_.empty();
  ::shutdown(arrival_.socket.value(), SHUT_WR);
  const SteadyTime until = steady_now() + stock_linger_time;
  PlainChannel raw{arrival_.socket.value()};
  for (std::size_t lingered = 0; lingered <= stock_linger_bytes;) {
    const IoResult result = raw.read(read_buffer());
    if (result.outcome == IoResult::Outcome::again) {
      if (!more_may_come || wait(POLLIN, until) != Wake::ready) return;
    } else if (result.outcome != IoResult::Outcome::done) {
      return;
    }
    more_may_come = true;
    lingered += result.bytes;
  }
}

}  // namespace phantomime::net
