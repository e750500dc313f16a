#pragma once

#include <map>
#include <optional>
#include <string>

#include "phantomime/base/file_store.hpp"

namespace phantomime::formats {

/// Files as they would be: those of another store, and over them the ones that were changed or are new.
class ChangedFiles final : public FileStore {
 public:
  explicit ChangedFiles(const FileStore& below) : below_{&below} {}

  void change(const std::string& path, std::string text) { changed_[path] = std::move(text); }
  [[nodiscard]] const std::map<std::string, std::string>& changed() const noexcept { return changed_; }
  [[nodiscard]] const FileStore& below() const noexcept { return *below_; }

  [[nodiscard]] Type type(const std::string& path) const override;
  [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override;
  [[nodiscard]] Result<std::vector<Entry>> list(const std::string& folder) const override;
  [[nodiscard]] Result<std::string> real_path(const std::string& path) const override;

 private:
  const FileStore* below_;
  std::map<std::string, std::string> changed_;
};

}  // namespace phantomime::formats
