#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "phantomime/base/result.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/net/proxy.hpp"

namespace phantomime::net {

/// An answer as it came, as far as it came. Bodies are joined, not decoded.
struct FetchedReply {
  ReplyHead head;
  std::string body;
  enum class End {
    complete,
    truncated,  ///< the connection ended inside of the body
    too_large,  ///< more than the limit: `body` is its beginning
  };
  End end = End::complete;
};

/// Asks one server, as a witness: lines keep their order, case and repeats, both ways. Connections are kept and shared,
/// redirects are not followed. Blocks; thread-safe: as many requests at once as there are callers.
class PooledClient {
 public:
  struct Options {
    std::string target;  ///< `https://host[:port][/path]`: the path goes before each request's target
    Upstream upstream;
    std::chrono::milliseconds timeout{30'000};  ///< for a whole exchange, with connecting
    std::size_t body_limit = std::size_t{16} << 20;
  };
  /// Errors: syntax (the target), io and bad_value (certificate files).
  [[nodiscard]] static Result<std::unique_ptr<PooledClient>> create(Options options);
  ~PooledClient();
  PooledClient(const PooledClient&) = delete;
  PooledClient& operator=(const PooledClient&) = delete;

  /// Lines of the request that belong to a connection do not go; Host and Content-Length are added. A request that only
  /// asks takes a connection that was kept, and where that turns out closed asks once more on a fresh one; any other
  /// always has a fresh one, since nobody could say whether it was carried out. Errors: io (it cannot be reached, or
  /// speaks no HTTP; in words), limit (it took longer than `timeout`).
  [[nodiscard]] Result<FetchedReply> fetch(const http::Request& request);

  /// `https://host:port`, as errors name it.
  [[nodiscard]] const std::string& origin() const noexcept;
  /// The host's name or address alone.
  [[nodiscard]] const std::string& host() const noexcept;
  /// Ends all that is being waited for, now and later. From any thread.
  void cancel() noexcept;

 private:
  struct Impl;
  explicit PooledClient(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace phantomime::net
