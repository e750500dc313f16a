#include "support/memory_file_store.hpp"

#include <algorithm>
#include <set>

namespace phantomime::testing_support {
namespace {

bool lies_in(const std::string& path, const std::string& folder) {
  if (folder == ".") return !path.empty() && path[0] != '/';
  if (folder == "/") return !path.empty() && path[0] == '/';
  return path.size() > folder.size() && path.compare(0, folder.size(), folder) == 0 && path[folder.size()] == '/';
}

Error not_found(const std::string& path) {
  return Error{ErrorCode::not_found, "'" + path + "' does not exist", std::nullopt, "check the path"};
}

}  // namespace

std::string MemoryFileStore::normal(std::string_view path) {
  const bool absolute = !path.empty() && path[0] == '/';
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else if (!part.empty() && part != "." && !(part == ".." && absolute))
      parts.push_back(part);
  }
  std::string result = absolute ? "/" : "";
  for (const std::string_view part : parts) {
    if (!result.empty() && result.back() != '/') result += '/';
    result += part;
  }
  return result.empty() ? "." : result;
}

std::string MemoryFileStore::resolved(const std::string& path) const {
  std::string result = normal(path);
  for (int hops = 0; hops < 40; ++hops) {
    const auto link = std::find_if(links_.begin(), links_.end(), [&result](const auto& entry) {
      return result == entry.first || lies_in(result, entry.first);
    });
    if (link == links_.end()) return result;
    result = normal(link->second + result.substr(link->first.size()));
  }
  return {};
}

FileStore::Type MemoryFileStore::type_of_resolved(const std::string& path) const {
  if (path.empty()) return Type::missing;
  if (files_.count(path) > 0) return Type::file;
  const auto inside = [&path](const std::string& other) { return other == path || lies_in(other, path); };
  if (std::any_of(folders_.begin(), folders_.end(), inside)) return Type::folder;
  const bool holds_files =
      std::any_of(files_.begin(), files_.end(), [&inside](const auto& file) { return inside(file.first); });
  const bool holds_links =
      std::any_of(links_.begin(), links_.end(), [&path](const auto& link) { return lies_in(link.first, path); });
  return holds_files || holds_links ? Type::folder : Type::missing;
}

FileStore::Type MemoryFileStore::type(const std::string& path) const { return type_of_resolved(resolved(path)); }

Result<std::string> MemoryFileStore::read(const std::string& path, std::size_t limit) const {
  ++reads_;
  const std::string real = resolved(path);
  const auto file = files_.find(real);
  if (file == files_.end()) {
    if (type_of_resolved(real) == Type::folder)
      return Error{ErrorCode::io, "cannot read '" + path + "': it is a folder", std::nullopt, "name a file in it"};
    return not_found(path);
  }
  if (std::find(unreadable_.begin(), unreadable_.end(), real) != unreadable_.end())
    return Error{ErrorCode::io, "cannot read '" + path + "': Permission denied", std::nullopt, {}};
  if (file->second.size() > limit)
    return Error{ErrorCode::limit, "'" + path + "' is larger than " + std::to_string(limit) + " bytes", std::nullopt,
                 "split it, or leave out what is not needed"};
  return file->second;
}

Result<std::vector<FileStore::Entry>> MemoryFileStore::list(const std::string& folder) const {
  const std::string real = resolved(folder);
  if (type_of_resolved(real) != Type::folder) return not_found(folder);
  std::set<std::string> names;
  const auto collect = [&names, &real](const std::string& path) {
    if (!lies_in(path, real)) return;
    const std::size_t begin = real == "." || real == "/" ? real == "/" : real.size() + 1;
    names.insert(path.substr(begin, path.find('/', begin) - begin));
  };
  for (const auto& file : files_) collect(file.first);
  for (const auto& link : links_) collect(link.first);
  for (const std::string& path : folders_) collect(path);
  std::vector<Entry> entries;
  for (const std::string& name : names) entries.push_back({name, type(real == "." ? name : real + "/" + name)});
  return entries;
}

Result<std::string> MemoryFileStore::real_path(const std::string& path) const {
  std::string real = resolved(path);
  if (type_of_resolved(real) == Type::missing) return not_found(path);
  return real;
}

}  // namespace phantomime::testing_support
