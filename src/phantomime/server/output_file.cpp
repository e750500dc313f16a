#include "phantomime/server/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

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
  auto replacement = FileReplacement::begin(target);
  if (!replacement) return replacement.error();
  auto written = replacement->write(bytes);
  return written ? replacement->commit() : written;
}

Result<FileReplacement> FileReplacement::begin(const std::string& path) {
  std::string beside = path + ".XXXXXX";
  net::Descriptor file{::mkostemp(beside.data(), O_CLOEXEC)};
  if (!file) return cannot_write_file(path, errno);
  return FileReplacement{path, std::move(beside), std::move(file)};
}

FileReplacement::FileReplacement(FileReplacement&& other) noexcept
    : path_{std::move(other.path_)}, beside_{std::exchange(other.beside_, {})}, file_{std::move(other.file_)} {}

FileReplacement::~FileReplacement() {
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

Result<void> FileReplacement::write(std::string_view bytes) {
  const int error = net::write_all(file_.value(), bytes);
  if (error != 0) return cannot_write_file(path_, error);
  return {};
}

Result<void> FileReplacement::commit() { return commit_as(path_); }

Result<void> FileReplacement::commit_as(const std::string& path) {
  struct stat status {};
  const bool there = ::stat(path.c_str(), &status) == 0;
  const mode_t mode = there ? status.st_mode & 07777U : usual_mode();
  if (::fchmod(file_.value(), mode) != 0 || ::fsync(file_.value()) != 0) return cannot_write_file(path, errno);
  file_.reset();
  if (::rename(beside_.c_str(), path.c_str()) != 0) return cannot_write_file(path, errno);
  beside_.clear();
  return {};
}

}  // namespace phantomime::server
