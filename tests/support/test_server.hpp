#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "phantomime/net/transport.hpp"

namespace phantomime::test {

/// A server on a free port of loopback that tells back what it was asked: `GET /path [body]`. Targets with a meaning:
/// `/delay/MS` answers after that time, `/throw` throws, `/big/N` answers N bytes, `/block` goes to the side pool and
/// waits for release_blocked, `/close` answers with `Connection: close`, `/lie` with a Content-Length too large.
class TestServer {
 public:
  explicit TestServer(std::function<void(net::Server::Options&)> change = {});
  ~TestServer();

  [[nodiscard]] std::uint16_t port(std::size_t listener = 0) const { return server_->ports()[listener]; }
  [[nodiscard]] net::Server& server() { return *server_; }

  /// The requests refused so far.
  [[nodiscard]] std::vector<net::Refusal> refusals() const;
  /// Waits until so many were refused; false if that takes too long.
  bool wait_for_refusals(std::size_t count) const;
  /// Waits until so many requests are blocked on the side pool.
  bool wait_for_blocked(std::size_t count) const;
  void release_blocked();

 private:
  struct State;
  static net::Handler handler(const std::shared_ptr<State>& state);
  std::shared_ptr<State> state_;
  std::unique_ptr<net::Server> server_;
};

/// A GET for a path, with a Host line.
[[nodiscard]] std::string get(const std::string& path, const std::string& more_lines = {});

}  // namespace phantomime::test
