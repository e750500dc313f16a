#pragma once

#include <optional>
#include <string>

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"

namespace phantomime::net {

/// A folder that keys are kept in, generated certificates among them: private to its owner, changed under a lock, files
/// replaced whole. Foreign files and links in it are never followed: they count as missing and are replaced.
class PrivateFolder {
 public:
  /// Opens the folder, making it (0700) and its parents where missing. Errors: io; `hint` is what all errors of this
  /// folder tell people to do.
  [[nodiscard]] static Result<PrivateFolder> open(const std::string& path, std::string hint);

  enum class Lock { shared, exclusive };
  /// Waits until nobody else changes the folder (shared: until nobody changes it). Errors: io, also when somebody
  /// holds the lock for too long.
  [[nodiscard]] Result<void> lock(Lock lock);

  /// A file's bytes; empty if it is missing, not a plain file of ours, or implausibly large.
  [[nodiscard]] std::optional<std::string> read(const std::string& name) const;

  /// What is under a name, before it is read.
  enum class Entry { missing, owners_alone, readable_by_others, foreign };
  [[nodiscard]] Entry entry(const std::string& name) const;

  enum class Access { everybody, owner };
  /// Replaces a file: write beside, sync, rename. Under the exclusive lock only. Errors: io.
  [[nodiscard]] Result<void> replace(const std::string& name, const std::string& bytes, Access access) const;

  [[nodiscard]] std::string path_of(const std::string& name) const { return path_ + "/" + name; }

 private:
  PrivateFolder(std::string path, std::string hint, Descriptor folder)
      : path_{std::move(path)}, hint_{std::move(hint)}, folder_{std::move(folder)} {}
  [[nodiscard]] Error cannot(const std::string& what, const std::string& name, int error) const;

  std::string path_, hint_;
  Descriptor folder_;
  Descriptor lock_;
};

/// `${XDG_DATA_HOME:-~/.local/share}/phantomime/NAME`: where what a user keeps lies.
[[nodiscard]] std::string user_data_folder(const std::string& name);
/// `${XDG_STATE_HOME:-~/.local/state}/phantomime/NAME`: where what a program must not forget between two runs lies.
[[nodiscard]] std::string user_state_folder(const std::string& name);

}  // namespace phantomime::net
