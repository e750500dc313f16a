// How a relay moves: a step tries all ways of bytes, and the connection waits only when none of them yields any.

#include <algorithm>

#include <poll.h>

#include "phantomime/net/proxy/relay.hpp"

namespace phantomime::net {

namespace {

/// How long a client that sends no more gets to be answered: it may only have closed its half (`nc -N`), or be gone.
constexpr std::chrono::seconds half_close_grace{2};
/// A client that sends as fast as it is read must not hold up what is to be said to it.
constexpr unsigned max_drain_reads = 32;
/// Interim answers to one request.
constexpr unsigned max_interims = 64;

}  // namespace

void Relay::start() {
  note_request_end();
  if (client_->framer.state() == Framer::State::refused) {
    bad_request();
  } else if (route_.kind == Route::Kind::tunnel && client_->tls) {
    say(ProxyEnd::Kind::refused, 501, "CONNECT through a TLS port is not served here; name the proxy with http://");
  } else if (route_.kind == Route::Kind::tunnel) {
    if (request_framing_ != BodyFraming::none) say(ProxyEnd::Kind::refused, 400, "CONNECT has no body");
    if (!ended()) after_ = After::tunnel;
  } else if (route_.kind != Route::Kind::forward) {
    drain_client();
    if (!ended()) say(ProxyEnd::Kind::refused, route_.said.status, route_.said.reason);
  } else if (holding_) {
    phase_ = Phase::collecting;
  } else {
    connect();
  }
}

bool Relay::step() {
  switch (phase_) {
    case Phase::collecting:
      return collect() || look_at_client();
    case Phase::looking_up:
    case Phase::telling:
      return false;
    case Phase::dialling:
      return go_on_dialling();
    case Phase::pumping:
      break;
  }
  return pump() || look_at_client();
}

/// Collects the body for the handler.
bool Relay::collect() {
  if (request_complete_ || held_.size() > hub_.answered_body) {
    end_collecting();
    return true;
  }
  if (client_->framer.take_continue()) client_->wire.output += "HTTP/1.1 100 Continue\r\n\r\n";
  const bool wrote = send_client();
  const bool read = !ended() && receive_client();
  return wrote || read;
}

/// Asks the handler, or gives up asking it.
void Relay::end_collecting() {
  if (request_complete_ && held_.size() <= hub_.answered_body) ask_handler();
  if (ended()) return;
  holding_ = false;
  if (hub_.outgrown == Proxy::Options::Outgrown::refuse) {
    held_ = {};
    deaf_ = true;
    drain_client();
    if (!ended()) say(ProxyEnd::Kind::refused, 413, "the body is longer than what this proxy answers by itself");
    return;
  }
  watch();
  if (tap_ && !held_.empty()) tap_->on_request_body(held_);
  held_ = {};
  if (request_complete_) tell_request_end();
  connect();
}

void Relay::connect() {
  std::optional<Wire> idle = loop_.take_upstream(route_.origin_text, *waiter_);
  reused_ = idle.has_value();
  if (!idle) return dial_origin();
  use_upstream(*std::move(idle));
}

void Relay::dial_origin() {
  reused_ = false;
  upstream_.close();
  if (auto addresses = written_address(route_.origin)) return start_dialling(*std::move(addresses));
  phase_ = Phase::looking_up;
  if (loop_.look_up(route_.origin, client_->number)) return;
  upstream_failed(502, "too many names are being looked up; " + route_.origin_text + " is not",
                  "look at this machine's DNS");
}

void Relay::note_addresses(Result<Addresses> found) {
  if (ended() || phase_ != Phase::looking_up) return;
  if (found) return start_dialling(*std::move(found));
  upstream_failed(502, found.error().what, found.error().hint);
}

void Relay::start_dialling(Addresses addresses) {
  dial_.emplace(route_.origin, std::move(addresses), hub_.upstream.connect_timeout, *hub_.tls_client);
  phase_ = Phase::dialling;
}

bool Relay::go_on_dialling() {
  const Dial::State state = dial_->advance();
  Wire& wire = dial_->wire();
  if (state == Dial::State::failed) {
    const Error error = dial_->failure();
    upstream_failed(error.code == ErrorCode::limit ? 504 : 502, error.what, error.hint);
    return true;
  }
  if (!wire.watched) wire.watched = loop_.readiness().watch(wire.socket.value(), *waiter_, WireEnd::upstream);
  if (!wire.watched) {
    upstream_failed(502, "the system has no room to watch a connection to " + route_.origin_text,
                    "raise its limit of memory");
    return true;
  }
  if (state == Dial::State::under_way) return false;
  use_upstream(std::move(wire));
  dial_.reset();
  return true;
}

void Relay::use_upstream(Wire fresh) {
  upstream_.channel = std::move(fresh.channel);
  upstream_.watched = std::move(fresh.watched);
  upstream_.socket = std::move(fresh.socket);
  upstream_.readable = fresh.readable;
  upstream_.peer_ended = fresh.peer_ended;
  upstream_.broken = false;
  upstream_.writable = true;
  upstream_.write_to_read = false;
  upstream_.last_moved = std::chrono::steady_clock::now();
  deaf_ = false;
  phase_ = Phase::pumping;
}

bool Relay::pump() {
  bool moved = send_upstream();
  if (!ended() && receive_upstream()) moved = true;
  if (!ended() && send_client()) moved = true;
  if (!ended() && receive_client()) moved = true;
  return moved || ended();
}

bool Relay::send_upstream() {
  if (!has_for_upstream() || loop_.holds_writes_back()) return false;
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
  switch (upstream_.read(loop_.buffer(), bytes)) {
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
  while (!bytes.empty() && !ended()) {
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
  if (wire.pending() == 0 || !wire.writable || loop_.holds_writes_back()) return false;
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
  for (unsigned reads = 0; reads < max_drain_reads && !ended() && receive_client(); ++reads) {
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

/// Whether the client is still there, once nothing moves any more.
bool Relay::look_at_client() {
  const Wire& wire = client_->wire;
  if (wire.broken) {
    client_gone("the client closed its connection before it had the answer");
    return true;
  }
  if (!wire.peer_ended || !request_complete_ || client_->half_closed) return false;
  client_->half_closed = true;
  half_closed_at_ = std::chrono::steady_clock::now();
  return true;
}

void Relay::note_upstream(short revents) noexcept {
  if (dial_) {
    dial_->wire().note(revents);
  } else {
    upstream_.note(revents);
  }
}

void Relay::say_wants() {
  if (phase_ == Phase::telling) return client_->wire.watched.want(0);
  if (dial_) return dial_->wire().watched.want(dial_->events());
  const bool watches_end = request_complete_ && !client_->half_closed;
  client_->wire.watched.want(static_cast<short>(client_->wire.events(wants_client()) | (watches_end ? peer_ends : 0)));
  if (!upstream_.socket) return;
  const short events = upstream_.events(wants_upstream());
  upstream_.watched.want(deaf_ ? static_cast<short>(events & POLLIN) : events);
}

SteadyTime Relay::due() const {
  if (phase_ == Phase::looking_up || phase_ == Phase::telling) return SteadyTime::max();
  if (phase_ == Phase::dialling) return dial_->until();
  return deadline().when;
}

void Relay::expire() {
  if (phase_ == Phase::dialling) return;  // the next step sees what time it is
  switch (deadline().whose) {
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
