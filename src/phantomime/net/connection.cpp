#include "phantomime/net/connection.hpp"

#include <algorithm>
#include <array>

#include <sys/socket.h>

#include "phantomime/http/redaction.hpp"
#include "phantomime/net/answer.hpp"

namespace phantomime::net {

namespace {

using Outcome = IoResult::Outcome;

/// Requests of one connection answered in one turn before others get theirs.
constexpr unsigned requests_a_turn = 64;
/// Pipelined replies leave together, up to this.
constexpr std::size_t flush_bytes = 64u << 10;
/// Capacity a connection keeps between requests.
constexpr std::size_t kept_capacity = 4096;
/// How long, and for how many bytes, an answered client that still sends may go on until it has read its answer.
constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t linger_bytes = 64u << 20;

/// What a turn reads into: one for a thread, since a turn leaves nothing in it (keep_input).
std::array<char, 64u << 10>& read_buffer() {
  thread_local std::array<char, 64u << 10> buffer;
  return buffer;
}

}  // namespace

/// A request on the side pool. The connection may be closed and used again before it is answered: then nobody looks.
struct Connection::SideJob {
  http::Request request;
  Answer answer;
  std::atomic<bool> done{false};
};

Connection::Connection(Hub& hub) : hub_{hub}, framer_{hub.limits} {}
Connection::~Connection() = default;

bool Connection::shake_hands() {
  if (spoiled_) return spoil_handshake();
  const IoResult result = channel_->handshake();
  if (result.wants_write) watch_writes();
  switch (result.outcome) {
    case Outcome::done:
      stage_ = Stage::serving;
      readable_ = true;  // the first request may already be in the channel
      last_moved_ = now_;
      return true;
    case Outcome::again:
      return false;
    case Outcome::ended:
      close();
      return false;
    case Outcome::failed:
      break;
  }
  if (channel_->heard_plain_http()) {
    channel_ = std::make_unique<PlainChannel>(socket_.value());
    stage_ = Stage::serving;
    refuse(400, "plain HTTP came to a port that speaks TLS; use https://");
    return true;
  }
  // Without a reason the client just went away, as port scanners and health checks do.
  if (const std::string reason = channel_->failure(); !reason.empty()) {
    report(0, "TLS handshake failed: " + reason);
    closing_ = refused_ = true;
    finish();
  } else {
    close();
  }
  return stage_ != Stage::closed;
}

/// Only once the client has begun: what comes before its first word would be a broken port and no broken handshake.
bool Connection::spoil_handshake() {
  const IoResult heard = channel_->read(read_buffer());
  if (heard.outcome == Outcome::again) return false;
  if (heard.outcome != Outcome::done) {
    close();
    return false;
  }
  report(0, "fault: the TLS handshake was broken on purpose");
  const std::unique_ptr<http::Transmission> spoiled = std::move(spoiled_);
  closing_ = refused_ = true;
  queue_slowly({}, std::move(*spoiled));
  stage_ = Stage::serving;
  return true;
}

void Connection::serve() {
  unsigned answered = 0;
  while (stage_ == Stage::serving) {
    if (awaiting_answer()) {
      if (!flush() || !collect_answer()) return;
    } else if (closing_) {
      if (flush()) finish();
      return;
    } else if (!input_.empty()) {
      if (answered == requests_a_turn) {
        if (flush()) yielding_ = true;
        return;
      }
      frame();
      ++answered;
      if (output_.size() - sent_ > flush_bytes && !flush()) return;
    } else if (!flush() || !receive()) {
      return;
    }
  }
}

bool Connection::receive() {
  if (!readable_) return false;
  auto& buffer = read_buffer();
  const IoResult result = channel_->read(buffer);
  switch (result.outcome) {
    case Outcome::done:
      kept_.clear();
      input_ = {buffer.data(), result.bytes};
      // An end that the poller announced is still to be read.
      if (result.drained && !peer_ended_) readable_ = false;
      last_moved_ = now_;
      return true;
    case Outcome::again:
      readable_ = false;
      if (result.wants_write) watch_writes();
      return false;
    case Outcome::ended:
      readable_ = false;
      input_ended_ = true;
      if (framer_.state() != Framer::State::idle) {
        refuse(400, "the connection ended before the request was complete");
      }
      closing_ = true;
      return true;
    case Outcome::failed:
      break;
  }
  close();
  return false;
}

void Connection::keep_input() {
  if (input_.empty()) {
    if (kept_.capacity() > kept_capacity) {
      kept_ = {};
    } else {
      kept_.clear();
    }
  } else if (input_.data() + input_.size() == kept_.data() + kept_.size()) {
    kept_.erase(0, kept_.size() - input_.size());
  } else {
    kept_.assign(input_);
  }
  input_ = {};
}

bool Connection::flush() {
  while (sent_ < output_.size()) {
    const IoResult result = channel_->write(std::string_view{output_}.substr(sent_));
    if (result.outcome == Outcome::done) {
      sent_ += result.bytes;
      last_moved_ = now_;
    } else if (result.outcome == Outcome::again) {
      watch_writes();
      return false;
    } else {
      close();
      return false;
    }
  }
  sent_ = 0;
  if (output_.capacity() > kept_capacity) {
    output_ = {};
  } else {
    output_.clear();
  }
  return true;
}

void Connection::watch_writes() {
  // Asked for late: most connections never fill their socket's buffer, and watching tells of every new socket.
  if (std::exchange(watching_writes_, true)) return;
  hub_.poller->change(socket_.value(), *this, Poller::Watch::reads_and_writes);
}

void Connection::frame() {
  if (framer_.state() == Framer::State::idle) head_started_ = now_;
  input_.remove_prefix(framer_.feed(input_));
  if (!account_for_body()) return refuse(503, "more request bodies are under way than this server holds");
  switch (framer_.state()) {
    case Framer::State::complete:
      return answer_request();
    case Framer::State::refused:
      return refuse(framer_.rejection().status, framer_.rejection().reason);
    default:
      if (framer_.take_continue()) output_ += "HTTP/1.1 100 Continue\r\n\r\n";
  }
}

bool Connection::account_for_body() {
  const std::size_t held = framer_.request().body.capacity();
  const std::size_t before = std::exchange(accounted_, held);
  if (held <= before) {
    if (held < before) hub_.buffered_bytes.fetch_sub(before - held, std::memory_order_relaxed);
    return true;
  }
  return hub_.buffered_bytes.fetch_add(held - before, std::memory_order_relaxed) + held - before <=
         hub_.limits.buffered_bytes;
}

void Connection::take_answer(const Answer& answer) {
  if (!answer.failure.empty()) {
    report(500, answer.failure);
    framing_.keep_alive = false;
  }
  queue_reply(answer.reply);
}

void Connection::answer_request() {
  const bool draining = hub_.phase.load(std::memory_order_relaxed) != Hub::Phase::serving;
  framing_.keep_alive = framer_.keep_alive() && !draining;
  http::Request& request = framer_.complete();
  request.peer = peer_;
  request.tls = tls_;
  request.listener = listener_;
  framing_.request_minor_version = request.minor_version;
  framing_.head_request = request.method == "HEAD";
  if (!hub_.handler.may_block || !hub_.handler.may_block(request)) {
    const Answer answer = ask(hub_.handler.answer, request);
    framer_.next();
    return take_answer(answer);
  }
  auto job = std::make_shared<SideJob>();
  job->request = std::move(request);
  framer_.next();
  const bool taken = hub_.side.submit([this, job] {
    job->answer = ask(hub_.handler.answer_blocking, job->request);
    job->done.store(true, std::memory_order_release);
    knock();
  });
  if (taken) {
    side_ = std::move(job);
    return;
  }
  constexpr std::string_view full = "more blocking requests are waiting than this server queues";
  report(503, full);
  framing_.keep_alive = false;
  queue_reply(problem_reply(503, full));
}

bool Connection::collect_answer() {
  if (side_) {
    if (!side_->done.load(std::memory_order_acquire)) return false;
    const std::shared_ptr<SideJob> job = std::move(side_);
    take_answer(job->answer);
    return true;
  }
  if (!sending_.over(now_)) {
    // A client that has said all it will is no longer there for what never comes.
    if (sending_.for_ever() && peer_ended_) close();
    if (sending_.stands() && !std::exchange(probing_, true)) probe_peer(socket_.value());
    return false;
  }
  output_ = sending_.take(now_);
  last_moved_ = now_;
  return true;
}

void Connection::queue_reply(const http::Reply& reply) {
  hub_.buffered_bytes.fetch_sub(std::exchange(accounted_, 0), std::memory_order_relaxed);
  framing_.keep_alive = framing_.keep_alive && http::leaves_connection_usable(reply, framing_.head_request);
  if (!framing_.keep_alive) closing_ = true;
  if (reply.fault || reply.delay > std::chrono::nanoseconds{0})
    return queue_slowly(reply, http::transmission(reply, framing_));
  http::serialise_onto(reply, framing_, output_);
  last_moved_ = now_;
}

/// What is pipelined behind a reply that ends the connection is dropped.
void Connection::queue_slowly(const http::Reply& reply, http::Transmission transmission) {
  if (transmission.end != http::Transmission::End::as_framed) closing_ = true;
  resetting_ = transmission.end == http::Transmission::End::reset;
  if (transmission.pauses() || reply.delay > std::chrono::nanoseconds{0}) {
    now_ = std::chrono::steady_clock::now();
    sending_.begin(reply, std::move(transmission), [this] { knock_later(); });
  } else {
    output_ += transmission.bytes;
  }
  last_moved_ = now_;
}

void Connection::refuse(int status, std::string_view reason) {
  report(status, reason);
  hub_.buffered_bytes.fetch_sub(std::exchange(accounted_, 0), std::memory_order_relaxed);
  output_ += refusal_bytes(status, reason, framer_.request().method == "HEAD");
  framer_.reset();
  input_ = {};
  closing_ = refused_ = true;
  last_moved_ = now_;
}

void Connection::report(int status, std::string_view reason) const noexcept {
  tell_refusal(hub_.handler, status, reason, peer_);
}

/// Nothing is said before a reset, not even TLS's last word.
void Connection::reset_connection() {
  if (holds_unsent(socket_.value()) && now_ < last_moved_ + hub_.limits.idle_timeout) return;  // deadline() comes back
  reset_at_close(socket_.value());
  close();
}

void Connection::finish() {
  if (resetting_) return reset_connection();
  channel_->finish();
  // With bytes of the client unread, closing would send a reset that takes our answer out of its hands
  // (RFC 9112, 9.6): half-close and read on for a while.
  const bool more_may_come = refused_ || readable_ || !input_.empty();
  if (input_ended_ || !more_may_come) return close();
  ::shutdown(socket_.value(), SHUT_WR);
  stage_ = Stage::lingering;
  linger_until_ = now_ + linger_time;
  readable_ = true;
}

void Connection::linger() {
  input_ = {};
  if (!readable_) return;
  auto& buffer = read_buffer();
  PlainChannel raw{socket_.value()};
  for (;;) {
    const IoResult result = raw.read(buffer);
    if (result.outcome == Outcome::again) break;
    lingered_bytes_ += result.bytes;
    if (result.outcome != Outcome::done || lingered_bytes_ > linger_bytes) return close();
  }
  readable_ = false;
}

}  // namespace phantomime::net
