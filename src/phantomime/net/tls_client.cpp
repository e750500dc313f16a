#include "phantomime/net/tls_client.hpp"

#include <array>
#include <map>
#include <mutex>
#include <utility>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "phantomime/net/tls_channel.hpp"

namespace phantomime::net {

namespace {

/// Origins whose last session is kept.
constexpr std::size_t max_sessions = 256;

struct FreeSession {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using SessionPtr = std::unique_ptr<SSL_SESSION, FreeSession>;

/// An encrypted key is an error, never a question on the terminal.
int no_client_password(char*, int, int, void*) { return -1; }

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

struct CertificateFault {
  long code;
  const char* what;
  const char* hint;
};
constexpr const char* trust_hint = "give its certificate authority with --cacert FILE, or take any certificate with -k";
constexpr const char* name_hint = "reach it by a name its certificate has, or take any certificate with -k";
constexpr const char* renew_hint = "renew it, look at this machine's clock, or take any certificate with -k";

constexpr std::array certificate_faults{
    CertificateFault{X509_V_ERR_CERT_HAS_EXPIRED, "its certificate has expired", renew_hint},
    CertificateFault{X509_V_ERR_CERT_NOT_YET_VALID, "its certificate is not valid yet", renew_hint},
    CertificateFault{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "its certificate is self-signed", trust_hint},
    CertificateFault{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "nobody here trusts its certificate authority", trust_hint},
    CertificateFault{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "its certificate authority is unknown", trust_hint},
    CertificateFault{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "its certificate authority is unknown", trust_hint},
    CertificateFault{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, "its certificate authority is unknown", trust_hint},
    CertificateFault{X509_V_ERR_HOSTNAME_MISMATCH, "its certificate is for another name", name_hint},
    CertificateFault{X509_V_ERR_IP_ADDRESS_MISMATCH, "its certificate is for another name", name_hint},
};

Error certificate_failure(long code) {
  for (const CertificateFault& fault : certificate_faults) {
    if (fault.code == code) return {ErrorCode::io, fault.what, {}, fault.hint};
  }
  return {ErrorCode::io,
          std::string{"its certificate is refused ("} + X509_verify_cert_error_string(code) + ")",
          {},
          trust_hint};
}

Error bad_upstream_file(const std::string& what, const std::string& option) {
  ERR_clear_error();
  return {ErrorCode::bad_value, what, {}, option + " takes a PEM file"};
}

}  // namespace

/// The last session of each origin. OpenSSL tells of a new one while its connection is read from.
struct TlsClient::Sessions {
  std::mutex mutex;
  std::map<std::string, SessionPtr> by_origin;

  static int index() {
    static const int number = SSL_get_ex_new_index(
        0, nullptr, nullptr, nullptr,
        [](void*, void* kept, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<std::string*>(kept); });
    return number;
  }
  static int on_new(SSL* ssl, SSL_SESSION* session) {
    const auto* origin = static_cast<const std::string*>(SSL_get_ex_data(ssl, index()));
    auto* self = static_cast<Sessions*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    if (!origin || !self) return 0;
    const std::lock_guard lock{self->mutex};
    if (self->by_origin.size() >= max_sessions && !self->by_origin.contains(*origin)) {
      self->by_origin.erase(self->by_origin.begin());
    }
    self->by_origin[*origin].reset(session);
    return 1;
  }
};

TlsClient::TlsClient(ssl_ctx_st* context, Upstream::Verify verify)
    : context_{context}, verify_{verify}, sessions_{std::make_unique<Sessions>()} {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_passwd_cb(context, no_client_password);
  SSL_CTX_set_verify(context, verify == Upstream::Verify::peer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_app_data(context, sessions_.get());
  SSL_CTX_sess_set_new_cb(context, Sessions::on_new);
  static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_alpn_protos(context, ours.data(), ours.size());
}

TlsClient::~TlsClient() {
  SSL_CTX_sess_set_new_cb(context_, nullptr);  // a channel may outlive us for a moment
  SSL_CTX_free(context_);
}

Result<void> TlsClient::use_files(const Upstream& upstream) {
  if (upstream.verify == Upstream::Verify::peer) {
    if (upstream.ca_file.empty()) {
      SSL_CTX_set_default_verify_paths(context_);
    } else if (SSL_CTX_load_verify_file(context_, upstream.ca_file.c_str()) != 1) {
      return bad_upstream_file("cannot read certificates to trust from " + upstream.ca_file, "--cacert");
    }
  }
  if (upstream.certificate.empty()) return {};
  if (SSL_CTX_use_certificate_chain_file(context_, upstream.certificate.c_str()) != 1) {
    return bad_upstream_file("cannot read a client certificate from " + upstream.certificate, "--cert");
  }
  const std::string& key = upstream.key.empty() ? upstream.certificate : upstream.key;
  if (SSL_CTX_use_PrivateKey_file(context_, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return bad_upstream_file("cannot read an unencrypted key of " + upstream.certificate + " from " + key, "--key");
  }
  return {};
}

Result<std::unique_ptr<TlsClient>> TlsClient::create(const Upstream& upstream) {
  ERR_clear_error();
  SSL_CTX* raw = SSL_CTX_new(TLS_client_method());
  if (!raw) return Error{ErrorCode::io, "cannot set up TLS", {}, "check OpenSSL's configuration (openssl version -a)"};
  std::unique_ptr<TlsClient> client{new TlsClient{raw, upstream.verify}};
  if (auto used = client->use_files(upstream); !used) return used.error();
  ERR_clear_error();
  return client;
}

TlsClient::Connection TlsClient::connect(int socket, const std::string& host, const std::string& origin) {
  ERR_clear_error();
  SSL* ssl = SSL_new(context_);
  if (!ssl) return {};
  SSL_set_connect_state(ssl);
  const bool address = is_address(host);
  if (!address) SSL_set_tlsext_host_name(ssl, host.c_str());
  if (verify_ == Upstream::Verify::peer) {
    if (address) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
    } else {
      SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      SSL_set1_host(ssl, host.c_str());
    }
  }
  auto kept = std::make_unique<std::string>(origin);
  if (SSL_set_ex_data(ssl, Sessions::index(), kept.get()) == 1) static_cast<void>(kept.release());  // ssl frees it
  {
    const std::lock_guard lock{sessions_->mutex};
    const auto found = sessions_->by_origin.find(origin);
    if (found != sessions_->by_origin.end()) SSL_set_session(ssl, found->second.get());
  }
  return {make_tls_channel(ssl, socket), ssl};
}

Error TlsClient::failure(const Connection& connection, const std::string& host) {
  const bool verified = SSL_get_verify_mode(connection.ssl) == SSL_VERIFY_PEER;
  const long code = SSL_get_verify_result(connection.ssl);
  if (verified && code != X509_V_OK) return certificate_failure(code);
  const std::string reason = connection.channel->failure();
  if (connection.channel->heard_plain_http()) {
    return {ErrorCode::io, "it answers in plain HTTP", {}, "write its URL with http://"};
  }
  if (reason.empty()) {
    return {ErrorCode::io, "it closed the connection in the TLS handshake", {}, "look whether that port speaks TLS"};
  }
  if (reason.find("wrong version number") != std::string::npos) {
    return {ErrorCode::io, "it does not speak TLS", {}, "write its URL with http://, if that is what it speaks"};
  }
  if (reason.find("certificate required") != std::string::npos ||
      reason.find("handshake failure") != std::string::npos) {
    return {ErrorCode::io,
            "the TLS handshake failed: " + reason,
            {},
            host + " may want a client certificate: --cert FILE --key FILE"};
  }
  return {ErrorCode::io, "the TLS handshake failed: " + reason, {}, "ask it by hand: openssl s_client -connect"};
}

}  // namespace phantomime::net
