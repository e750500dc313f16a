#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/net/proxy.hpp"

namespace phantomime::test {

/// What a Tap was told of one exchange.
struct Watched {
  std::uint64_t connection = 0;
  std::string origin;
  http::Request request;
  std::string request_body;
  std::uint64_t request_bytes = 0;  ///< of the body, which is kept up to 1 MiB, as the answer's is
  bool request_ended = false;
  std::optional<std::vector<std::uint64_t>> request_chunks;
  http::Headers request_trailers;
  std::vector<net::ReplyHead> interim;
  std::optional<net::ReplyHead> reply;
  std::string reply_body;
  std::uint64_t reply_bytes = 0;
  std::optional<std::vector<std::uint64_t>> reply_chunks;
  http::Headers reply_trailers;
  std::optional<net::ProxyEnd> end;
};

/// A proxy on a free port of loopback with Taps that remember.
class TestProxy {
 public:
  /// `change` sees the options, whose listener is a plain one, and the handler.
  using Change = std::function<void(net::Proxy::Options&, net::ProxyHandler&)>;
  explicit TestProxy(const std::string& target, const Change& change = {});
  ~TestProxy();

  [[nodiscard]] std::uint16_t port(std::size_t listener = 0) const { return proxy_->ports()[listener]; }
  [[nodiscard]] net::Proxy& proxy() { return *proxy_; }
  /// The exchanges that have ended, in that order; waits until there are so many.
  [[nodiscard]] std::vector<Watched> ended(std::size_t count) const;
  /// How many have.
  [[nodiscard]] std::size_t ended_so_far() const;
  [[nodiscard]] std::vector<net::Refusal> refusals(std::size_t count) const;
  /// What on_end returns from now on, and what is done before it does.
  void at_end(bool keeps, std::function<void()> first = {});
  /// From now on on_end takes long, as it says: it is called on another thread.
  void takes_long();

 private:
  struct State;
  class Memory;
  std::shared_ptr<State> state_;
  std::unique_ptr<net::Proxy> proxy_;
};

}  // namespace phantomime::test
