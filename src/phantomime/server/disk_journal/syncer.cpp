#include "phantomime/server/disk_journal/syncer.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include <unistd.h>

namespace phantomime::server {

Syncer::Syncer(std::function<void(int)> failed)
    : failed_{std::move(failed)}, rounds_{std::chrono::seconds{1}, [this] { sync(); }} {}

void Syncer::touch(const std::shared_ptr<const SegmentWriter::Files>& files) {
  {
    const std::lock_guard lock{mutex_};
    if (std::find(touched_.begin(), touched_.end(), files) != touched_.end()) return;
    touched_.push_back(files);
  }
  rounds_.touch();
}

void Syncer::sync() {
  std::vector<std::shared_ptr<const SegmentWriter::Files>> files;
  {
    const std::lock_guard lock{mutex_};
    files.swap(touched_);
  }
  int error = 0;
  for (const auto& file : files)
    // The index is made anew where it is lost: only the records need to last.
    if (::fdatasync(file->records.value()) != 0) error = errno;
  if (error) failed_(error);
}

}  // namespace phantomime::server
