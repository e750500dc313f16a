// What passes through a relay. How it moves is in relay_run.cpp, how it ends in relay_end.cpp.

#include "phantomime/net/proxy/relay.hpp"

#include <algorithm>

namespace phantomime::net {

namespace {

/// Chunks that a Tap is told of one by one; the last of so many stands for all the rest.
constexpr std::size_t max_told_chunks = 1u << 20;

void note_chunk(std::vector<std::uint64_t>& chunks, std::uint64_t bytes) {
  if (chunks.size() < max_told_chunks) {
    chunks.push_back(bytes);
  } else {
    chunks.back() += bytes;
  }
}

/// RFC 9110, 9.2.2: asked twice is asked once.
bool is_idempotent(std::string_view method) {
  constexpr std::string_view names[] = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"};
  return std::find(std::begin(names), std::end(names), method) != std::end(names);
}

}  // namespace

Relay::Relay(ProxyLoop& loop) : loop_{loop}, hub_{loop.hub()}, reply_{hub_.limits, reply_sink_} {}
Relay::~Relay() = default;

void Relay::reset() {
  begun_ = holding_ = request_complete_ = waits_for_continue_ = false;
  reused_ = resendable_ = deaf_ = heard_ = false;
  reply_begun_ = reply_chunked_ = keep_client_ = false;
  request_chunks_.clear();
  reply_chunks_.clear();
  if (request_chunks_.capacity() > wire_bytes) request_chunks_ = {};
  if (reply_chunks_.capacity() > wire_bytes) reply_chunks_ = {};
  held_ = {};
  said_ = {};
  interims_ = 0;
  phase_ = Phase::pumping;
  tap_.reset();
  after_.reset();
  dial_.reset();
  upstream_.close();
  upstream_.drop_output();
}

void Relay::watch() {
  if (!hub_.handler.watch) return;
  tap_ = hub_.handler.watch(client_->number);
  if (tap_) tap_->on_request(client_->framer.request(), route_.origin_text);
}

void Relay::on_request_head(BodyFraming framing) {
  begun_ = true;
  request_framing_ = framing;
  http::Request& request = client_->framer.complete();
  request.peer = client_->peer;
  request.tls = client_->tls;
  request.listener = client_->listener;
  find_route(hub_, client_->tunnel ? &*client_->tunnel : nullptr, request, route_);
  if (route_.kind == Route::Kind::refuse || route_.kind == Route::Kind::tunnel) return;
  holding_ = route_.kind == Route::Kind::forward && hub_.handler.answer;
  if (!holding_) watch();
  if (route_.kind != Route::Kind::forward) return;
  resendable_ = is_idempotent(request.method);
  waits_for_continue_ = !holding_ && request.minor_version > 0 && request.headers.has("Expect");
  RequestForwarding how;
  how.target = route_.target;
  how.host = route_.host;
  how.via = hub_.own_via;
  how.role = route_.role;
  how.framing = framing;
  how.max_forwards = route_.max_forwards;
  // Whose body is collected here gets its 100 Continue from here; HTTP/1.0 has no Expect (RFC 9110, 10.1.1).
  const bool keeps = !holding_ && request.minor_version > 0;
  how.expect = keeps ? RequestForwarding::Expect::keep : RequestForwarding::Expect::drop;
  forward_request_head(request, how, upstream_.output);
  reply_.begin(request.method == "HEAD" ? ReplyReader::To::head : ReplyReader::To::other);
}

void Relay::on_request_chunk(std::uint64_t bytes) {
  if (route_.kind != Route::Kind::forward) return;
  note_chunk(request_chunks_, bytes);
  if (!deaf_) append_chunk_line(bytes, upstream_.output);
}

void Relay::on_request_body(std::string_view bytes) {
  if (holding_) {
    held_ += bytes;
  } else if (tap_) {
    tap_->on_request_body(bytes);
  }
  if (route_.kind == Route::Kind::forward && !deaf_) upstream_.output += bytes;
}

void Relay::on_request_chunk_end() {
  if (route_.kind == Route::Kind::forward && !deaf_) upstream_.output += chunk_end;
}

void Relay::note_request_end() {
  if (request_complete_ || client_->framer.state() != Framer::State::complete) return;
  request_complete_ = true;
  const bool chunked = request_framing_ == BodyFraming::chunked;
  if (chunked && route_.kind == Route::Kind::forward && !deaf_) {
    append_last_chunk(client_->framer.trailers(), upstream_.output);
  }
  tell_request_end();
}

void Relay::tell_request_end() {
  const bool chunked = request_framing_ == BodyFraming::chunked;
  if (tap_) tap_->on_request_end(chunked ? &request_chunks_ : nullptr, client_->framer.trailers());
}

/// Whether the client's connection may carry another request, as far as the client is concerned.
bool Relay::client_persists() const {
  return request_complete_ && client_->framer.keep_alive() && !client_->half_closed &&
         !hub_.is_draining.load(std::memory_order_relaxed);
}

void Relay::on_reply_head(BodyFraming framing) {
  const ReplyHead& head = reply_.head();
  waits_for_continue_ = false;
  const int client_version = client_->framer.request().minor_version;
  ReplyForwarding how;
  how.via = hub_.via;
  how.client_minor_version = client_version;
  if (reply_.interim()) {
    if (tap_) tap_->on_interim(head);
    if (client_version > 0) forward_reply_head(head, how, client_->wire.output);  // HTTP/1.0 knows none
    return;
  }
  if (tap_) tap_->on_reply(head);
  reply_begun_ = true;
  reply_chunked_ = framing == BodyFraming::chunked && client_version > 0;
  const bool until_close = framing == BodyFraming::until_close || (framing == BodyFraming::chunked && !reply_chunked_);
  keep_client_ = client_persists() && !until_close;
  using Connection = ReplyForwarding::Connection;
  how.connection = !keep_client_ ? Connection::close : client_version == 0 ? Connection::keep : Connection::unsaid;
  forward_reply_head(head, how, client_->wire.output);
}

void Relay::on_reply_chunk(std::uint64_t bytes) {
  note_chunk(reply_chunks_, bytes);
  if (reply_chunked_) append_chunk_line(bytes, client_->wire.output);
}

void Relay::on_reply_body(std::string_view bytes) {
  if (tap_) tap_->on_reply_body(bytes);
  client_->wire.output += bytes;
}

void Relay::on_reply_chunk_end() {
  if (reply_chunked_) client_->wire.output += chunk_end;
}

}  // namespace phantomime::net
