#include "phantomime/base/file_store.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <system_error>

namespace phantomime {
namespace {

namespace fs = std::filesystem;

FileStore::Type type_of(const fs::file_status& status) {
  switch (status.type()) {
    case fs::file_type::regular:
      return FileStore::Type::file;
    case fs::file_type::directory:
      return FileStore::Type::folder;
    case fs::file_type::none:
    case fs::file_type::not_found:
      return FileStore::Type::missing;
    default:
      return FileStore::Type::other;
  }
}

Error failure(std::string_view doing, const std::string& path, const std::error_code& reason) {
  const bool missing = reason == std::errc::no_such_file_or_directory || reason == std::errc::not_a_directory;
  if (missing) return Error{ErrorCode::not_found, "'" + path + "' does not exist", std::nullopt, "check the path"};
  return Error{
      ErrorCode::io, "cannot " + std::string{doing} + " '" + path + "': " + reason.message(), std::nullopt, {}};
}

Error last_failure(std::string_view doing, const std::string& path) {
  return failure(doing, path, std::error_code{errno, std::generic_category()});
}

Error too_large(const std::string& path, std::size_t limit) {
  return Error{ErrorCode::limit, "'" + path + "' is larger than " + std::to_string(limit) + " bytes", std::nullopt,
               "split it, or leave out what is not needed"};
}

struct Close {
  void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
};

}  // namespace

Result<std::string> FileStore::read_part(const std::string& path, std::uint64_t offset, std::size_t size) const {
  auto whole = read(path, std::numeric_limits<std::size_t>::max());
  if (!whole) return whole.error();
  return offset < whole->size() ? whole->substr(static_cast<std::size_t>(offset), size) : std::string{};
}

FileStore::Type DiskFileStore::type(const std::string& path) const {
  std::error_code ignored;
  return type_of(fs::status(path, ignored));
}

Result<std::string> DiskFileStore::read(const std::string& path, std::size_t limit) const {
  if (type(path) == Type::folder)
    return Error{ErrorCode::io, "cannot read '" + path + "': it is a folder", std::nullopt, "name a file in it"};
  std::error_code unknown;
  const auto size = fs::file_size(path, unknown);
  if (!unknown && size > limit) return too_large(path, limit);

  const std::unique_ptr<std::FILE, Close> file{std::fopen(path.c_str(), "rb")};
  if (!file) return last_failure("read", path);
  std::string bytes;
  if (!unknown) bytes.reserve(static_cast<std::size_t>(size));
  // The size said before is a guess: the file may grow, and pipes have none.
  char buffer[1 << 16];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, file.get())) {
    if (count > limit - bytes.size()) return too_large(path, limit);
    bytes.append(buffer, count);
  }
  if (std::ferror(file.get())) return last_failure("read", path);
  return bytes;
}

Result<std::string> DiskFileStore::read_part(const std::string& path, std::uint64_t offset, std::size_t size) const {
  const std::unique_ptr<std::FILE, Close> file{std::fopen(path.c_str(), "rb")};
  if (!file) return last_failure("read", path);
  if (offset > static_cast<std::uint64_t>(std::numeric_limits<long>::max()) ||
      std::fseek(file.get(), static_cast<long>(offset), SEEK_SET) != 0)
    return last_failure("read", path);
  std::string bytes(size, '\0');
  bytes.resize(std::fread(bytes.data(), 1, size, file.get()));
  if (std::ferror(file.get())) return last_failure("read", path);
  return bytes;
}

Result<std::vector<FileStore::Entry>> DiskFileStore::list(const std::string& folder) const {
  std::error_code reason;
  fs::directory_iterator at{folder, reason};
  if (reason) return failure("list", folder, reason);
  std::vector<Entry> entries;
  while (at != fs::directory_iterator{}) {
    std::error_code ignored;
    entries.push_back({at->path().filename().string(), type_of(at->status(ignored))});
    at.increment(reason);
    if (reason) return failure("list", folder, reason);
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

Result<std::string> DiskFileStore::real_path(const std::string& path) const {
  std::error_code reason;
  const fs::path real = fs::canonical(path, reason);
  if (reason) return failure("resolve", path, reason);
  return real.string();
}

}  // namespace phantomime
