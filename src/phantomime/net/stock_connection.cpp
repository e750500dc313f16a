// What is said to the client of a server without epoll. How its thread waits is in stock_connection_waits.cpp.

#include "phantomime/net/stock_connection.hpp"

#include <poll.h>

#include "phantomime/net/tls.hpp"

namespace phantomime::net {

namespace {

using StockOutcome = IoResult::Outcome;

/// Pipelined replies leave together, up to this.
constexpr std::size_t stock_flush_bytes = 64u << 10;

}  // namespace

StockConnection::StockConnection(StockHub& hub, Arrival arrival)
    : hub_{hub},
      arrival_{std::move(arrival)},
      framer_{hub.limits},
      head_started_{std::chrono::steady_clock::now()},
      last_moved_{head_started_} {}

StockConnection::~StockConnection() { hub_.buffered_bytes.fetch_sub(accounted_, std::memory_order_relaxed); }

void StockConnection::run() {
  std::optional<http::Transmission> spoiled;
  if (arrival_.tls && hub_.handler.spoil_handshake) spoiled = hub_.handler.spoil_handshake(arrival_.listener);
  const int socket = arrival_.socket.value();
  channel_ = arrival_.tls && !spoiled ? arrival_.tls->accept(socket) : std::make_unique<PlainChannel>(socket);
  if (!channel_) return;
  constexpr std::string_view full = "more connections than this server takes";
  if (arrival_.full && arrival_.tls) return report(0, full);  // a handshake only to say no is not worth its cost
  if (arrival_.full) {
    refuse(503, full);
  } else if (!(spoiled ? spoil_handshake(std::move(*spoiled)) : shake_hands())) {
    return;
  }
  serve();
  if (!broken_) finish();
}

bool StockConnection::shake_hands() {
  if (!arrival_.tls) return true;
  for (;;) {
    const IoResult result = channel_->handshake();
    if (result.outcome == StockOutcome::done) break;
    if (result.outcome == StockOutcome::ended) return false;
    if (result.outcome == StockOutcome::failed) return handshake_failed();
    const auto events = static_cast<short>(result.wants_write ? POLLIN | POLLOUT : POLLIN);
    const Wake woken = wait(events, head_started_ + hub_.limits.head_timeout);
    if (woken == Wake::time) report(0, "the TLS handshake took too long");
    if (woken != Wake::ready) return false;
  }
  last_moved_ = std::chrono::steady_clock::now();
  return true;
}

bool StockConnection::handshake_failed() {
  if (channel_->heard_plain_http()) {
    channel_ = std::make_unique<PlainChannel>(arrival_.socket.value());
    refuse(400, "plain HTTP came to a port that speaks TLS; use https://");
    return true;
  }
  // Without a reason the client just went away, as port scanners and health checks do.
  const std::string reason = channel_->failure();
  if (reason.empty()) return false;
  report(0, "TLS handshake failed: " + reason);
  closing_ = refused_ = true;
  return true;
}

/// Only once the client has begun: what comes before its first word would be a broken port and no broken handshake.
bool StockConnection::spoil_handshake(http::Transmission transmission) {
  if (wait(POLLIN, head_started_ + hub_.limits.head_timeout) != Wake::ready) return false;
  if (channel_->read(read_buffer()).outcome != StockOutcome::done) return false;
  report(0, "fault: the TLS handshake was broken on purpose");
  closing_ = refused_ = true;
  transmit({}, std::move(transmission));
  return true;
}

void StockConnection::serve() {
  while (!broken_ && !closing_) {
    if (input_.empty()) {
      if (!flush() || !receive()) break;
    } else {
      frame();
      if (output_.size() > stock_flush_bytes && !flush()) break;
    }
  }
  if (!broken_) flush();
}

void StockConnection::frame() {
  if (framer_.state() == Framer::State::idle) head_started_ = std::chrono::steady_clock::now();
  input_.remove_prefix(framer_.feed(input_));
  if (!account_for_body()) return refuse(503, "more request bodies are under way than this server holds");
  if (framer_.state() == Framer::State::complete) {
    answer_request();
  } else if (framer_.state() == Framer::State::refused) {
    refuse(framer_.rejection().status, framer_.rejection().reason);
  } else if (framer_.state() == Framer::State::head && std::chrono::steady_clock::now() >= deadline()) {
    expire();  // trickled: there was always something to read
  } else if (framer_.take_continue()) {
    output_ += "HTTP/1.1 100 Continue\r\n\r\n";
  }
}

bool StockConnection::account_for_body() {
  const std::size_t held = framer_.request().body.capacity();
  const std::size_t before = std::exchange(accounted_, held);
  const std::size_t all = hub_.buffered_bytes.fetch_add(held - before, std::memory_order_relaxed) + held - before;
  return held <= before || all <= hub_.limits.buffered_bytes;
}

void StockConnection::answer_request() {
  framing_.keep_alive = framer_.keep_alive() && !hub_.is_draining.load(std::memory_order_relaxed);
  http::Request& request = framer_.complete();
  request.peer = arrival_.peer;
  request.tls = arrival_.tls != nullptr;
  request.listener = arrival_.listener;
  framing_.request_minor_version = request.minor_version;
  framing_.head_request = request.method == "HEAD";
  const bool blocking = hub_.handler.may_block && hub_.handler.may_block(request);
  if (blocking) flush();  // what is answered does not wait for it
  const Answer answer = ask(blocking ? hub_.handler.answer_blocking : hub_.handler.answer, request);
  framer_.next();
  if (!answer.failure.empty()) {
    report(500, answer.failure);
    framing_.keep_alive = false;
  }
  queue_reply(answer.reply);
}

void StockConnection::queue_reply(const http::Reply& reply) {
  hub_.buffered_bytes.fetch_sub(std::exchange(accounted_, 0), std::memory_order_relaxed);
  framing_.keep_alive = framing_.keep_alive && http::leaves_connection_usable(reply, framing_.head_request);
  if (!framing_.keep_alive) closing_ = true;
  if (reply.fault || reply.delay > std::chrono::nanoseconds{0}) {
    transmit(reply, http::transmission(reply, framing_));
  } else {
    http::serialise_onto(reply, framing_, output_);
  }
  last_moved_ = std::chrono::steady_clock::now();
}

void StockConnection::refuse(int status, std::string_view reason) {
  report(status, reason);
  hub_.buffered_bytes.fetch_sub(std::exchange(accounted_, 0), std::memory_order_relaxed);
  output_ += refusal_bytes(status, reason, framer_.request().method == "HEAD");
  framer_.reset();
  input_ = {};
  closing_ = refused_ = true;
}

void StockConnection::report(int status, std::string_view reason) const noexcept {
  tell_refusal(hub_.handler, status, reason, arrival_.peer);
}

}  // namespace phantomime::net
