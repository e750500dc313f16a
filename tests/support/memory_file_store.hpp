#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/file_store.hpp"

namespace phantomime::testing_support {

/// Files in memory. Folders are there as soon as a file lies in them; links are made with add_link and followed by
/// every call, as on a disk. Paths: `a/b.yaml` or `/a/b.yaml`; `.` and `..` are resolved by text. Reads are counted.
class MemoryFileStore final : public FileStore {
 public:
  MemoryFileStore() = default;
  MemoryFileStore(std::initializer_list<std::pair<const std::string, std::string>> files) {
    for (const auto& [path, text] : files) add(path, text);
  }

  void add(const std::string& path, std::string text) { files_[normal(path)] = std::move(text); }
  void add_folder(const std::string& path) { folders_.push_back(normal(path)); }
  /// A link at `path` to another path of this store.
  void add_link(const std::string& path, const std::string& to) { links_[normal(path)] = normal(to); }
  /// From now on reading `path` fails with `io`.
  void make_unreadable(const std::string& path) { unreadable_.push_back(normal(path)); }
  void remove(const std::string& path) { files_.erase(normal(path)); }

  [[nodiscard]] Type type(const std::string& path) const override;
  [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override;
  [[nodiscard]] Result<std::vector<Entry>> list(const std::string& folder) const override;
  [[nodiscard]] Result<std::string> real_path(const std::string& path) const override;

  [[nodiscard]] int reads() const noexcept { return reads_; }

 private:
  /// Without `.`, `..` and doubled slashes.
  [[nodiscard]] static std::string normal(std::string_view path);
  /// normal, with every link followed; empty where they go in circles.
  [[nodiscard]] std::string resolved(const std::string& path) const;
  [[nodiscard]] Type type_of_resolved(const std::string& path) const;

  std::map<std::string, std::string> files_;
  std::map<std::string, std::string> links_;
  std::vector<std::string> folders_;
  std::vector<std::string> unreadable_;
  mutable int reads_ = 0;
};

}  // namespace phantomime::testing_support
