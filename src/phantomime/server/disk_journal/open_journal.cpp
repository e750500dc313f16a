// How a journal's folder is opened: made, locked, made sound. What is done with it then is in disk_journal.cpp.
#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include "phantomime/net/system_error.hpp"
#include "phantomime/server/disk_journal/disk_journal.hpp"

namespace phantomime::server {
namespace {

Error cannot_open(const std::string& folder, const std::string& reason, std::string hint) {
  return {ErrorCode::io, "cannot keep a journal in " + folder + ": " + reason, {}, std::move(hint)};
}

}  // namespace

Result<void> DiskJournal::lock_folder() {
  std::error_code error;
  std::filesystem::create_directories(options_.folder, error);
  if (error)
    return cannot_open(options_.folder, net::system_reason(error.value()), "name a folder that can be written");
  const std::string path = options_.folder + "/journal.lock";
  lock_ = net::Descriptor{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (!lock_) return cannot_open(options_.folder, net::system_reason(errno), "name a folder that can be written");
  if (::flock(lock_.value(), LOCK_EX | LOCK_NB) == 0) return {};
  const int reason = errno;
  if (reason == EWOULDBLOCK)
    return cannot_open(options_.folder, "another process does", "give each server a folder of its own");
  return cannot_open(options_.folder, net::system_reason(reason), "name a folder on a disk of this machine");
}

void DiskJournal::tell(const RecoveredSegment& recovered) const {
  const std::string path = segment_path(options_.folder, recovered.info.number);
  if (recovered.cut_bytes > 0)
    warn(fmt::format("{}: its last record was torn: {} bytes were cut off, {} records are whole", path,
                     recovered.cut_bytes, recovered.info.records));
  if (recovered.damaged_bytes > 0)
    warn(fmt::format("{}: {} bytes among its records are none: they stay, and are passed over", path,
                     recovered.damaged_bytes));
}

Result<void> DiskJournal::recover() {
  std::error_code error;
  std::vector<std::uint64_t> numbers;
  std::filesystem::directory_iterator folder{options_.folder, error};
  for (; !error && folder != std::filesystem::directory_iterator{}; folder.increment(error))
    if (const auto number = segment_number(folder->path().filename().string())) numbers.push_back(number);
  if (error) return cannot_open(options_.folder, net::system_reason(error.value()), {});
  std::sort(numbers.begin(), numbers.end());
  std::uint64_t last = 0;
  for (const std::uint64_t number : numbers) {
    auto recovered = recover_segment(options_.folder, number);
    if (!recovered) return recovered.error();
    tell(*recovered);
    before_ += recovered->info.records;
    last = std::max(last, recovered->info.last_sequence);
    next_segment_ = number + 1;
    segments_.push_back(recovered->info);
  }
  if (!segments_.empty() && segments_.back().records > 0 && segments_.back().bytes < options_.segment_bytes)
    resume_ = segments_.back();
  sequence_->store(last);
  return {};
}

Result<std::unique_ptr<DiskJournal>> DiskJournal::open(Options options) {
  std::unique_ptr<DiskJournal> self{new DiskJournal{std::move(options)}};
  if (auto locked = self->lock_folder(); !locked) return locked.error();
  if (auto recovered = self->recover(); !recovered) return recovered.error();
  self->start();
  return self;
}

}  // namespace phantomime::server
