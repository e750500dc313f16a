#pragma once

#include <chrono>
#include <string>

#include "phantomime/base/result.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"

namespace phantomime::net {

enum class Verify { peer, nobody };

struct ClientOptions {
  Verify verify = Verify::peer;               ///< nobody: any certificate will do, as with curl's -k
  std::string ca_file;                        ///< PEM of what to trust; empty: what the system trusts
  std::chrono::milliseconds timeout{10'000};  ///< for the connection, and again between two reads or writes
  std::size_t body_limit = 64u << 20;         ///< of the answer
};

/// Asks a server, one connection for a request, through cpp-httplib; blocks. Safe to call from several threads.
///
/// It is a convenience, not a witness: cpp-httplib sends header lines in an order of its own, adds Accept (and
/// Content-Type to a body) where they are missing, and loses the order of the answer's header lines. Redirects are not
/// followed and bodies are not decoded.
class Client {
 public:
  explicit Client(ClientOptions options = {}) : options_{std::move(options)} {}

  /// `base_url`: `http://host:port` or `https://host:port`, with a path before the request's target if need be.
  /// Errors: syntax for the URL, io for everything on the way, limit for an answer too long.
  [[nodiscard]] Result<http::Reply> send(const std::string& base_url, const http::Request& request) const;

 private:
  ClientOptions options_;
};

}  // namespace phantomime::net
