// Whose turn it is in a connection, and its clocks. What it says to the client is in connection.cpp.

#include <algorithm>

#include <poll.h>

#include "phantomime/net/connection.hpp"
#include "phantomime/net/tls.hpp"

namespace phantomime::net {

namespace {

// Knocks beside those of `ready`.
constexpr unsigned knock_arrival = 1u << 8;
constexpr unsigned knock_time = 1u << 9;
constexpr unsigned knock_look = 1u << 10;
constexpr unsigned turn_taken = 1u << 31;  ///< somebody has the turn

/// When to look again whether the kernel has sent what is to arrive before a reset.
constexpr std::chrono::milliseconds reset_pause{5};

/// Whether the connection is gone now. An event says only that some socket of this Connection was: another worker may
/// have taken it from the poller for the last client, and been late.
bool is_broken(int socket) noexcept {
  pollfd watched{socket, 0, 0};
  return ::poll(&watched, 1, 0) > 0 && (watched.revents & (POLLERR | POLLHUP)) != 0;
}

}  // namespace

void Connection::open(Arrival arrival) {
  // Nobody else looks at it before the knock, even if a late event of the last client is just being dismissed.
  arrival_ = std::move(arrival);
  signal(knock_arrival);
}

void Connection::knock() { signal(knock_look); }
void Connection::knock_later() { hub_.timers->call_by(*this, std::chrono::steady_clock::now()); }
void Connection::on_ready(unsigned what) { signal(what); }
void Connection::on_time() { signal(knock_time); }

void Connection::signal(unsigned knocks) {
  if ((knocks_.fetch_or(knocks | turn_taken, std::memory_order_acq_rel) & turn_taken) == 0) take_turns();
}

void Connection::take_turns() {
  bool closed_now = false;
  for (;;) {
    const unsigned knocks = knocks_.exchange(turn_taken, std::memory_order_acq_rel);
    const bool was_open = stage_ != Stage::closed || (knocks & knock_arrival) != 0;
    try {
      turn(knocks);
    } catch (...) {
      close();  // out of memory: this client goes, the server stays
    }
    closed_now = closed_now || (was_open && stage_ == Stage::closed);
    unsigned expected = turn_taken;
    if (knocks_.compare_exchange_strong(expected, 0, std::memory_order_acq_rel)) break;
  }
  // Only now may the pool give it to somebody else.
  if (closed_now) hub_.connections.release(*this, room_);
}

void Connection::turn(unsigned knocks) {
  if (knocks & knock_time) called_by_ = SteadyTime::max();
  now_ = std::chrono::steady_clock::now();
  if (knocks & knock_arrival) begin();
  if (stage_ == Stage::closed) return;
  const Hub::Phase phase = hub_.phase.load(std::memory_order_acquire);
  if (phase == Hub::Phase::closing) return close();
  if ((knocks & ready::broken) && is_broken(socket_.value())) return close();
  if (knocks & ready::to_read) readable_ = true;
  if (knocks & ready::peer_ended) peer_ended_ = true;
  yielding_ = false;
  input_ = kept_;
  if (!expire()) advance();
  if (stage_ == Stage::closed) return;
  keep_input();
  // A reply that waits for a clock that stands would outlast any grace.
  if (phase != Hub::Phase::serving && (idle() || (output_.empty() && sending_.stands()))) {
    channel_->finish();
    return close();
  }
  if (const SteadyTime when = deadline(); when < called_by_) {
    called_by_ = when;
    hub_.timers->call_by(*this, when);
  }
}

void Connection::begin() {
  socket_ = std::move(arrival_.socket);
  peer_ = std::move(arrival_.peer);
  tls_ = arrival_.tls != nullptr;
  listener_ = arrival_.listener;
  room_ = arrival_.room;
  opened_ = head_started_ = last_moved_ = now_;
  stage_ = tls_ ? Stage::handshaking : Stage::serving;
  if (tls_ && hub_.handler.spoil_handshake)
    if (auto spoiled = hub_.handler.spoil_handshake(listener_))
      spoiled_ = std::make_unique<http::Transmission>(std::move(*spoiled));
  const bool speaks_tls = tls_ && !spoiled_;
  channel_ = speaks_tls ? arrival_.tls->accept(socket_.value()) : std::make_unique<PlainChannel>(socket_.value());
  if (!channel_ || !hub_.poller->add(socket_.value(), *this, Poller::Watch::reads)) return close();
  if (room_ != ConnectionPool::Room::full) return;
  constexpr std::string_view full = "more connections than this server takes";
  if (!tls_) return refuse(503, full);
  report(0, full);  // a handshake only to say no is not worth its cost
  close();
}

void Connection::advance() {
  if (stage_ == Stage::handshaking && !shake_hands()) return;
  if (stage_ == Stage::serving) serve();
  if (stage_ == Stage::lingering) linger();
}

bool Connection::idle() const noexcept {
  return stage_ == Stage::serving && framer_.state() == Framer::State::idle && kept_.empty() && output_.empty() &&
         !awaiting_answer() && !readable_;
}

SteadyTime Connection::deadline() const {
  if (stage_ == Stage::lingering) return linger_until_;
  if (stage_ == Stage::handshaking) return opened_ + hub_.limits.head_timeout;
  if (yielding_) return now_;
  if (!output_.empty()) return last_moved_ + hub_.limits.idle_timeout;
  if (side_) return SteadyTime::max();
  if (sending_.waiting()) return sending_.due();
  if (resetting_) return now_ + reset_pause;
  if (framer_.state() == Framer::State::head) return head_started_ + hub_.limits.head_timeout;
  if (framer_.state() == Framer::State::body) return last_moved_ + hub_.limits.body_timeout;
  return last_moved_ + hub_.limits.idle_timeout;
}

bool Connection::expire() {
  if (now_ < deadline()) return false;
  if (stage_ == Stage::handshaking) {
    report(0, "the TLS handshake took too long");
    close();
  } else if (stage_ == Stage::lingering) {
    close();
  } else if (!output_.empty()) {
    report(0, "the client stopped reading its answer");
    close();
  } else if (awaiting_answer()) {
    return false;  // a delay is over: serve() sends it
  } else if (framer_.state() == Framer::State::head) {
    refuse(408, "the request's head took too long to arrive");
    serve();
    if (stage_ == Stage::lingering) linger();
  } else if (readable_) {
    return false;  // what came at the last moment came in time
  } else if (framer_.state() == Framer::State::body) {
    refuse(408, "the request's body stopped arriving");
    serve();
    if (stage_ == Stage::lingering) linger();
  } else {
    channel_->finish();
    close();
  }
  return true;
}

void Connection::close() noexcept {
  channel_.reset();
  socket_.reset();
  framer_.reset();
  side_.reset();
  spoiled_.reset();
  hub_.buffered_bytes.fetch_sub(std::exchange(accounted_, 0), std::memory_order_relaxed);
  arrival_ = {};
  peer_.clear();
  kept_ = {};
  input_ = {};
  output_ = {};
  sending_.drop();
  sent_ = lingered_bytes_ = 0;
  readable_ = peer_ended_ = input_ended_ = false;
  watching_writes_ = closing_ = refused_ = resetting_ = probing_ = yielding_ = false;
  stage_ = Stage::closed;
}

}  // namespace phantomime::net
