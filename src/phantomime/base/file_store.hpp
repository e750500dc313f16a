#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"

namespace phantomime {

/// The seam through which files reach the core. Paths are as the host writes them. Safe to call from several threads.
class FileStore {
 public:
  enum class Type { missing, file, folder, other };
  struct Entry {
    std::string name;
    Type type = Type::missing;
  };

  virtual ~FileStore() = default;

  [[nodiscard]] virtual Type type(const std::string& path) const = 0;
  /// All bytes. Errors: not_found, limit (larger than `limit` bytes; nothing is read), io.
  [[nodiscard]] virtual Result<std::string> read(const std::string& path, std::size_t limit) const = 0;
  /// At most `size` bytes from `offset` on; fewer only at the end of the file. For what is read in passing: by default
  /// all of it is read and cut. Errors: not_found, io.
  [[nodiscard]] virtual Result<std::string> read_part(const std::string& path, std::uint64_t offset,
                                                      std::size_t size) const;
  /// Sorted by name, bytewise. Errors: not_found, io.
  [[nodiscard]] virtual Result<std::vector<Entry>> list(const std::string& folder) const = 0;
  /// The path with every link resolved, for checks that nothing leaves a folder. Errors: not_found, io.
  [[nodiscard]] virtual Result<std::string> real_path(const std::string& path) const = 0;
};

/// The disk.
class DiskFileStore final : public FileStore {
 public:
  [[nodiscard]] Type type(const std::string& path) const override;
  [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override;
  [[nodiscard]] Result<std::string> read_part(const std::string& path, std::uint64_t offset,
                                              std::size_t size) const override;
  [[nodiscard]] Result<std::vector<Entry>> list(const std::string& folder) const override;
  [[nodiscard]] Result<std::string> real_path(const std::string& path) const override;
};

}  // namespace phantomime
