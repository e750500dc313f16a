#include "phantomime/server/coverage_keeper.hpp"

#include <cerrno>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>

#include "phantomime/base/file_store.hpp"
#include "phantomime/formats/coverage_file.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/system_error.hpp"
#include "phantomime/server/output_file.hpp"

namespace phantomime::server {
namespace {

Error cannot_lock(const std::string& file, int why) {
  return {
      ErrorCode::io, "cannot lock " + file + ": " + net::system_reason(why), {}, "it lies beside the coverage file"};
}

/// Waits until nobody else is at it; whoever holds it only reads and writes one file. It stays there: taking it away
/// would let two in.
Result<net::Descriptor> lock_beside(const std::string& file) {
  const std::string path = file + ".lock";
  net::Descriptor lock{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)};
  if (!lock) return cannot_lock(path, errno);
  while (::flock(lock.value(), LOCK_EX) != 0)
    if (errno != EINTR) return cannot_lock(path, errno);
  return lock;
}

}  // namespace

Result<void> add_to_coverage_file(const std::string& file, const scenario::Coverage& counted) {
  std::error_code none;
  const auto real = std::filesystem::canonical(file, none);
  const std::string target = none ? file : real.string();
  const DiskFileStore disk;
  const auto type = disk.type(target);
  if (type != FileStore::Type::missing && type != FileStore::Type::file)
    return Error{ErrorCode::io, "cannot keep coverage in " + file + ": it is no plain file", {}, "name another file"};
  const auto lock = lock_beside(target);
  if (!lock) return lock.error();
  scenario::Coverage all;
  const auto text = disk.read(target, most_coverage_bytes);
  if (!text && text.error().code != ErrorCode::not_found) return text.error();
  if (text && !text->empty()) {
    auto kept = formats::read_coverage(*text, file);
    if (!kept) return std::move(kept).error();
    all = *std::move(kept);
  }
  all.add(counted);
  return replace_file(target, formats::write_coverage(all));
}

}  // namespace phantomime::server
