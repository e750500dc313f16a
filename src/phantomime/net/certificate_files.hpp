#pragma once

#include <optional>
#include <string>

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"

namespace phantomime::net {

/// The folder generated certificates are kept in: private to its owner, changed under a lock, files replaced whole.
/// Foreign files and links in it are never followed: they count as missing and are replaced.
class CertificateFolder {
 public:
  /// Opens the folder, making it (0700) and its parents where missing. Errors: io.
  [[nodiscard]] static Result<CertificateFolder> open(const std::string& path);

  enum class Lock { shared, exclusive };
  /// Waits until nobody else changes the folder (shared: until nobody changes it). Errors: io, also when somebody
  /// holds the lock for too long.
  [[nodiscard]] Result<void> lock(Lock lock);

  /// A file's bytes; empty if it is missing, not a plain file of ours, or implausibly large.
  [[nodiscard]] std::optional<std::string> read(const std::string& name) const;

  enum class Access { everybody, owner };
  /// Replaces a file: write beside, sync, rename. Under the exclusive lock only. Errors: io.
  [[nodiscard]] Result<void> replace(const std::string& name, const std::string& bytes, Access access) const;

  [[nodiscard]] std::string path_of(const std::string& name) const { return path_ + "/" + name; }

 private:
  CertificateFolder(std::string path, Descriptor folder) : path_{std::move(path)}, folder_{std::move(folder)} {}
  [[nodiscard]] Error cannot(const std::string& what, const std::string& name, int error) const;

  std::string path_;
  Descriptor folder_;
  Descriptor lock_;
};

}  // namespace phantomime::net
