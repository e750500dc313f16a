#include "phantomime/server/disk_journal/syncer.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include <unistd.h>

#include "phantomime/net/signals_blocked.hpp"

namespace phantomime::server {
namespace {

constexpr std::chrono::seconds between_syncs{1};

}  // namespace

Syncer::Syncer(std::function<void(int)> failed) : failed_{std::move(failed)} {
  const net::SignalsBlocked blocked;
  thread_ = std::thread{[this] { run(); }};
}

Syncer::~Syncer() { stop(); }

void Syncer::touch(const std::shared_ptr<const SegmentWriter::Files>& files) {
  const std::lock_guard lock{mutex_};
  if (std::find(touched_.begin(), touched_.end(), files) != touched_.end()) return;
  touched_.push_back(files);
  changed_.notify_one();
}

void Syncer::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !touched_.empty(); });
    changed_.wait_for(lock, between_syncs, [this] { return stopping_; });
    const bool last = stopping_;
    const auto files = std::exchange(touched_, {});
    lock.unlock();
    int error = 0;
    for (const auto& file : files)
      // The index is made anew where it is lost: only the records need to last.
      if (::fdatasync(file->records.value()) != 0) error = errno;
    if (error) failed_(error);
    lock.lock();
    if (last && touched_.empty()) return;
  }
}

void Syncer::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace phantomime::server
