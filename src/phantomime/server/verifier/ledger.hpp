#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/private_folder.hpp"
#include "phantomime/server/verifier/ledger_line.hpp"

namespace phantomime::server {

/// What was made on one live server and is not known to be gone: written before each creating request leaves, so that a
/// verifier that is killed at any moment leaves nothing behind that the next one does not know of. A file of one
/// user's, held by one process at a time; the disk has each line before the call returns. One thread.
class Ledger {
 public:
  /// `folder` is that of one target. Errors: io (also where another run holds it).
  [[nodiscard]] static Result<Ledger> open(const std::string& folder);

  /// Something is about to be made. Errors: io; then the request must not leave.
  [[nodiscard]] Result<void> intend(const LedgerEntry& entry);
  /// It was answered: it was made and is called so, or (no id) the server says that it was not, or does not say how it
  /// is called. Errors: io.
  [[nodiscard]] Result<void> made(std::string_view marker, std::string_view id);
  /// It is there no more, or never was. Errors: io.
  [[nodiscard]] Result<void> gone(std::string_view marker);

  /// What may still be there, the oldest first.
  [[nodiscard]] const std::vector<LedgerEntry>& open_entries() const noexcept { return open_; }
  /// Lines that could not be read, but for one that was torn at the end.
  [[nodiscard]] std::size_t damaged_lines() const noexcept { return damaged_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  Ledger(net::PrivateFolder folder, std::string path) : folder_{std::move(folder)}, path_{std::move(path)} {}
  [[nodiscard]] Result<void> load();
  void take(const LedgerLine& line);
  [[nodiscard]] Result<void> append(const LedgerLine& line);

  net::PrivateFolder folder_;  ///< holds the lock
  std::string path_;
  net::Descriptor file_;
  std::vector<LedgerEntry> open_;
  std::size_t damaged_ = 0;
};

/// The folder of a target's ledger: `${XDG_STATE_HOME:-~/.local/state}/phantomime/verify/DIGEST`. `target`: its origin
/// and path, as in `https://host:8443/base`.
[[nodiscard]] std::string ledger_folder(std::string_view target);

}  // namespace phantomime::server
