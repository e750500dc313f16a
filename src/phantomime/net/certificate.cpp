#include "phantomime/net/certificate.hpp"

#include <algorithm>

#include "phantomime/net/certificate_authority.hpp"
#include "phantomime/net/private_folder.hpp"

namespace phantomime::net {

namespace {

// The CA's key is kept too (0600), so that renewing the server's certificate needs no new trust from any client.
constexpr const char* authority_file = "ca.pem";
constexpr const char* authority_key_file = "ca.key";
constexpr const char* server_file = "server.pem";
constexpr const char* server_key_file = "server.key";
constexpr std::chrono::hours renewal_margin{30 * 24};

/// Whether it can stand in a certificate: an address or a host name. Anything else would make an unusable one.
bool can_be_named(const std::string& name) {
  const auto name_byte = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == ':';
  };
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), name_byte);
}

std::vector<std::string> all_names(const std::vector<std::string>& extra_names) {
  std::vector<std::string> names{"127.0.0.1", "::1", "localhost"};
  for (const std::string& name : extra_names) {
    // "All addresses" is a place to listen and no name a client could ask for.
    if (!can_be_named(name) || name == "0.0.0.0" || name == "::") continue;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

/// What is kept, as far as it can be read.
PemPair read_pair(const PrivateFolder& folder, const char* certificate, const char* key) {
  return {folder.read(certificate).value_or(""), folder.read(key).value_or("")};
}

/// The server's certificate is good, and the CA that clients were told to trust is the one that signed it.
bool is_kept(const PrivateFolder& folder, const std::vector<std::string>& names) {
  const PemPair server = read_pair(folder, server_file, server_key_file);
  const std::string authority = folder.read(authority_file).value_or("");
  return !server.certificate.empty() && !server.key.empty() && !authority.empty() &&
         is_sound(server, renewal_margin, names, authority);
}

Error openssl_refuses() {
  return {ErrorCode::io,
          "cannot make a certificate: OpenSSL refuses",
          {},
          "bring a certificate with --tls-cert and --tls-key"};
}

/// The authority that is kept, as long as it outlives the leaves it signs.
std::optional<PemPair> kept_authority(const PrivateFolder& folder) {
  PemPair authority = read_pair(folder, authority_file, authority_key_file);
  if (authority.key.empty() || !is_sound(authority, std::chrono::hours{24 * 400}, {}, authority.certificate)) return {};
  return authority;
}

/// The same, made where there is none. Under the exclusive lock.
Result<PemPair> make_authority_if_need_be(const PrivateFolder& folder) {
  if (auto kept = kept_authority(folder)) return *std::move(kept);
  auto made = make_authority();
  if (!made) return openssl_refuses();
  using Access = PrivateFolder::Access;
  if (auto kept = folder.replace(authority_key_file, made->key, Access::owner); !kept) return kept.error();
  if (auto kept = folder.replace(authority_file, made->certificate, Access::everybody); !kept) return kept.error();
  return *std::move(made);
}

Result<void> make_and_keep(const PrivateFolder& folder, const std::vector<std::string>& names) {
  const auto authority = make_authority_if_need_be(folder);
  if (!authority) return authority.error();
  const auto leaf = make_leaf(*authority, names);
  if (!leaf) return openssl_refuses();
  if (auto kept = folder.replace(server_key_file, leaf->key, PrivateFolder::Access::owner); !kept) return kept;
  return folder.replace(server_file, leaf->certificate, PrivateFolder::Access::everybody);
}

}  // namespace

Result<KeptCertificate> keep_certificate(const std::string& folder_path, const std::vector<std::string>& extra_names) {
  auto folder = PrivateFolder::open(
      folder_path, "choose another folder with XDG_DATA_HOME, or bring a certificate with --tls-cert and --tls-key");
  if (!folder) return folder.error();
  const std::vector<std::string> names = all_names(extra_names);
  // Shared first: starting with sound files, which is nearly always, must not wait for others that do the same.
  if (auto locked = folder->lock(PrivateFolder::Lock::shared); !locked) return locked.error();
  if (!is_kept(*folder, names)) {
    if (auto locked = folder->lock(PrivateFolder::Lock::exclusive); !locked) return locked.error();
    // Somebody else may have made them while we waited.
    if (!is_kept(*folder, names)) {
      if (auto made = make_and_keep(*folder, names); !made) return made.error();
    }
  }
  return KeptCertificate{{folder->path_of(server_file), folder->path_of(server_key_file)},
                         folder->path_of(authority_file)};
}

Result<KeptAuthority> keep_authority(const std::string& folder_path) {
  auto folder = PrivateFolder::open(folder_path, "choose another folder with XDG_DATA_HOME");
  if (!folder) return folder.error();
  const std::string file = folder->path_of(authority_file);
  if (auto locked = folder->lock(PrivateFolder::Lock::shared); !locked) return locked.error();
  if (auto kept = kept_authority(*folder)) return KeptAuthority{*std::move(kept), file};
  if (auto locked = folder->lock(PrivateFolder::Lock::exclusive); !locked) return locked.error();
  auto made = make_authority_if_need_be(*folder);
  if (!made) return made.error();
  return KeptAuthority{*std::move(made), file};
}

std::string default_certificate_folder() { return user_data_folder("tls"); }

}  // namespace phantomime::net
