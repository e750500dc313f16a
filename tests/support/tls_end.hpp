#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "support/raw_client.hpp"

namespace phantomime::test {

struct FreeTls {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using TlsContextPtr = std::unique_ptr<SSL_CTX, FreeTls>;

/// One end of TLS over a RawClient's socket, which blocks.
class TlsEnd {
 public:
  /// A client that trusts a CA file and wants to speak with `host`; takes over a connection.
  static TlsEnd client(RawClient raw, const std::string& ca_file, const std::string& host) {
    TlsContextPtr context{SSL_CTX_new(TLS_client_method())};
    SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    TlsEnd end{std::move(raw), context.get()};
    SSL_set_tlsext_host_name(end.ssl(), host.c_str());
    SSL_set1_host(end.ssl(), host.c_str());
    end.connected_ = SSL_connect(end.ssl()) == 1;
    ERR_clear_error();
    return end;
  }
  /// A server with a context of its own.
  static TlsEnd server(RawClient raw, SSL_CTX* context) {
    TlsEnd end{std::move(raw), context};
    end.connected_ = SSL_accept(end.ssl()) == 1;
    ERR_clear_error();
    return end;
  }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] SSL* ssl() const { return ssl_.get(); }
  void send(std::string_view bytes) { SSL_write(ssl(), bytes.data(), static_cast<int>(bytes.size())); }
  /// Everything up to and with a mark, or up to the end.
  [[nodiscard]] std::string read_through(std::string_view mark) {
    char buffer[16384];
    std::string all;
    while (all.find(mark) == std::string::npos) {
      const int count = SSL_read(ssl(), buffer, sizeof buffer);
      if (count <= 0) break;
      all.append(buffer, static_cast<std::size_t>(count));
    }
    return all;
  }

 private:
  TlsEnd(RawClient raw, SSL_CTX* context) : raw_{std::move(raw)}, ssl_{SSL_new(context)} {
    SSL_set_fd(ssl(), raw_.socket());
  }

  RawClient raw_;
  std::unique_ptr<SSL, FreeTls> ssl_;
  bool connected_ = false;
};

}  // namespace phantomime::test
