#pragma once

#include <memory>
#include <string>

#include "phantomime/base/result.hpp"
#include "phantomime/net/channel.hpp"
#include "phantomime/net/proxy.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace phantomime::net {

/// What all TLS connections to upstreams share: whom to trust, which certificate to show, sessions to take up again.
/// Offers http/1.1 only. Thread-safe once made.
class TlsClient {
 public:
  /// Errors: io for files that cannot be read, bad_value for what they hold.
  [[nodiscard]] static Result<std::unique_ptr<TlsClient>> create(const Upstream& upstream);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  struct Connection {
    std::unique_ptr<Channel> channel;  ///< null when out of memory
    ssl_st* ssl = nullptr;             ///< the channel's
  };
  /// The client's end of a connection on a socket, which stays the caller's. `host` is asked for (SNI, unless it is an
  /// address) and must be named by the certificate; `origin` says whose sessions may be taken up.
  [[nodiscard]] Connection connect(int socket, const std::string& host, const std::string& origin);
  /// Why a handshake failed, in words, and what to do about it.
  [[nodiscard]] static Error failure(const Connection& connection, const std::string& host);

 private:
  struct Sessions;
  TlsClient(ssl_ctx_st* context, Upstream::Verify verify);
  [[nodiscard]] Result<void> use_files(const Upstream& upstream);

  ssl_ctx_st* context_;
  Upstream::Verify verify_;
  std::unique_ptr<Sessions> sessions_;
};

}  // namespace phantomime::net
