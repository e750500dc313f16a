// How a relay ends: the Tap is told first, then the client gets its last bytes, or a reset.

#include <utility>

#include "phantomime/net/answer.hpp"
#include "phantomime/net/proxy/relay.hpp"

namespace phantomime::net {

namespace {

void tell_refused(const ProxyHandler& handler, int status, const std::string& reason, const std::string& peer) {
  Handler as_server;
  as_server.refused = handler.refused;
  tell_refusal(as_server, status, reason, peer);
}

}  // namespace

void Relay::end(Ended how, ProxyEnd::Kind kind, int status, const std::string& reason) {
  ended_ = how;
  end_kind_ = kind;
  if (!tap_) return take_end(true);
  if (tap_->takes_long() && loop_.tell_elsewhere(tap_, {kind, status, reason}, client_->number)) {
    phase_ = Phase::telling;
    return;
  }
  const std::unique_ptr<Tap> told = std::move(tap_);
  take_end(told->on_end({kind, status, reason}));
}

void Relay::note_end(bool kept) {
  if (telling()) take_end(kept);
}

void Relay::take_end(bool kept) {
  switch (ended_) {
    case Ended::whole:
      after_ = !kept ? After::reset : keep_client_ ? After::next : After::close;
      return;
    case Ended::cut:
      after_ = end_kind_ == ProxyEnd::Kind::client_gone ? After::reset : After::cut;
      return;
    case Ended::said:
      if (kept) return give(std::exchange(said_, {}));
      after_ = After::reset;
  }
}

void Relay::finish() {
  if (!request_complete_) drain_client();
  if (ended()) return;
  const bool chunked = reply_.framing() == BodyFraming::chunked;
  if (tap_) tap_->on_reply_end(chunked ? &reply_chunks_ : nullptr, reply_.trailers());
  if (reply_chunked_) append_last_chunk(reply_.trailers(), client_->wire.output);
  recycle_upstream();
  end(Ended::whole, ProxyEnd::Kind::complete, 0, {});
}

void Relay::recycle_upstream() {
  const bool usable = reply_.keep_alive() && request_complete_ && upstream_.pending() == 0 && !deaf_ &&
                      !hub_.is_draining.load(std::memory_order_relaxed);
  if (!usable) {
    upstream_.channel->finish();
    upstream_.close();
    return;
  }
  Wire idle;
  idle.channel = std::move(upstream_.channel);
  idle.watched = std::move(upstream_.watched);
  idle.socket = std::move(upstream_.socket);
  idle.last_moved = upstream_.last_moved;
  loop_.keep_upstream(route_.origin_text, std::move(idle));
}

bool Relay::may_resend() const { return reused_ && resendable_ && !heard_ && upstream_.output.size() <= wire_bytes; }

void Relay::lost_upstream(const std::string& reason) {
  const std::string what = route_.origin_text + (reason.starts_with(':') ? "" : " ") + reason;
  if (reply_begun_) return cut(ProxyEnd::Kind::upstream_cut, what);
  if (!may_resend()) return upstream_failed(502, what);
  // A connection that rested may be closed by the other side just when it is used (RFC 9112, 9.3.1).
  upstream_.sent = 0;
  dial_origin();
}

void Relay::upstream_failed(int status, const std::string& reason, const std::string& hint) {
  deaf_ = true;
  drain_client();
  if (!ended()) say(ProxyEnd::Kind::upstream_failed, status, reason, hint);
}

void Relay::client_gone(const std::string& reason) { cut(ProxyEnd::Kind::client_gone, reason); }

void Relay::bad_request() {
  const Rejection& bad = client_->framer.rejection();
  if (reply_begun_) return cut(ProxyEnd::Kind::refused, bad.reason);
  say(ProxyEnd::Kind::refused, bad.status, bad.reason);
}

void Relay::stop() {
  if (ended()) return;
  const bool answering = reply_begun_;
  cut(answering ? ProxyEnd::Kind::upstream_cut : ProxyEnd::Kind::upstream_failed, "the proxy was stopped");
}

void Relay::cut(ProxyEnd::Kind kind, const std::string& reason) { end(Ended::cut, kind, 0, reason); }

/// Answers in the proxy's own name. What no Tap was told of goes to the log.
void Relay::say(ProxyEnd::Kind kind, int status, const std::string& reason, const std::string& hint) {
  if (!tap_ && kind == ProxyEnd::Kind::refused && status != 200) {
    tell_refused(hub_.handler, status, reason, client_->peer);
  }
  said_ = problem_reply(status, hint.empty() ? reason : reason + "; " + hint);
  if (status == 200) {
    said_ = {};
    said_.status = status;
  }
  end(Ended::said, kind, status, reason);
}

void Relay::give(const http::Reply& reply) {
  http::Framing framing;
  framing.request_minor_version = client_->framer.request().minor_version;
  framing.head_request = client_->framer.request().method == "HEAD";
  framing.keep_alive = client_persists() && http::leaves_connection_usable(reply, framing.head_request);
  http::serialise_onto(reply, framing, client_->wire.output);
  after_ = framing.keep_alive ? After::next : After::close;
}

void Relay::ask_handler() {
  http::Request& request = client_->framer.complete();
  request.body.swap(held_);
  std::optional<http::Reply> reply;
  const Answer answer = ask(
      [&](http::Request& asked) {
        reply = hub_.handler.answer(asked, route_.origin_text);
        return http::Reply{};
      },
      request);
  request.body.swap(held_);
  if (!answer.failure.empty()) {
    tell_refused(hub_.handler, 500, answer.failure, client_->peer);
    return give(answer.reply);
  }
  if (reply) give(*reply);
}

}  // namespace phantomime::net
