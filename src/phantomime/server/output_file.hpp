#pragma once

#include <string>
#include <string_view>

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"

namespace phantomime::server {

/// Puts a file in the place of whatever was there: written beside it, synced, renamed, so that nobody ever reads half
/// of one. A link keeps being one: what it leads to is replaced. What is no plain file (/dev/stdout) is written to.
/// Errors: io, naming the file.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view bytes);

/// The same for what is too long to be held: written in pieces beside the file, which stays as it is until `commit`, or
/// for ever if that is not called. One thread.
class FileReplacement {
 public:
  /// Errors: io.
  [[nodiscard]] static Result<FileReplacement> begin(const std::string& path);
  ~FileReplacement();
  FileReplacement(FileReplacement&& other) noexcept;
  FileReplacement& operator=(FileReplacement&&) = delete;

  [[nodiscard]] Result<void> write(std::string_view bytes);
  /// Syncs and renames; nothing may be written any more. Errors: io.
  [[nodiscard]] Result<void> commit();
  /// The same under another name in the same folder.
  [[nodiscard]] Result<void> commit_as(const std::string& path);

 private:
  FileReplacement(std::string path, std::string beside, net::Descriptor file)
      : path_{std::move(path)}, beside_{std::move(beside)}, file_{std::move(file)} {}

  std::string path_, beside_;  ///< beside_: empty once it is in its place
  net::Descriptor file_;
};

}  // namespace phantomime::server
