// Whose turn it is in a client's connection, and its clock. What it does then is in client_connection.cpp.

#include <poll.h>

#include "phantomime/net/proxy/client_connection.hpp"
#include "phantomime/net/transmitter.hpp"

namespace phantomime::net {

namespace {

/// Steps of one turn: with whoever sends as fast as it is read, others would never have theirs.
constexpr unsigned steps_a_turn = 8;
/// When to look again whether the kernel has sent what is to arrive before a reset.
constexpr std::chrono::milliseconds proxy_reset_pause{5};

}  // namespace

ClientConnection::ClientConnection(ProxyLoop& loop, std::uint64_t number, ClientArrival arrival)
    : loop_{loop},
      hub_{loop.hub()},
      arrival_{std::move(arrival)},
      relay_{loop},
      client_{hub_.limits, relay_.request_sink()},
      head_started_{std::chrono::steady_clock::now()} {
  client_.peer = arrival_.peer;
  client_.listener = arrival_.listener;
  client_.number = number;
  client_.wire.socket = std::move(arrival_.socket);
  client_.wire.channel = std::make_unique<PlainChannel>(client_.wire.socket.value());
  client_.wire.last_moved = head_started_;
  relay_.attach(client_, *this);
}

/// All that is done to a connection from outside goes through here.
template <class Act>
void ClientConnection::guarded(Act act) {
  try {
    act();
  } catch (...) {
    close();  // out of memory, or a Tap that threw: this client goes, the proxy stays
  }
}

void ClientConnection::open() {
  guarded([this] {
    client_.wire.watched = loop_.readiness().watch(client_.wire.socket.value(), *this, WireEnd::client);
    if (!client_.wire.watched) return close();
    begin();
    go_on();
  });
}

void ClientConnection::on_ready(WireEnd end, short revents) {
  if (end == WireEnd::client) {
    client_.wire.note(revents);
  } else {
    relay_.note_upstream(revents);
  }
  take_turn();
}

void ClientConnection::on_time(SteadyTime when) {
  if (when != called_at_) return;  // an earlier moment came in between
  called_at_ = SteadyTime::max();
  take_turn();
}

void ClientConnection::note_addresses(Result<Addresses> found) {
  guarded([&] {
    if (stage_ == Stage::relaying) relay_.note_addresses(std::move(found));
    go_on();
  });
}

void ClientConnection::take_turn() {
  guarded([this] { go_on(); });
}

void ClientConnection::go_on() {
  for (unsigned steps = 0; stage_ != Stage::closed; ++steps) {
    if (steps == steps_a_turn) return loop_.call_again(client_.number);
    if (step()) continue;
    const bool has_to_write = (client_.wire.pending() > 0 && client_.wire.writable) || relay_.has_for_upstream();
    if (has_to_write && loop_.holds_writes_back()) return loop_.call_again(client_.number);
    const SteadyTime when = due();
    if (std::chrono::steady_clock::now() < when) {
      say_wants();
      // Moments are mostly put off: whoever is called too early asks again.
      if (when < called_at_) loop_.call_at(client_.number, called_at_ = when);
      return;
    }
    expire();
  }
}

/// False if nothing moves now.
bool ClientConnection::step() {
  switch (stage_) {
    case Stage::shaking_hands:
      return shake_hands();
    case Stage::serving:
      return serve();
    case Stage::relaying:
      return relay();
    case Stage::opening_tunnel:
      return await_tunnel();
    case Stage::flushing:
      return finish();
    case Stage::resetting:
      return reset_connection();
    case Stage::lingering:
      return linger();
    case Stage::closed:
      break;
  }
  return false;
}

SteadyTime ClientConnection::due() const {
  switch (stage_) {
    case Stage::shaking_hands:
      return head_started_ + hub_.limits.head_timeout;
    case Stage::serving:
      if (client_.wire.pending() > 0 || client_.framer.state() == Framer::State::idle) break;
      return head_started_ + hub_.limits.head_timeout;
    case Stage::relaying:
      return relay_.due();
    case Stage::opening_tunnel:
    case Stage::flushing:
      break;
    case Stage::resetting:
      return std::chrono::steady_clock::now() + proxy_reset_pause;
    case Stage::lingering:
      return ends_by_;
    case Stage::closed:
      return SteadyTime::max();
  }
  return client_.wire.last_moved + hub_.limits.idle_timeout;
}

/// When it is due and nothing moves.
void ClientConnection::expire() {
  if (stage_ == Stage::relaying) return relay_.expire();
  if (stage_ == Stage::shaking_hands) report(0, "the TLS handshake took too long");
  if (stage_ == Stage::serving && client_.wire.pending() == 0) {
    if (client_.framer.state() == Framer::State::head) {
      refuse(408, "the request's head took too long to arrive");
    } else {
      end(Ending::orderly);
    }
    return;
  }
  if (client_.wire.pending() > 0) report(0, "the client stopped reading its answer");
  close();
}

void ClientConnection::say_wants() {
  Wire& wire = client_.wire;
  switch (stage_) {
    case Stage::relaying:
      return relay_.say_wants();
    case Stage::shaking_hands:
    case Stage::serving:
    case Stage::opening_tunnel:
      // What is said goes first: a client that does not read is not read from.
      return wire.watched.want(wire.events(wire.pending() == 0));
    case Stage::flushing:
      return wire.watched.want(wire.events(false));
    case Stage::lingering:
      return wire.watched.want(POLLIN);
    case Stage::resetting:
    case Stage::closed:
      return wire.watched.want(0);
  }
}

void ClientConnection::note_end(bool kept) {
  guarded([&] {
    if (stage_ == Stage::relaying) relay_.note_end(kept);
    if (stopping_) return leave();
    go_on();
  });
}

void ClientConnection::stop() {
  guarded([this] {
    if (stage_ == Stage::closed) return;
    if (stage_ == Stage::relaying && !relay_.after()) relay_.stop();
    stopping_ = relay_.telling();
    if (!stopping_) leave();
  });
}

/// Closes, with what can be written at once.
void ClientConnection::leave() {
  const bool cut = ending_ == Ending::cut || relay_.after() == Relay::After::cut;
  if (client_.wire.pending() > 0) static_cast<void>(client_.wire.write());
  if (cut) reset_at_close(client_.wire.socket.value());
  close();
}

void ClientConnection::close() {
  if (stage_ == Stage::closed) return;
  stage_ = Stage::closed;
  relay_.reset();
  client_.wire.close();
  loop_.bury(client_.number);
}

}  // namespace phantomime::net
