#include "phantomime/server/recorder/body_store.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "phantomime/base/digest.hpp"
#include "phantomime/net/system_error.hpp"
#include "phantomime/net/write_all.hpp"
#include "phantomime/recording/log_line.hpp"

namespace phantomime::server {
namespace {

constexpr std::string_view unfinished = ".part";

std::string bodies_of(const std::string& folder) { return folder + "/" + std::string{recording::bodies_folder}; }

Error cannot_keep(const std::string& path, int error) {
  return {ErrorCode::io, "cannot write " + path + ": " + net::system_reason(error), {}, ""};
}

StoredBody named(std::string digest) {
  std::string file = std::string{recording::bodies_folder} + "/" + digest;
  return {std::move(digest), std::move(file)};
}

/// Removes the files whose names are of that kind. Links are never followed: the name goes, not what it leads to.
Result<void> remove_files(const std::string& bodies, bool (*ours)(std::string_view)) {
  std::error_code error;
  std::filesystem::directory_iterator entries{bodies, error};
  if (error == std::errc::no_such_file_or_directory) return {};
  for (; !error && entries != std::filesystem::directory_iterator{}; entries.increment(error)) {
    const std::string path = entries->path().string();
    if (!ours(entries->path().filename().string())) continue;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
      return Error{ErrorCode::io, "cannot remove " + path + ": " + net::system_reason(errno), {}, ""};
  }
  if (error) return Error{ErrorCode::io, "cannot read " + bodies + ": " + net::system_reason(error.value()), {}, ""};
  return {};
}

}  // namespace

Result<BodyStore> BodyStore::open(const std::string& folder, Access access) {
  const std::string bodies = bodies_of(folder);
  if (::mkdir(bodies.c_str(), access == Access::owner ? 0700 : 0777) != 0 && errno != EEXIST)
    return cannot_keep(bodies, errno);
  net::Descriptor directory{::open(bodies.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory) return cannot_keep(bodies, errno);
  if (auto removed = remove_files(bodies, [](std::string_view name) { return name.ends_with(unfinished); }); !removed)
    return removed.error();
  return BodyStore{folder, access == Access::owner ? 0600U : 0666U, std::move(directory)};
}

bool BodyStore::has(const StoredBody& body, std::uint64_t size) const {
  struct stat status {};
  return ::lstat(path_of(body).c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         static_cast<std::uint64_t>(status.st_size) == size;
}

Result<StoredBody> BodyStore::keep(std::string_view bytes) {
  if (StoredBody body = named(sha256(bytes)); has(body, bytes.size())) return body;
  auto spool = begin();
  if (!spool) return spool.error();
  if (auto written = spool->write(bytes); !written) return written.error();
  return spool->finish();
}

Result<BodyStore::Spool> BodyStore::begin() {
  // Only we write here: the folder is locked.
  std::string path = fmt::format("{}/{}{}", bodies_of(folder_), ++spools_, unfinished);
  net::Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_)};
  if (!file) return cannot_keep(path, errno);
  return Spool{*this, std::move(path), std::move(file)};
}

BodyStore::Spool::~Spool() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> BodyStore::Spool::write(std::string_view bytes) {
  digest_.feed(bytes);
  if (const int error = net::write_all(file_.value(), bytes)) return cannot_keep(path_, error);
  return {};
}

Result<StoredBody> BodyStore::Spool::finish() {
  StoredBody body = named(digest_.hexadecimal());
  const std::string path = store_->path_of(body);
  if (::fdatasync(file_.value()) != 0) return cannot_keep(path_, errno);
  if (::rename(path_.c_str(), path.c_str()) != 0) return cannot_keep(path, errno);
  path_.clear();
  if (::fsync(store_->directory_.value()) != 0) return cannot_keep(path, errno);
  return body;
}

Result<void> remove_bodies(const std::string& folder) {
  return remove_files(bodies_of(folder),
                      [](std::string_view name) { return name.ends_with(unfinished) || is_sha256(name); });
}

}  // namespace phantomime::server
