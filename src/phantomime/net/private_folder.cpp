#include "phantomime/net/private_folder.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "phantomime/net/system_error.hpp"
#include "phantomime/net/write_all.hpp"

namespace phantomime::net {

namespace {

constexpr std::size_t max_file_bytes = 64u << 10;
/// Making keys takes milliseconds; whoever holds the lock longer is stuck.
constexpr std::chrono::seconds lock_patience{10};
constexpr std::chrono::milliseconds lock_pause{5};

Error io_error(const std::string& what, int error, const std::string& hint) {
  return {ErrorCode::io, what + ": " + system_reason(error), {}, hint};
}

/// Files and folders of somebody else are not to be trusted with keys; root's are.
bool is_ours(const struct stat& status) { return status.st_uid == ::geteuid() || status.st_uid == 0; }

/// Makes a folder and its parents. Returns the errno, or 0.
int make_folders(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return 0;
  if (errno != ENOENT) return errno;
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos || slash == 0) return ENOENT;
  if (const int error = make_folders(path.substr(0, slash))) return error;
  return ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST ? 0 : errno;
}

std::string home_folder() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets variables while the program runs
  if (const char* home = std::getenv("HOME"); home && *home == '/') return home;
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found && found->pw_dir) {
    return found->pw_dir;
  }
  return "/";
}

std::string user_folder(const char* variable, const std::string& usual, const std::string& name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): as above
  const char* folder = std::getenv(variable);
  // The XDG specification wants relative paths ignored.
  const std::string base = folder && *folder == '/' ? std::string{folder} : home_folder() + usual;
  return base + "/phantomime/" + name;
}

}  // namespace

Result<PrivateFolder> PrivateFolder::open(const std::string& path, std::string hint) {
  Descriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder && errno == ENOENT) {
    if (const int error = make_folders(path)) return io_error("cannot make the folder " + path, error, hint);
    folder = Descriptor{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  }
  if (!folder) return io_error("cannot open the folder " + path, errno, hint);
  struct stat status {};
  if (::fstat(folder.value(), &status) != 0) return io_error("cannot open the folder " + path, errno, hint);
  if (!is_ours(status)) {
    return Error{ErrorCode::io, "the folder " + path + " belongs to another user", {}, hint};
  }
  // Best effort: on a read-only disk sound files in a laxer folder still serve, since keys are 0600 themselves.
  if ((status.st_mode & 0077) != 0) ::fchmod(folder.value(), 0700);
  return PrivateFolder{path, std::move(hint), std::move(folder)};
}

Result<void> PrivateFolder::lock(Lock lock) {
  if (!lock_) {
    const int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    lock_ = Descriptor{::openat(folder_.value(), "lock", O_RDWR | O_CREAT | flags, 0600)};
    // A read-only disk: nobody can change what is there, so reading needs no lock.
    if (!lock_ && lock == Lock::shared) return {};
    if (!lock_) return cannot("write", "lock", errno);
  }
  const int wanted = (lock == Lock::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  const auto until = std::chrono::steady_clock::now() + lock_patience;
  while (::flock(lock_.value(), wanted) != 0) {
    const int error = errno;
    // Some network disks know no locks; writing stays atomic file by file.
    if (error == ENOLCK || error == EOPNOTSUPP || error == EINVAL) return {};
    if (error != EWOULDBLOCK && error != EINTR) return cannot("lock", "lock", error);
    if (std::chrono::steady_clock::now() > until) {
      return Error{ErrorCode::io,
                   "another process has held " + path_of("lock") + " for 10 seconds",
                   {},
                   "end the process that holds it (fuser shows it)"};
    }
    std::this_thread::sleep_for(lock_pause);
  }
  return {};
}

std::optional<std::string> PrivateFolder::read(const std::string& name) const {
  const Descriptor file{::openat(folder_.value(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  struct stat status {};
  if (!file || ::fstat(file.value(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode) || !is_ours(status) || status.st_nlink != 1) return std::nullopt;
  if (status.st_size <= 0 || static_cast<std::size_t>(status.st_size) > max_file_bytes) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(file.value(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    filled += static_cast<std::size_t>(count);
  }
  return bytes;
}

PrivateFolder::Entry PrivateFolder::entry(const std::string& name) const {
  struct stat status {};
  if (::fstatat(folder_.value(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT ? Entry::missing : Entry::foreign;
  if (!S_ISREG(status.st_mode) || !is_ours(status) || status.st_nlink != 1) return Entry::foreign;
  return (status.st_mode & 0077) == 0 ? Entry::owners_alone : Entry::readable_by_others;
}

Result<void> PrivateFolder::replace(const std::string& name, const std::string& bytes, Access access) const {
  // One name is enough under the lock; what a killed process left behind goes first.
  const std::string beside = name + ".new";
  ::unlinkat(folder_.value(), beside.c_str(), 0);
  const mode_t mode = access == Access::owner ? 0600 : 0644;
  Descriptor file{
      ::openat(folder_.value(), beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)};
  if (!file) return cannot("write", name, errno);
  int error = ::fchmod(file.value(), mode) == 0 ? write_all(file.value(), bytes) : errno;
  if (error == 0 && ::fsync(file.value()) != 0) error = errno;
  const bool written = error == 0;
  file.reset();
  if (written && ::renameat(folder_.value(), beside.c_str(), folder_.value(), name.c_str()) == 0) {
    ::fsync(folder_.value());  // some disks cannot; the rename itself stands
    return {};
  }
  if (written) error = errno;
  ::unlinkat(folder_.value(), beside.c_str(), 0);
  return cannot("write", name, error);
}

Error PrivateFolder::cannot(const std::string& what, const std::string& name, int error) const {
  return io_error("cannot " + what + " " + path_of(name), error, hint_);
}

std::string user_data_folder(const std::string& name) { return user_folder("XDG_DATA_HOME", "/.local/share", name); }

std::string user_state_folder(const std::string& name) { return user_folder("XDG_STATE_HOME", "/.local/state", name); }

}  // namespace phantomime::net
