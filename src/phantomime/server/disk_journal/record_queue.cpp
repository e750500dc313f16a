#include "phantomime/server/disk_journal/record_queue.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace phantomime::server {
namespace {

constexpr std::chrono::microseconds gathering{500};
constexpr std::chrono::seconds patience{10};

}  // namespace

bool RecordQueue::put(DiskRecord record) {
  const std::uint64_t sequence = record.entry->sequence;
  const std::size_t bytes = record.bytes();
  std::unique_lock lock{mutex_};
  const auto has_room = [&] {
    if (closed_) return true;
    // The one that the writer waits for always has: it is what makes room for others.
    return sequence - done_ <= bounds_.records && (bytes_ + bytes <= bounds_.bytes || sequence == done_ + taken_ + 1);
  };
  if (!has_room()) {
    ++waiting_;
    filled_.notify_one();  // no time to let more gather
    room_.wait(lock, has_room);
    --waiting_;
  }
  if (closed_) return false;
  slot(sequence) = std::move(record);
  ++count_;
  bytes_ += bytes;
  const bool next = sequence == done_ + taken_ + 1;
  if ((idle_ && next) || waiting_ > 0 || count_ == bounds_.records / 2) filled_.notify_one();
  return true;
}

std::vector<DiskRecord> RecordQueue::take(std::size_t most) {
  std::unique_lock lock{mutex_};
  if (busy_ && !closed_)
    filled_.wait_for(lock, gathering,
                     [this] { return closed_ || hurry_ || waiting_ > 0 || count_ >= bounds_.records / 2; });
  idle_ = true;
  filled_.wait(lock, [this] { return closed_ || is_there(done_ + 1); });
  idle_ = false;
  std::vector<DiskRecord> records;
  while (records.size() < most && is_there(done_ + taken_ + 1)) {
    records.push_back(std::move(slot(done_ + ++taken_)));
    taken_bytes_ += records.back().bytes();
    slot(done_ + taken_) = {};
  }
  count_ -= records.size();
  busy_ = true;
  return records;
}

void RecordQueue::done() {
  const std::lock_guard lock{mutex_};
  done_ += std::exchange(taken_, 0);
  bytes_ -= std::exchange(taken_bytes_, 0);
  if (hurry_ && !is_there(done_ + 1)) hurry_ = false;
  written_.notify_all();
  if (waiting_ > 0) room_.notify_all();
}

void RecordQueue::wait_for(std::uint64_t sequence) {
  std::unique_lock lock{mutex_};
  hurry_ = true;
  filled_.notify_one();
  written_.wait_for(lock, patience, [&] { return closed_ || done_ >= sequence; });
}

void RecordQueue::close() {
  const std::lock_guard lock{mutex_};
  closed_ = true;
  filled_.notify_all();
  room_.notify_all();
  written_.notify_all();
}

std::uint64_t RecordQueue::done_up_to() const {
  const std::lock_guard lock{mutex_};
  return done_;
}

}  // namespace phantomime::server
