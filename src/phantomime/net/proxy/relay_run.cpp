// How a relay moves: it tries all four ways of bytes and waits only when none of them yields any.

#include <algorithm>
#include <array>

#include <poll.h>

#include "phantomime/net/proxy/dialer.hpp"
#include "phantomime/net/proxy/relay.hpp"

namespace phantomime::net {

namespace {

/// How long a client that sends no more gets to be answered: it may only have closed its half (`nc -N`), or be gone.
constexpr std::chrono::seconds half_close_grace{2};
/// A client that sends as fast as it is read must not hold up what is to be said to it.
constexpr unsigned max_drain_reads = 32;
/// Interim answers to one request.
constexpr unsigned max_interims = 64;

#ifdef POLLRDHUP
constexpr short peer_ends = POLLRDHUP;
#else
constexpr short peer_ends = 0;  // then a client that left is noticed once it is written to
#endif

}  // namespace

Relay::After Relay::run() {
  note_request_end();
  if (client_->framer.state() == Framer::State::refused) {
    bad_request();
  } else if (route_.kind == Route::Kind::tunnel && client_->tls) {
    say(ProxyEnd::Kind::refused, 501, "CONNECT through a TLS port is not served here; name the proxy with http://");
  } else if (route_.kind == Route::Kind::tunnel) {
    if (request_framing_ != BodyFraming::none) say(ProxyEnd::Kind::refused, 400, "CONNECT has no body");
    if (!after_) after_ = After::tunnel;
  } else if (route_.kind != Route::Kind::forward) {
    drain_client();
    if (!after_) say(ProxyEnd::Kind::refused, route_.said.status, route_.said.reason);
  } else if (!answer_locally() && connect(From::pool)) {
    pump();
  }
  return *after_;
}

/// Collects the body and asks the handler. False: it goes upstream.
bool Relay::answer_locally() {
  if (!holding_) return false;
  while (!request_complete_ && held_.size() <= hub_.answered_body) {
    if (client_->framer.take_continue()) client_->wire.output += "HTTP/1.1 100 Continue\r\n\r\n";
    const bool wrote = send_client();
    const bool read = !after_ && receive_client();
    if (after_) return true;
    if (!wrote && !read) wait();
    if (after_) return true;
  }
  if (request_complete_ && held_.size() <= hub_.answered_body) ask_handler();
  if (after_) return true;
  if (hub_.outgrown == Proxy::Options::Outgrown::refuse) {
    holding_ = false;
    held_ = {};
    deaf_ = true;
    drain_client();
    if (!after_) say(ProxyEnd::Kind::refused, 413, "the body is longer than what this proxy answers by itself");
    return true;
  }
  holding_ = false;
  watch();
  if (tap_ && !held_.empty()) tap_->on_request_body(held_);
  held_ = {};
  if (request_complete_) tell_request_end();
  return false;
}

bool Relay::connect(From from) {
  std::optional<Wire> idle;
  if (from == From::pool) idle = hub_.pool.take(route_.origin_text);
  reused_ = idle.has_value();
  if (!idle) {
    auto dialled = dial(route_.origin, hub_.upstream, *hub_.tls_client, hub_.closing.descriptor());
    if (!dialled) {
      const Error& error = dialled.error();
      upstream_failed(error.code == ErrorCode::limit ? 504 : 502, error.what, error.hint);
      return false;
    }
    idle = std::move(*dialled);
  }
  upstream_.channel = std::move(idle->channel);
  upstream_.socket = std::move(idle->socket);
  upstream_.readable = idle->readable;
  upstream_.writable = true;
  upstream_.write_to_read = false;
  upstream_.last_moved = std::chrono::steady_clock::now();
  deaf_ = false;
  return true;
}

void Relay::pump() {
  while (!after_) {
    bool moved = send_upstream();
    if (!after_ && receive_upstream()) moved = true;
    if (!after_ && send_client()) moved = true;
    if (!after_ && receive_client()) moved = true;
    if (!after_ && !moved) wait();
  }
}

bool Relay::send_upstream() {
  if (deaf_ || upstream_.pending() == 0 || !upstream_.writable) return false;
  resendable_ = resendable_ && upstream_.output.size() <= wire_bytes;
  const Wire::Moved moved = upstream_.write(resendable_ ? Wire::Sent::keep : Wire::Sent::forget);
  if (moved == Wire::Moved::nothing) return false;
  if (moved == Wire::Moved::failed) {
    // It may have answered before it closed, as servers do to bodies that they do not want.
    deaf_ = upstream_.readable = true;
    if (!may_resend()) upstream_.drop_output();
  }
  return true;
}

bool Relay::receive_upstream() {
  if (!upstream_.readable || !client_->wire.has_room()) return false;
  std::string_view bytes;
  switch (upstream_.read(buffer_, bytes)) {
    case Wire::Moved::nothing:
      return false;
    case Wire::Moved::some:
      read_reply(bytes);
      return true;
    case Wire::Moved::ended:
      reply_.end();
      if (reply_.state() == ReplyReader::State::complete) {
        finish();
      } else {
        lost_upstream(reply_begun_ ? "closed the connection inside of its answer"
                      : heard_     ? "closed the connection inside of its answer's head"
                                   : "closed the connection without an answer");
      }
      return true;
    case Wire::Moved::failed:
      break;
  }
  const std::string reason = upstream_.channel->failure();
  lost_upstream(reason.empty() ? "broke the connection" : "broke the connection: " + reason);
  return true;
}

void Relay::read_reply(std::string_view bytes) {
  heard_ = true;
  resendable_ = false;
  // Only a request that is complete leaves the client's connection usable; what has come of it is taken in first.
  if (!request_complete_ && !reply_begun_) drain_client();
  while (!bytes.empty() && !after_) {
    bytes.remove_prefix(reply_.feed(bytes));
    if (reply_.state() == ReplyReader::State::refused) return lost_upstream(": " + reply_.reason());
    if (reply_.state() != ReplyReader::State::complete) continue;
    if (!reply_.interim()) {
      if (!bytes.empty()) deaf_ = true;  // it says more than it was asked: not to be used again
      return finish();
    }
    if (++interims_ > max_interims) return lost_upstream("sends interim answers without end");
    reply_.next();
  }
}

bool Relay::send_client() {
  Wire& wire = client_->wire;
  if (wire.pending() == 0 || !wire.writable) return false;
  const Wire::Moved moved = wire.write();
  if (moved == Wire::Moved::failed) client_gone("the client closed its connection before it had the answer");
  return moved != Wire::Moved::nothing;
}

bool Relay::receive_client() {
  if (!wants_client() || !client_->wire.readable) return false;
  std::string_view bytes;
  switch (client_->wire.read(client_->buffer, bytes)) {
    case Wire::Moved::nothing:
      return false;
    case Wire::Moved::some:
      feed_client(bytes);
      return true;
    default:
      client_gone("the client closed its connection inside of the request's body");
      return true;
  }
}

void Relay::feed_client(std::string_view bytes) {
  waits_for_continue_ = false;
  const std::size_t used = client_->framer.feed(bytes);
  client_->input = bytes.substr(used);
  if (client_->framer.state() == Framer::State::refused) return bad_request();
  note_request_end();
}

/// What has come of the request's body, without waiting.
void Relay::drain_client() {
  client_->wire.readable = true;
  for (unsigned reads = 0; reads < max_drain_reads && !after_ && receive_client(); ++reads) {
  }
}

bool Relay::wants_client() const { return !request_complete_ && (holding_ || deaf_ || upstream_.has_room()); }

bool Relay::wants_upstream() const { return upstream_.socket && client_->wire.has_room(); }

Relay::Deadline Relay::deadline() const {
  Deadline first;
  const auto consider = [&](SteadyTime when, Whose whose) {
    if (when < first.when) first = {when, whose};
  };
  const Wire& client = client_->wire;
  if (client.pending() > 0) consider(client.last_moved + hub_.limits.idle_timeout, Whose::reading_client);
  // Who had to wait for the other is not to blame.
  const SteadyTime last_moved = std::max(client.last_moved, upstream_.last_moved);
  const bool sending = wants_client() && !waits_for_continue_ && upstream_.pending() == 0;
  if (sending && !reply_begun_) consider(last_moved + hub_.limits.body_timeout, Whose::sending_client);
  const bool on_upstream = upstream_.socket && (wants_upstream() || upstream_.pending() > 0);
  if (on_upstream && (!sending || reply_begun_)) consider(last_moved + hub_.upstream.idle_timeout, Whose::upstream);
  if (client_->half_closed) {
    consider(std::max(half_closed_at_, upstream_.last_moved) + half_close_grace, Whose::leaving_client);
  }
  return first;
}

void Relay::wait() {
  Wire& client = client_->wire;
  const bool watches_end = request_complete_ && !client_->half_closed;
  const short from_client = static_cast<short>(client.events(wants_client()) | (watches_end ? peer_ends : 0));
  short from_upstream = 0;
  if (upstream_.socket) {
    from_upstream = upstream_.events(wants_upstream());
    if (deaf_) from_upstream = static_cast<short>(from_upstream & POLLIN);
  }
  const Deadline until = deadline();
  // A negative descriptor is passed over: one that is not asked about would still tell of its end, again and again.
  std::array<pollfd, 3> watched{{{client.socket.value(), from_client, 0},
                                 {from_upstream != 0 ? upstream_.socket.value() : -1, from_upstream, 0},
                                 {hub_.closing.descriptor(), POLLIN, 0}}};
  if (::poll(watched.data(), watched.size(), poll_milliseconds(until.when)) < 0) return;  // a signal
  if (watched[2].revents != 0) return stopped();
  upstream_.note(watched[1].revents);
  client.note(watched[0].revents);
  if ((watched[0].revents & (POLLERR | POLLHUP)) != 0 && watched[1].revents == 0) {
    return client_gone("the client closed its connection before it had the answer");
  }
  if ((watched[0].revents & peer_ends) != 0 && watches_end) {
    client_->half_closed = true;
    half_closed_at_ = std::chrono::steady_clock::now();
  }
  if (watched[0].revents == 0 && watched[1].revents == 0 && std::chrono::steady_clock::now() >= until.when) {
    expire(until.whose);
  }
}

void Relay::expire(Whose whose) {
  switch (whose) {
    case Whose::reading_client:
      return client_gone("the client stopped reading its answer");
    case Whose::sending_client:
      if (holding_) return say(ProxyEnd::Kind::refused, 408, "the request's body stopped arriving");
      return say(ProxyEnd::Kind::client_gone, 408, "the request's body stopped arriving");
    case Whose::leaving_client:
      return client_gone("the client closed its connection before it had the answer");
    case Whose::upstream:
      if (reply_begun_) return cut(ProxyEnd::Kind::upstream_cut, "the answer stopped arriving");
      return upstream_failed(504, route_.origin_text + " did not answer in time",
                             "look at it, or raise the timeout for upstreams");
    case Whose::nobody:
      return;
  }
}

}  // namespace phantomime::net
