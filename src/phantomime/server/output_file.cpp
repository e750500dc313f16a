#include "phantomime/server/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/system_error.hpp"

namespace phantomime::server {
namespace {

Error cannot_write_file(const std::string& path, int error) {
  return {ErrorCode::io, "cannot write " + path + ": " + net::system_reason(error), {}, ""};
}

bool write_whole(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

Result<void> write_in_place(const std::string& path, std::string_view bytes) {
  const net::Descriptor file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  if (!file || !write_whole(file.value(), bytes)) return cannot_write_file(path, errno);
  return {};
}

/// A new file has the rights that any other would have got: mkostemp gives the owner's alone.
mode_t usual_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

Result<void> replace_file(const std::string& path, std::string_view bytes) {
  std::error_code none;
  const auto real = std::filesystem::canonical(path, none);
  const std::string target = none ? path : real.string();
  struct stat status {};
  const bool there = ::stat(target.c_str(), &status) == 0;
  if (there && S_ISDIR(status.st_mode)) return cannot_write_file(path, EISDIR);
  if (there && !S_ISREG(status.st_mode)) return write_in_place(target, bytes);
  std::string beside = target + ".XXXXXX";
  net::Descriptor file{::mkostemp(beside.data(), O_CLOEXEC)};
  if (!file) return cannot_write_file(path, errno);
  const bool written = write_whole(file.value(), bytes) &&
                       ::fchmod(file.value(), there ? status.st_mode & 07777U : usual_mode()) == 0 &&
                       ::fsync(file.value()) == 0;
  const int error = errno;
  file.reset();
  if (written && ::rename(beside.c_str(), target.c_str()) == 0) return {};
  const int why = written ? errno : error;
  ::unlink(beside.c_str());
  return cannot_write_file(path, why);
}

}  // namespace phantomime::server
