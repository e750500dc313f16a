#include "phantomime/net/certificate_authority.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace phantomime::net {

namespace {

template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* thing) const {
    free_function(thing);
  }
};
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using OctetString = std::unique_ptr<ASN1_OCTET_STRING, Free<ASN1_OCTET_STRING_free>>;

constexpr long day = 24L * 60 * 60;
constexpr int authority_days = 5 * 365;
/// Apple's systems refuse more than 398 days.
constexpr int leaf_days = 397;
/// Clocks differ; a certificate made this second must be valid on the machine next door.
constexpr long clock_slack = day;

/// Every failure in here has the same meaning for the caller: no certificate. OpenSSL's queue is emptied either way.
struct ErrorQueueGuard {
  ErrorQueueGuard() { ERR_clear_error(); }
  ~ErrorQueueGuard() { ERR_clear_error(); }
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
};

int no_password(char*, int, int, void*) { return -1; }

Bio reading(std::string_view pem) { return Bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))}; }

Certificate parse_certificate(std::string_view pem) {
  const Bio bio = reading(pem);
  return Certificate{bio ? PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr) : nullptr};
}

Key parse_key(std::string_view pem) {
  const Bio bio = reading(pem);
  return Key{bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr) : nullptr};
}

std::string contents(BIO* bio) {
  const char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return size > 0 ? std::string{bytes, static_cast<std::size_t>(size)} : std::string{};
}

std::optional<PemPair> to_pem(X509* certificate, EVP_PKEY* key) {
  const Bio certificate_bio{BIO_new(BIO_s_mem())};
  const Bio key_bio{BIO_new(BIO_s_mem())};
  if (!certificate_bio || !key_bio || PEM_write_bio_X509(certificate_bio.get(), certificate) != 1) return std::nullopt;
  if (PEM_write_bio_PrivateKey(key_bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) return std::nullopt;
  return PemPair{contents(certificate_bio.get()), contents(key_bio.get())};
}

bool set_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);  // positive, and always of the same length
  const std::unique_ptr<BIGNUM, Free<BN_free>> number{BN_bin2bn(bytes.data(), bytes.size(), nullptr)};
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_subject(X509_NAME* name, const char* common_name) {
  const auto add = [name](const char* field, const char* value) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value), -1, -1,
                                      0) == 1;
  };
  return add("O", "phantomime") && add("CN", common_name);
}

bool add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, kind, value)};
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// An address as its 4 or 16 bytes, or nothing for a name.
std::string address_bytes(const std::string& name) {
  std::array<char, 16> bytes{};
  if (::inet_pton(AF_INET, name.c_str(), bytes.data()) == 1) return {bytes.data(), 4};
  if (::inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1) return {bytes.data(), 16};
  return {};
}

bool add_names(X509* certificate, const std::vector<std::string>& names) {
  const Names list{GENERAL_NAMES_new()};
  if (!list) return false;
  for (const std::string& name : names) {
    GENERAL_NAME* entry = GENERAL_NAME_new();
    const std::string address = address_bytes(name);
    const std::string& bytes = address.empty() ? name : address;
    ASN1_STRING* text = ASN1_STRING_type_new(address.empty() ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
    const bool made = entry && text && ASN1_STRING_set(text, bytes.data(), static_cast<int>(bytes.size())) == 1;
    if (made) GENERAL_NAME_set0_value(entry, address.empty() ? GEN_DNS : GEN_IPADD, text);
    if (!made || sk_GENERAL_NAME_push(list.get(), entry) == 0) {
      if (!made) ASN1_STRING_free(text);
      GENERAL_NAME_free(entry);
      return false;
    }
  }
  return X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT) == 1;
}

/// A certificate with all but its subject, its extensions and its signature.
Certificate blank_certificate(EVP_PKEY* key, int days) {
  Certificate certificate{X509_new()};
  X509* raw = certificate.get();
  if (!raw || X509_set_version(raw, X509_VERSION_3) != 1 || !set_serial(raw)) return nullptr;
  if (!X509_gmtime_adj(X509_getm_notBefore(raw), -clock_slack)) return nullptr;
  if (!X509_gmtime_adj(X509_getm_notAfter(raw), days * day - clock_slack)) return nullptr;
  if (X509_set_pubkey(raw, key) != 1) return nullptr;
  return certificate;
}

bool speaks_for(X509* certificate, const std::string& name) {
  const std::string address = address_bytes(name);
  if (!address.empty()) {
    return X509_check_ip(certificate, reinterpret_cast<const unsigned char*>(address.data()), address.size(), 0) == 1;
  }
  return X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1;
}

}  // namespace

std::optional<PemPair> make_authority() {
  const ErrorQueueGuard guard;
  const Key key{EVP_EC_gen("P-256")};
  if (!key) return std::nullopt;
  const Certificate certificate = blank_certificate(key.get(), authority_days);
  X509* raw = certificate.get();
  if (!raw || !set_subject(X509_get_subject_name(raw), "phantomime local CA")) return std::nullopt;
  if (X509_set_issuer_name(raw, X509_get_subject_name(raw)) != 1) return std::nullopt;
  const bool extended = add_extension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                        add_extension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                        add_extension(raw, raw, NID_subject_key_identifier, "hash");
  if (!extended || X509_sign(raw, key.get(), EVP_sha256()) <= 0) return std::nullopt;
  return to_pem(raw, key.get());
}

std::optional<PemPair> make_leaf(const PemPair& authority, const std::vector<std::string>& names) {
  const ErrorQueueGuard guard;
  const Certificate issuer = parse_certificate(authority.certificate);
  const Key issuer_key = parse_key(authority.key);
  const Key key{EVP_EC_gen("P-256")};
  if (!issuer || !issuer_key || !key) return std::nullopt;
  const Certificate certificate = blank_certificate(key.get(), leaf_days);
  X509* raw = certificate.get();
  if (!raw || !set_subject(X509_get_subject_name(raw), "phantomime")) return std::nullopt;
  if (X509_set_issuer_name(raw, X509_get_subject_name(issuer.get())) != 1) return std::nullopt;
  const bool extended = add_extension(raw, issuer.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                        add_extension(raw, issuer.get(), NID_key_usage, "critical,digitalSignature") &&
                        add_extension(raw, issuer.get(), NID_ext_key_usage, "serverAuth") &&
                        add_extension(raw, issuer.get(), NID_subject_key_identifier, "hash") &&
                        add_extension(raw, issuer.get(), NID_authority_key_identifier, "keyid:always") &&
                        add_names(raw, names);
  if (!extended || X509_sign(raw, issuer_key.get(), EVP_sha256()) <= 0) return std::nullopt;
  auto pair = to_pem(raw, key.get());
  if (pair) pair->certificate += authority.certificate;
  return pair;
}

bool is_sound(const PemPair& pair, std::chrono::hours margin, const std::vector<std::string>& names,
              std::string_view issuer) {
  const ErrorQueueGuard guard;
  const Certificate certificate = parse_certificate(pair.certificate);
  if (!certificate) return false;
  time_t until = ::time(nullptr) + std::chrono::duration_cast<std::chrono::seconds>(margin).count();
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &until) <= 0) return false;
  if (X509_cmp_current_time(X509_get0_notBefore(certificate.get())) >= 0) return false;
  const auto speaks = [&](const std::string& name) { return speaks_for(certificate.get(), name); };
  if (!std::all_of(names.begin(), names.end(), speaks)) return false;
  const Key key = parse_key(pair.key);
  if (!key || X509_check_private_key(certificate.get(), key.get()) != 1) return false;
  if (issuer.empty()) return true;
  // By names and key identifiers; verifying the signature would cost every start a third of a millisecond, and who can
  // forge files in our folder can forge the authority as well.
  const Certificate signer = parse_certificate(issuer);
  return signer && X509_check_issued(signer.get(), certificate.get()) == X509_V_OK;
}

}  // namespace phantomime::net
