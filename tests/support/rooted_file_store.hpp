#pragma once

#include <string>
#include <utility>

#include "phantomime/base/file_store.hpp"

namespace phantomime::testing_support {

/// The disk as somebody sees it who stands in `root`: golden texts name files from there, wherever the tree lies.
class RootedFileStore final : public FileStore {
 public:
  explicit RootedFileStore(std::string root) : root_{std::move(root)} {}

  [[nodiscard]] Type type(const std::string& path) const override { return disk_.type(at(path)); }
  [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override {
    return shortened(disk_.read(at(path), limit));
  }
  [[nodiscard]] Result<std::vector<Entry>> list(const std::string& folder) const override {
    return shortened(disk_.list(at(folder)));
  }
  [[nodiscard]] Result<std::string> real_path(const std::string& path) const override {
    return shortened(disk_.real_path(at(path)));
  }

 private:
  [[nodiscard]] std::string at(const std::string& path) const {
    return path.starts_with('/') ? path : root_ + "/" + path;
  }

  /// Errors of the disk name the whole path.
  template <class T>
  [[nodiscard]] Result<T> shortened(Result<T> result) const {
    if (result) return result;
    Error error = result.error();
    for (std::string* text : {&error.what, &error.hint})
      for (std::size_t found = text->find(root_ + "/"); found != std::string::npos; found = text->find(root_ + "/"))
        text->erase(found, root_.size() + 1);
    return error;
  }

  std::string root_;
  DiskFileStore disk_;
};

}  // namespace phantomime::testing_support
