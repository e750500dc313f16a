#include "phantomime/server/redaction_key.hpp"

#include <openssl/rand.h>

#include "phantomime/net/private_folder.hpp"

namespace phantomime::server {
namespace {

using net::PrivateFolder;

constexpr std::size_t key_bytes = 32;
constexpr const char* key_file = "key";

Error refused(const PrivateFolder& folder, const std::string& why, const std::string& hint) {
  return {ErrorCode::io, "the redaction key " + folder.path_of(key_file) + " " + why, {}, hint};
}

Result<std::string> read_key(const PrivateFolder& folder) {
  const std::string anew =
      "move it away, and another one is made: placeholders will then differ from those of earlier recordings";
  switch (folder.entry(key_file)) {
    case PrivateFolder::Entry::missing:
      return std::string{};
    case PrivateFolder::Entry::foreign:
      return refused(folder, "is no plain file of yours", anew);
    case PrivateFolder::Entry::readable_by_others:
      return refused(folder, "can be read by others, who could then guess what placeholders stand for",
                     "chmod 600 " + folder.path_of(key_file) + ", or " + anew);
    case PrivateFolder::Entry::owners_alone:
      break;
  }
  auto key = folder.read(key_file);
  if (!key || key->size() != key_bytes) return refused(folder, "is not 32 bytes long", anew);
  return *std::move(key);
}

}  // namespace

Result<std::string> redaction_key(const std::string& path) {
  auto folder = PrivateFolder::open(path, "choose another folder with XDG_DATA_HOME");
  if (!folder) return folder.error();
  if (auto locked = folder->lock(PrivateFolder::Lock::shared); !locked) return locked.error();
  auto key = read_key(*folder);
  if (!key || !key->empty()) return key;
  if (auto locked = folder->lock(PrivateFolder::Lock::exclusive); !locked) return locked.error();
  // Somebody else may have made it while we waited.
  key = read_key(*folder);
  if (!key || !key->empty()) return key;
  std::string made(key_bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(made.data()), static_cast<int>(made.size())) != 1)
    return Error{ErrorCode::io, "the system gives no random bytes for a redaction key", {}, ""};
  if (auto kept = folder->replace(key_file, made, PrivateFolder::Access::owner); !kept) return kept.error();
  return made;
}

std::string default_redaction_folder() { return net::user_data_folder("redaction"); }

}  // namespace phantomime::server
