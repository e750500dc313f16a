// What a client's connection does, stage by stage. Whose turn it is, is in client_connection_turn.cpp.

#include "phantomime/net/proxy/client_connection.hpp"

#include <sys/socket.h>

#include "phantomime/net/answer.hpp"
#include "phantomime/net/tls.hpp"
#include "phantomime/net/transmitter.hpp"

namespace phantomime::net {

namespace {

/// How long, and for how many bytes, an answered client that still sends may go on until it has read its answer.
constexpr std::chrono::seconds proxy_linger_time{2};
constexpr std::size_t proxy_linger_bytes = 64u << 20;

constexpr char tls_handshake_record = 0x16;

}  // namespace

void ClientConnection::begin() {
  constexpr std::string_view full = "more connections than this proxy takes";
  if (arrival_.full && arrival_.tls) {  // a handshake only to say no is not worth its cost
    report(0, full);
    close();
  } else if (arrival_.full) {
    refuse(503, full);
  } else if (arrival_.tls) {
    start_handshake(*arrival_.tls);
  }
}

void ClientConnection::start_handshake(const TlsContext& context) {
  client_.wire.channel = context.accept(client_.wire.socket.value());
  if (!client_.wire.channel) return close();
  stage_ = Stage::shaking_hands;
}

bool ClientConnection::shake_hands() {
  const IoResult result = client_.wire.channel->handshake();
  client_.wire.write_to_read = result.wants_write;
  switch (result.outcome) {
    case IoResult::Outcome::again:
      return false;
    case IoResult::Outcome::done:
      stage_ = Stage::serving;
      client_.tls = client_.wire.readable = true;
      client_.wire.last_moved = std::chrono::steady_clock::now();
      return true;
    case IoResult::Outcome::ended:
      close();
      return true;
    case IoResult::Outcome::failed:
      break;
  }
  handshake_failed();
  return true;
}

void ClientConnection::handshake_failed() {
  if (client_.wire.channel->heard_plain_http()) {
    client_.wire.channel = std::make_unique<PlainChannel>(client_.wire.socket.value());
    return refuse(400, "plain HTTP came to a port that speaks TLS; use https://");
  }
  // Without a reason the client just went away, as port scanners and health checks do.
  std::string reason = client_.wire.channel->failure();
  if (reason.empty()) return close();
  if (client_.tunnel && reason.find("unknown ca") != std::string::npos) {
    reason += " (the client does not trust this proxy's certificate authority)";
  }
  report(0, "TLS handshake failed: " + reason);
  refused_ = true;
  end(Ending::orderly);
}

bool ClientConnection::serve() {
  if (!client_.input.empty()) {
    frame();
    return true;
  }
  if (client_.wire.pending() > 0) return flush();
  return receive();
}

void ClientConnection::frame() {
  if (client_.framer.state() == Framer::State::idle) head_started_ = std::chrono::steady_clock::now();
  client_.input.remove_prefix(client_.framer.feed(client_.input));
  if (relay_.begun()) {
    stage_ = Stage::relaying;
    relay_.start();
  } else if (client_.framer.state() == Framer::State::refused) {
    refuse(client_.framer.rejection().status, client_.framer.rejection().reason);
  } else if (client_.framer.state() == Framer::State::head &&
             std::chrono::steady_clock::now() >= head_started_ + hub_.limits.head_timeout) {
    expire();  // trickled: there was always something to read
  }
}

bool ClientConnection::receive() {
  Wire& wire = client_.wire;
  const bool idle = client_.framer.state() == Framer::State::idle;
  if (!wire.readable) {
    if (!idle || !hub_.is_draining.load(std::memory_order_relaxed)) return false;
    end(Ending::orderly);
    return true;
  }
  switch (wire.read(client_.buffer, client_.input)) {
    case Wire::Moved::some:
    case Wire::Moved::nothing:
      return true;
    case Wire::Moved::ended:
      input_ended_ = true;
      if (idle) {
        end(Ending::orderly);
      } else {
        refuse(400, "the connection ended before the request was complete");
      }
      return true;
    case Wire::Moved::failed:
      break;
  }
  close();
  return true;
}

bool ClientConnection::relay() {
  if (!relay_.after() && !relay_.step()) return false;
  if (!relay_.after()) return true;
  const Relay::After after = *relay_.after();
  if (after == Relay::After::tunnel) client_.tunnel = relay_.tunnel_origin();
  relay_.reset();
  stage_ = Stage::serving;
  switch (after) {
    case Relay::After::next:
      break;
    case Relay::After::tunnel:
      if (client_.input.empty()) {
        client_.wire.output += "HTTP/1.1 200 Connection established\r\n\r\n";
        stage_ = Stage::opening_tunnel;
      } else {
        refuse(400, "bytes came behind CONNECT before it was answered");
      }
      break;
    case Relay::After::close:
      end(Ending::orderly);
      return true;
    case Relay::After::cut:
      end(Ending::cut);
      return true;
    case Relay::After::reset:
      end(Ending::reset);
      return true;
  }
  client_.framer.next();
  client_.wire.last_moved = std::chrono::steady_clock::now();
  return true;
}

/// Whether TLS or plain HTTP comes through it, its first byte says.
bool ClientConnection::await_tunnel() {
  if (client_.wire.pending() > 0) return flush();
  char first = 0;
  const ssize_t count = ::recv(client_.wire.socket.value(), &first, 1, MSG_PEEK);
  if (count == 1) {
    start_tunnel(first);
    return true;
  }
  if (count < 0 && !client_.wire.broken && !hub_.is_draining.load(std::memory_order_relaxed)) return false;
  close();
  return true;
}

void ClientConnection::start_tunnel(char first) {
  client_.wire.readable = true;
  stage_ = Stage::serving;
  if (first != tls_handshake_record) {
    client_.tunnel->tls = false;
    return;
  }
  auto context = hub_.interception->context_for(client_.tunnel->host);
  if (!context) {
    report(0, context.error().what);
    return close();
  }
  head_started_ = std::chrono::steady_clock::now();
  start_handshake(**context);
}

/// Writes what is pending, as far as it goes.
bool ClientConnection::flush() {
  if (loop_.holds_writes_back()) return false;
  const Wire::Moved moved = client_.wire.write();
  if (moved == Wire::Moved::failed) close();
  return moved != Wire::Moved::nothing;
}

void ClientConnection::refuse(int status, std::string_view reason) {
  report(status, reason);
  client_.wire.output += refusal_bytes(status, reason, client_.framer.request().method == "HEAD");
  client_.input = {};
  refused_ = true;
  end(Ending::orderly);
}

void ClientConnection::report(int status, std::string_view reason) const noexcept {
  Handler as_server;
  as_server.refused = hub_.handler.refused;
  tell_refusal(as_server, status, reason, client_.peer);
}

void ClientConnection::end(Ending ending) {
  ending_ = ending;
  stage_ = Stage::flushing;
}

/// Writes the last bytes, then goes.
bool ClientConnection::finish() {
  if (ending_ == Ending::reset) {
    reset_at_close(client_.wire.socket.value());
    close();
    return true;
  }
  if (client_.wire.pending() > 0) return flush();
  if (ending_ == Ending::cut) {
    stage_ = Stage::resetting;
    ends_by_ = client_.wire.last_moved + hub_.limits.idle_timeout;
    return true;
  }
  client_.wire.channel->finish();
  if (input_ended_) {
    close();
    return true;
  }
  // With bytes of the client unread, closing would send a reset that takes our answer out of its hands (RFC 9112, 9.6):
  // half-close and read on for a while.
  const Framer::State state = client_.framer.state();
  const bool between = state == Framer::State::idle || state == Framer::State::complete;
  more_may_come_ = refused_ || !client_.input.empty() || !between;
  ::shutdown(client_.wire.socket.value(), SHUT_WR);
  stage_ = Stage::lingering;
  ends_by_ = std::chrono::steady_clock::now() + proxy_linger_time;
  return true;
}

/// Once what the client is to have of a cut answer is on its way. Nothing is said before it, not even TLS's last word.
bool ClientConnection::reset_connection() {
  const int socket = client_.wire.socket.value();
  if (!client_.wire.broken && holds_unsent(socket) && std::chrono::steady_clock::now() < ends_by_) return false;
  reset_at_close(socket);
  close();
  return true;
}

bool ClientConnection::linger() {
  const IoResult result = PlainChannel{client_.wire.socket.value()}.read(client_.buffer);
  if (result.outcome == IoResult::Outcome::again && more_may_come_) return false;
  if (result.outcome == IoResult::Outcome::done) {
    more_may_come_ = true;
    lingered_ += result.bytes;
    if (lingered_ <= proxy_linger_bytes) return true;
  }
  close();
  return true;
}

}  // namespace phantomime::net
