#include "phantomime/cli/record_redaction.hpp"

#include <utility>

#include <openssl/rand.h>

#include "phantomime/net/certificate.hpp"
#include "phantomime/net/certificate_files.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"
#include "phantomime/recording/redaction/rules.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr const char* key_file = "key";

/// Beside the certificates: `${XDG_DATA_HOME:-~/.local/share}/phantomime/redaction`.
std::string key_folder() {
  std::string folder = net::default_certificate_folder();
  return folder.replace(folder.rfind('/') + 1, std::string::npos, "redaction");
}

Result<std::string> make_key(const net::CertificateFolder& folder) {
  std::string key(key_bytes, '\0');
  if (::RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) != 1)
    return Error{ErrorCode::io, "OpenSSL has no random bytes for a key", {}, "check OpenSSL's configuration"};
  if (auto kept = folder.replace(key_file, key, net::CertificateFolder::Access::owner); !kept) return kept.error();
  return key;
}

/// The user's key, made where there is none. Errors: io.
Result<std::string> keep_key() {
  using Folder = net::CertificateFolder;
  auto folder = Folder::open(key_folder());
  if (!folder) return folder.error();
  for (const auto lock : {Folder::Lock::shared, Folder::Lock::exclusive}) {
    if (auto locked = folder->lock(lock); !locked) return locked.error();
    if (auto key = folder->read(key_file); key && key->size() == key_bytes) return *std::move(key);
  }
  return make_key(*folder);
}

}  // namespace

std::unique_ptr<recording::Redactor> open_redactor(const Context& context, const std::string& rules_file,
                                                   Errors& errors) {
  static_cast<void>(context);
  static_cast<void>(rules_file);
  auto key = keep_key();
  if (!key) {
    errors.push_back(key.error());
    return nullptr;
  }
  return std::make_unique<recording::KeyedRedactor>(*key);
}

}  // namespace phantomime::cli
