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
#include "phantomime/net/write_all.hpp"

namespace phantomime::server {
namespace {

Error cannot_write_file(const std::string& path, int error) {
  return {ErrorCode::io, "cannot write " + path + ": " + net::system_reason(error), {}, ""};
}

Result<void> write_in_place(const std::string& path, std::string_view bytes) {
  const net::Descriptor file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  const int error = file ? net::write_all(file.value(), bytes) : errno;
  if (error != 0) return cannot_write_file(path, error);
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
  int error = net::write_all(file.value(), bytes);
  const mode_t mode = there ? status.st_mode & 07777U : usual_mode();
  if (error == 0 && (::fchmod(file.value(), mode) != 0 || ::fsync(file.value()) != 0)) error = errno;
  file.reset();
  if (error == 0 && ::rename(beside.c_str(), target.c_str()) == 0) return {};
  if (error == 0) error = errno;
  ::unlink(beside.c_str());
  return cannot_write_file(path, error);
}

}  // namespace phantomime::server
