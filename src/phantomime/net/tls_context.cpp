#include <array>
#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/system_error.hpp"
#include "phantomime/net/tls.hpp"

namespace phantomime::net {

namespace {

constexpr std::string_view bring_hint =
    "--tls-cert takes a PEM file with the certificate and its chain, --tls-key one with its unencrypted key";

/// RFC 7301: a client that offers protocols but not ours is told so, instead of being answered in another.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
  static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, length, ours.data(), ours.size(), offered, offered_length) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

/// An encrypted key is an error, never a question on the terminal.
int no_server_password(char*, int, int, void*) { return -1; }

Result<void> check_readable(const std::string& path, std::string_view what) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat status {};
  if (!file) {
    return Error{ErrorCode::io,
                 "cannot read the " + std::string{what} + " " + path + ": " + system_reason(errno),
                 {},
                 std::string{bring_hint}};
  }
  if (::fstat(file.value(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Error{ErrorCode::io,
                 "cannot read the " + std::string{what} + " " + path + ": not a file",
                 {},
                 std::string{bring_hint}};
  }
  return {};
}

Error cannot_set_up() {
  return {ErrorCode::io, "cannot set up TLS", {}, "check OpenSSL's configuration (openssl version -a)"};
}

Error bad_file(const std::string& what) { return {ErrorCode::bad_value, what, {}, std::string{bring_hint}}; }

void set_rules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Buffers are given back between requests: idle connections are many.
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  // A record in one read instead of two.
  SSL_CTX_set_read_ahead(context, 1);
  static constexpr std::string_view name = "phantomime";
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(name.data()),
                                 static_cast<unsigned>(name.size()));
  // Sessions live in tickets, which the client keeps: nothing grows here.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context, no_server_password);
}

struct FreePemParts {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

std::unique_ptr<BIO, FreePemParts> reading_pem(const std::string& pem) {
  return std::unique_ptr<BIO, FreePemParts>{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

/// The first certificate is the server's, the others its chain.
bool use_chain(SSL_CTX* context, const std::string& pem) {
  const auto bio = reading_pem(pem);
  if (!bio) return false;
  for (bool first = true;; first = false) {
    std::unique_ptr<X509, FreePemParts> certificate{PEM_read_bio_X509(bio.get(), nullptr, no_server_password, nullptr)};
    if (!certificate) return !first;
    if (first ? SSL_CTX_use_certificate(context, certificate.get()) != 1
              : SSL_CTX_add1_chain_cert(context, certificate.get()) != 1) {
      return false;
    }
  }
}

bool use_key(SSL_CTX* context, const std::string& pem) {
  const auto bio = reading_pem(pem);
  const std::unique_ptr<EVP_PKEY, FreePemParts> key{
      bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_server_password, nullptr) : nullptr};
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

}  // namespace

Result<std::unique_ptr<TlsContext>> TlsContext::create(const TlsFiles& files) {
  if (auto readable = check_readable(files.certificate, "certificate"); !readable) return readable.error();
  if (auto readable = check_readable(files.key, "key"); !readable) return readable.error();
  ERR_clear_error();
  SSL_CTX* raw = SSL_CTX_new(TLS_server_method());
  if (!raw) return cannot_set_up();
  std::unique_ptr<TlsContext> context{new TlsContext{raw}};
  set_rules(raw);
  if (SSL_CTX_use_certificate_chain_file(raw, files.certificate.c_str()) != 1) {
    ERR_clear_error();
    return bad_file("the certificate " + files.certificate + " is no certificate in PEM, or one with a key too weak");
  }
  if (SSL_CTX_use_PrivateKey_file(raw, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    const bool mismatch = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
    ERR_clear_error();
    if (mismatch) return bad_file("the key " + files.key + " does not belong to the certificate " + files.certificate);
    return bad_file("the key " + files.key + " is no unencrypted private key in PEM");
  }
  if (SSL_CTX_check_private_key(raw) != 1) {
    ERR_clear_error();
    return bad_file("the key " + files.key + " does not belong to the certificate " + files.certificate);
  }
  return context;
}

Result<std::unique_ptr<TlsContext>> TlsContext::create(const PemPair& pair) {
  ERR_clear_error();
  SSL_CTX* raw = SSL_CTX_new(TLS_server_method());
  if (!raw) return cannot_set_up();
  std::unique_ptr<TlsContext> context{new TlsContext{raw}};
  set_rules(raw);
  const bool taken = use_chain(raw, pair.certificate) && use_key(raw, pair.key) && SSL_CTX_check_private_key(raw) == 1;
  ERR_clear_error();
  if (!taken) return Error{ErrorCode::bad_value, "a certificate and its key that make no pair", {}, {}};
  return context;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

}  // namespace phantomime::net
