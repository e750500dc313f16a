#include "phantomime/net/proxy/client_connection.hpp"

#include <array>

#include <poll.h>
#include <sys/socket.h>

#include "phantomime/net/answer.hpp"
#include "phantomime/net/tls.hpp"
#include "phantomime/net/transmitter.hpp"

namespace phantomime::net {

namespace {

/// How long, and for how many bytes, an answered client that still sends may go on until it has read its answer.
constexpr std::chrono::seconds proxy_linger_time{2};
constexpr std::size_t proxy_linger_bytes = 64u << 20;
/// When to look again whether the kernel has sent what is to arrive before a reset.
constexpr std::chrono::milliseconds proxy_reset_pause{5};

constexpr char tls_handshake_record = 0x16;

}  // namespace

ClientConnection::ClientConnection(ProxyHub& hub, Arrival arrival)
    : hub_{hub},
      arrival_{std::move(arrival)},
      relay_{hub},
      client_{hub.limits, relay_.request_sink()},
      head_started_{std::chrono::steady_clock::now()} {
  client_.peer = arrival_.peer;
  client_.listener = arrival_.listener;
  client_.number = hub.connections.fetch_add(1, std::memory_order_relaxed) + 1;
  client_.wire.socket = std::move(arrival_.socket);
  client_.wire.channel = std::make_unique<PlainChannel>(client_.wire.socket.value());
  client_.wire.last_moved = head_started_;
  relay_.attach(client_);
}

void ClientConnection::run() {
  constexpr std::string_view full = "more connections than this proxy takes";
  if (arrival_.full && arrival_.tls) return report(0, full);  // a handshake only to say no is not worth its cost
  if (arrival_.full) {
    refuse(503, full);
  } else if (!arrival_.tls || shake_hands(*arrival_.tls)) {
    serve();
  }
  if (ending_ != Ending::broken) finish();
}

/// Waits for the socket, a bell or a moment. The closing bell ends the connection.
ClientConnection::Wake ClientConnection::wait(short events, SteadyTime until, int bell) {
  for (;;) {
    std::array<pollfd, 3> watched{
        {{client_.wire.socket.value(), events, 0}, {hub_.closing.descriptor(), POLLIN, 0}, {bell, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), poll_milliseconds(until)) < 0) continue;  // a signal
    if (watched[1].revents != 0) {
      ending_ = Ending::broken;
      return Wake::closing;
    }
    client_.wire.note(watched[0].revents);
    if (watched[0].revents != 0) return Wake::ready;
    if (watched[2].revents != 0) return Wake::rung;
    if (std::chrono::steady_clock::now() >= until) return Wake::time;
  }
}

/// False if the connection is to be finished.
bool ClientConnection::shake_hands(const TlsContext& context) {
  auto channel = context.accept(client_.wire.socket.value());
  ending_ = Ending::broken;
  if (!channel) return false;
  client_.wire.channel = std::move(channel);
  for (;;) {
    const IoResult result = client_.wire.channel->handshake();
    if (result.outcome == IoResult::Outcome::done) break;
    if (result.outcome == IoResult::Outcome::ended) return false;
    if (result.outcome == IoResult::Outcome::failed) return handshake_failed();
    const auto events = static_cast<short>(result.wants_write ? POLLIN | POLLOUT : POLLIN);
    const Wake woken = wait(events, head_started_ + hub_.limits.head_timeout);
    if (woken == Wake::time) report(0, "the TLS handshake took too long");
    if (woken != Wake::ready) return false;
  }
  ending_ = Ending::none;
  client_.tls = client_.wire.readable = true;
  client_.wire.last_moved = std::chrono::steady_clock::now();
  return true;
}

bool ClientConnection::handshake_failed() {
  if (client_.wire.channel->heard_plain_http()) {
    client_.wire.channel = std::make_unique<PlainChannel>(client_.wire.socket.value());
    refuse(400, "plain HTTP came to a port that speaks TLS; use https://");
    return false;
  }
  // Without a reason the client just went away, as port scanners and health checks do.
  std::string reason = client_.wire.channel->failure();
  if (reason.empty()) return false;
  if (client_.tunnel && reason.find("unknown ca") != std::string::npos) {
    reason += " (the client does not trust this proxy's certificate authority)";
  }
  report(0, "TLS handshake failed: " + reason);
  ending_ = Ending::orderly;
  refused_ = true;
  return false;
}

void ClientConnection::serve() {
  while (ending_ == Ending::none) {
    if (client_.input.empty()) {
      if (!flush() || !receive()) return;
      continue;
    }
    if (client_.framer.state() == Framer::State::idle) head_started_ = std::chrono::steady_clock::now();
    client_.input.remove_prefix(client_.framer.feed(client_.input));
    if (relay_.begun()) {
      carry_out();
    } else if (client_.framer.state() == Framer::State::refused) {
      refuse(client_.framer.rejection().status, client_.framer.rejection().reason);
    } else if (client_.framer.state() == Framer::State::head &&
               std::chrono::steady_clock::now() >= head_started_ + hub_.limits.head_timeout) {
      expire();  // trickled: there was always something to read
    }
  }
}

void ClientConnection::carry_out() {
  const Relay::After after = relay_.run();
  switch (after) {
    case Relay::After::next:
    case Relay::After::tunnel:
      break;
    case Relay::After::close:
      ending_ = Ending::orderly;
      break;
    case Relay::After::cut:
      ending_ = Ending::cut;
      break;
    case Relay::After::reset:
      ending_ = Ending::reset;
      break;
  }
  if (after == Relay::After::tunnel) client_.tunnel = relay_.tunnel_origin();
  relay_.reset();
  if (ending_ != Ending::none) return;
  client_.framer.next();
  client_.wire.last_moved = std::chrono::steady_clock::now();
  if (after == Relay::After::tunnel) open_tunnel();
}

/// Whether TLS or plain HTTP comes through it, its first byte says.
void ClientConnection::open_tunnel() {
  if (!client_.input.empty()) return refuse(400, "bytes came behind CONNECT before it was answered");
  client_.wire.output += "HTTP/1.1 200 Connection established\r\n\r\n";
  if (!flush()) return;
  char first = 0;
  for (;;) {
    const ssize_t count = ::recv(client_.wire.socket.value(), &first, 1, MSG_PEEK);
    if (count == 1) break;
    if (count == 0 ||
        wait(POLLIN, client_.wire.last_moved + hub_.limits.idle_timeout, hub_.draining.descriptor()) != Wake::ready) {
      ending_ = Ending::broken;
      return;
    }
  }
  client_.wire.readable = true;
  if (first != tls_handshake_record) {
    client_.tunnel->tls = false;
    return;
  }
  auto context = hub_.interception->context_for(client_.tunnel->host);
  if (!context) {
    report(0, context.error().what);
    ending_ = Ending::broken;
    return;
  }
  head_started_ = std::chrono::steady_clock::now();
  static_cast<void>(shake_hands(**context));
}

bool ClientConnection::receive() {
  Wire& wire = client_.wire;
  const bool idle = client_.framer.state() == Framer::State::idle;
  if (!wire.readable) {
    const SteadyTime until =
        idle ? wire.last_moved + hub_.limits.idle_timeout : head_started_ + hub_.limits.head_timeout;
    switch (wait(wire.events(true), until, idle ? hub_.draining.descriptor() : -1)) {
      case Wake::ready:
        return true;
      case Wake::time:
        return expire();
      default:
        if (ending_ == Ending::none) ending_ = Ending::orderly;
        return false;
    }
  }
  switch (wire.read(client_.buffer, client_.input)) {
    case Wire::Moved::some:
    case Wire::Moved::nothing:
      return true;
    case Wire::Moved::ended:
      input_ended_ = true;
      ending_ = Ending::orderly;
      if (!idle) refuse(400, "the connection ended before the request was complete");
      return false;
    case Wire::Moved::failed:
      break;
  }
  ending_ = Ending::broken;
  return false;
}

bool ClientConnection::expire() {
  if (client_.framer.state() == Framer::State::head) refuse(408, "the request's head took too long to arrive");
  ending_ = Ending::orderly;
  return false;
}

bool ClientConnection::flush() {
  Wire& wire = client_.wire;
  while (wire.pending() > 0) {
    const Wire::Moved moved = wire.write();
    if (moved == Wire::Moved::failed) ending_ = Ending::broken;
    if (ending_ == Ending::broken) return false;
    if (wire.pending() == 0) break;
    if (wait(POLLOUT, wire.last_moved + hub_.limits.idle_timeout) == Wake::time) {
      report(0, "the client stopped reading its answer");
      ending_ = Ending::broken;
    }
  }
  return ending_ != Ending::broken;
}

void ClientConnection::refuse(int status, std::string_view reason) {
  report(status, reason);
  client_.wire.output += refusal_bytes(status, reason, client_.framer.request().method == "HEAD");
  client_.input = {};
  ending_ = Ending::orderly;
  refused_ = true;
}

void ClientConnection::report(int status, std::string_view reason) const noexcept {
  Handler as_server;
  as_server.refused = hub_.handler.refused;
  tell_refusal(as_server, status, reason, client_.peer);
}

void ClientConnection::finish() {
  if (ending_ == Ending::reset) return reset_at_close(client_.wire.socket.value());
  if (!flush()) return;
  if (ending_ == Ending::cut) return reset_connection();
  client_.wire.channel->finish();
  if (!input_ended_) linger();
}

/// Once what the client is to have of a cut answer is on its way. Nothing is said before it, not even TLS's last word.
void ClientConnection::reset_connection() {
  const int socket = client_.wire.socket.value();
  const SteadyTime until = client_.wire.last_moved + hub_.limits.idle_timeout;
  while (holds_unsent(socket) && std::chrono::steady_clock::now() < until) {
    if (wait(0, std::chrono::steady_clock::now() + proxy_reset_pause) != Wake::time) break;
  }
  reset_at_close(socket);
}

/// With bytes of the client unread, closing would send a reset that takes our answer out of its hands (RFC 9112, 9.6):
/// half-close and read on for a while.
void ClientConnection::linger() {
  const int socket = client_.wire.socket.value();
  const Framer::State state = client_.framer.state();
  const bool between = state == Framer::State::idle || state == Framer::State::complete;
  bool more_may_come = refused_ || !client_.input.empty() || !between;
  ::shutdown(socket, SHUT_WR);
  const SteadyTime until = std::chrono::steady_clock::now() + proxy_linger_time;
  PlainChannel raw{socket};
  for (std::size_t lingered = 0; lingered <= proxy_linger_bytes;) {
    const IoResult result = raw.read(client_.buffer);
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
