#pragma once

#include <memory>

#include "phantomime/base/result.hpp"
#include "phantomime/net/certificate_authority.hpp"
#include "phantomime/net/channel.hpp"
#include "phantomime/net/transport.hpp"

struct ssl_ctx_st;

namespace phantomime::net {

/// What all TLS connections of a server share: certificate, key and rules. TLS 1.2 and 1.3, sessions resumed by ticket,
/// no renegotiation, no compression; ALPN answers http/1.1 and refuses clients that want only something else.
/// Thread-safe once made.
class TlsContext {
 public:
  /// Errors: io for files that cannot be read, bad_value for a key that does not belong to the certificate.
  [[nodiscard]] static Result<std::unique_ptr<TlsContext>> create(const TlsFiles& files);
  /// With a certificate (its chain behind it) that is in no file. Errors: bad_value for a pair that is none.
  [[nodiscard]] static Result<std::unique_ptr<TlsContext>> create(const PemPair& pair);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// The server's end of a connection on a socket, which stays the caller's. Null when out of memory.
  [[nodiscard]] std::unique_ptr<Channel> accept(int socket) const;

 private:
  explicit TlsContext(ssl_ctx_st* context) : context_{context} {}
  ssl_ctx_st* context_;
};

}  // namespace phantomime::net
