#include "phantomime/formats/acceptance/changed_files.hpp"

#include <algorithm>

namespace phantomime::formats {

FileStore::Type ChangedFiles::type(const std::string& path) const {
  return changed_.count(path) ? Type::file : below_->type(path);
}

Result<std::string> ChangedFiles::read(const std::string& path, std::size_t limit) const {
  const auto changed = changed_.find(path);
  if (changed == changed_.end()) return below_->read(path, limit);
  if (changed->second.size() > limit) return Error{ErrorCode::limit, path + " is too large", {}, ""};
  return changed->second;
}

Result<std::vector<FileStore::Entry>> ChangedFiles::list(const std::string& folder) const {
  auto entries = below_->list(folder);
  if (!entries) return entries;
  for (const auto& [path, text] : changed_) {
    if (!path.starts_with(folder + "/")) continue;
    const std::string name = path.substr(folder.size() + 1);
    const bool known =
        std::any_of(entries->begin(), entries->end(), [&](const Entry& one) { return one.name == name; });
    if (name.find('/') == std::string::npos && !known) entries->push_back({name, Type::file});
  }
  std::sort(entries->begin(), entries->end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

Result<std::string> ChangedFiles::real_path(const std::string& path) const {
  if (!changed_.count(path) || below_->type(path) != Type::missing) return below_->real_path(path);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return path;
  auto folder = below_->real_path(path.substr(0, slash));
  if (folder) *folder += path.substr(slash);
  return folder;
}

}  // namespace phantomime::formats
