#include "support/test_server.hpp"

#include <charconv>
#include <stdexcept>

#include <gtest/gtest.h>

namespace phantomime::test {

using net::Handler;
using net::Refusal;
using net::Server;

struct TestServer::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Refusal> refusals;
  std::size_t blocked = 0;
  bool released = false;
};

namespace {

constexpr std::chrono::seconds patience{20};

/// The number at the end of `/delay/200`.
long number_in(const std::string& target) {
  long number = 0;
  const std::size_t slash = target.rfind('/');
  std::from_chars(target.data() + slash + 1, target.data() + target.size(), number);
  return number;
}

http::Reply text(std::string body) {
  http::Reply reply;
  reply.headers.add("Content-Type", "text/plain");
  reply.body = std::make_shared<const std::string>(std::move(body));
  return reply;
}

http::Reply answer(const http::Request& request) {
  if (request.target == "/throw") throw std::runtime_error{"by wish, password=hunter2"};
  if (request.target.starts_with("/big/")) {
    return text(std::string(static_cast<std::size_t>(number_in(request.target)), 'x'));
  }
  http::Reply reply = text(request.method + " " + request.target + " [" + request.body + "]");
  if (request.target.starts_with("/delay/")) reply.delay = std::chrono::milliseconds{number_in(request.target)};
  if (request.target == "/close") reply.headers.add("Connection", "close");
  if (request.target == "/lie") reply.headers.add("Content-Length", "1000");
  return reply;
}

}  // namespace

net::Handler TestServer::handler(const std::shared_ptr<State>& state) {
  Handler handler;
  handler.answer = answer;
  handler.may_block = [](const http::Request& request) { return request.target.starts_with("/block"); };
  handler.answer_blocking = [state](const http::Request& request) {
    if (request.target == "/block/throw") throw std::runtime_error{"in the side pool"};
    if (request.target == "/block/not") return answer(request);
    std::unique_lock lock{state->mutex};
    ++state->blocked;
    state->changed.notify_all();
    state->changed.wait(lock, [&] { return state->released; });
    return answer(request);
  };
  handler.refused = [state](const Refusal& refusal) {
    const std::lock_guard lock{state->mutex};
    state->refusals.push_back(refusal);
    state->changed.notify_all();
  };
  return handler;
}

TestServer::TestServer(std::function<void(Server::Options&)> change) : state_{std::make_shared<State>()} {
  Server::Options options;
  options.listeners = {net::Listener{}};
  options.workers = 3;
  if (change) change(options);
  auto started = Server::start(std::move(options), handler(state_));
  if (!started) throw std::runtime_error{started.error().what};
  server_ = std::move(*started);
}

TestServer::~TestServer() { release_blocked(); }

std::vector<Refusal> TestServer::refusals() const {
  const std::lock_guard lock{state_->mutex};
  return state_->refusals;
}

bool TestServer::wait_for_refusals(std::size_t count) const {
  std::unique_lock lock{state_->mutex};
  return state_->changed.wait_for(lock, patience, [&] { return state_->refusals.size() >= count; });
}

bool TestServer::wait_for_blocked(std::size_t count) const {
  std::unique_lock lock{state_->mutex};
  return state_->changed.wait_for(lock, patience, [&] { return state_->blocked >= count; });
}

void TestServer::release_blocked() {
  const std::lock_guard lock{state_->mutex};
  state_->released = true;
  state_->changed.notify_all();
}

std::string get(const std::string& path, const std::string& more_lines) {
  return "GET " + path + " HTTP/1.1\r\nHost: test\r\n" + more_lines + "\r\n";
}

}  // namespace phantomime::test
