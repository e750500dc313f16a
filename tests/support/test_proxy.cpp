#include "support/test_proxy.hpp"

#include <chrono>
#include <stdexcept>

namespace phantomime::test {

namespace {
constexpr std::chrono::seconds proxy_patience{20};
constexpr std::size_t remembered_body = 1u << 20;
}  // namespace

struct TestProxy::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Watched> ended;
  std::vector<net::Refusal> refusals;
  bool keeps = true;
  bool takes_long = false;
  std::function<void()> before_end;
};

class TestProxy::Memory final : public net::Tap {
 public:
  Memory(std::shared_ptr<State> state, std::uint64_t connection) : state_{std::move(state)} {
    watched_.connection = connection;
  }
  void on_request(const http::Request& head, const std::string& origin) override {
    watched_.request = head;
    watched_.origin = origin;
  }
  void on_request_body(std::string_view bytes) override {
    watched_.request_bytes += bytes.size();
    if (watched_.request_body.size() < remembered_body) watched_.request_body += bytes;
  }
  void on_request_end(const std::vector<std::uint64_t>* chunks, const http::Headers& trailers) override {
    watched_.request_ended = true;
    if (chunks) watched_.request_chunks = *chunks;
    watched_.request_trailers = trailers;
  }
  void on_interim(const net::ReplyHead& head) override { watched_.interim.push_back(head); }
  void on_reply(const net::ReplyHead& head) override { watched_.reply = head; }
  void on_reply_body(std::string_view bytes) override {
    watched_.reply_bytes += bytes.size();
    if (watched_.reply_body.size() < remembered_body) watched_.reply_body += bytes;
  }
  void on_reply_end(const std::vector<std::uint64_t>* chunks, const http::Headers& trailers) override {
    if (chunks) watched_.reply_chunks = *chunks;
    watched_.reply_trailers = trailers;
  }
  bool on_end(const net::ProxyEnd& end) override {
    watched_.end = end;
    std::unique_lock lock{state_->mutex};
    const std::function<void()> first = state_->before_end;
    const bool keeps = state_->keeps;
    lock.unlock();
    if (first) first();
    lock.lock();
    state_->ended.push_back(std::move(watched_));
    state_->changed.notify_all();
    return keeps;
  }
  [[nodiscard]] bool takes_long() const override {
    const std::lock_guard lock{state_->mutex};
    return state_->takes_long;
  }

 private:
  std::shared_ptr<State> state_;
  Watched watched_;
};

TestProxy::TestProxy(const std::string& target, const Change& change) : state_{std::make_shared<State>()} {
  net::Proxy::Options options;
  options.listeners = {net::Listener{}};
  options.target = target;
  net::ProxyHandler handler;
  handler.watch = [state = state_](std::uint64_t connection) { return std::make_unique<Memory>(state, connection); };
  handler.refused = [state = state_](const net::Refusal& refusal) {
    const std::lock_guard lock{state->mutex};
    state->refusals.push_back(refusal);
    state->changed.notify_all();
  };
  if (change) change(options, handler);
  auto started = net::Proxy::start(std::move(options), std::move(handler));
  if (!started) throw std::runtime_error{started.error().what};
  proxy_ = std::move(*started);
}

TestProxy::~TestProxy() = default;

std::vector<Watched> TestProxy::ended(std::size_t count) const {
  std::unique_lock lock{state_->mutex};
  state_->changed.wait_for(lock, proxy_patience, [&] { return state_->ended.size() >= count; });
  // A test that looks at what never came fails, and does not crash.
  std::vector<Watched> all = state_->ended;
  if (all.size() < count) all.resize(count);
  return all;
}

std::size_t TestProxy::ended_so_far() const {
  const std::lock_guard lock{state_->mutex};
  return state_->ended.size();
}

std::vector<net::Refusal> TestProxy::refusals(std::size_t count) const {
  std::unique_lock lock{state_->mutex};
  state_->changed.wait_for(lock, proxy_patience, [&] { return state_->refusals.size() >= count; });
  return state_->refusals;
}

void TestProxy::at_end(bool keeps, std::function<void()> first) {
  const std::lock_guard lock{state_->mutex};
  state_->keeps = keeps;
  state_->before_end = std::move(first);
}

void TestProxy::takes_long() {
  const std::lock_guard lock{state_->mutex};
  state_->takes_long = true;
}

}  // namespace phantomime::test
