#include "phantomime/scenario/journal.hpp"

#include <algorithm>
#include <iterator>

namespace phantomime::scenario {
namespace {

/// What an entry takes, near enough for a bound. Every header line costs its object too: a thousand empty ones are not
/// free.
std::size_t size_of(const JournalEntry& entry) {
  std::size_t size = sizeof entry + entry.request.method.size() + entry.request.target.size() +
                     entry.request.body.size() + entry.request.peer.size() + entry.gone_stub.size();
  for (const http::Header& line : entry.request.headers) size += sizeof line + line.name.size() + line.value.size();
  return size;
}

}  // namespace

void Journal::add(JournalEntry entry) {
  std::size_t size = size_of(entry);
  if (size > bounds_.bytes) {
    entry.request.body = {};
    entry.body_left_out = true;
    size = size_of(entry);
  }
  std::deque<JournalEntry> evicted;  // freed after the lock is released
  const std::lock_guard lock{mutex_};
  entry.number = ++total_;
  if (size > bounds_.bytes || bounds_.entries == 0) {
    ++dropped_;
    return;
  }
  while (!entries_.empty() && (entries_.size() >= bounds_.entries || bytes_ + size > bounds_.bytes)) {
    bytes_ -= size_of(entries_.front());
    evicted.push_back(std::move(entries_.front()));
    entries_.pop_front();
    ++dropped_;
  }
  bytes_ += size;
  entries_.push_back(std::move(entry));
}

std::vector<JournalEntry> Journal::entries() const {
  const std::lock_guard lock{mutex_};
  return {entries_.begin(), entries_.end()};
}

std::uint64_t Journal::total() const {
  const std::lock_guard lock{mutex_};
  return total_;
}

std::uint64_t Journal::dropped() const {
  const std::lock_guard lock{mutex_};
  return dropped_;
}

void Journal::clear() {
  std::deque<JournalEntry> cleared;
  const std::lock_guard lock{mutex_};
  cleared.swap(entries_);
  bytes_ = 0;
  total_ = 0;
  dropped_ = 0;
}

void Journal::take_over(const Journal& earlier, const std::function<void(JournalEntry&)>& change) {
  std::vector<JournalEntry> entries;
  std::uint64_t total = 0;
  {
    const std::lock_guard lock{earlier.mutex_};
    entries.assign(earlier.entries_.begin(), earlier.entries_.end());
    total = earlier.total_;
  }
  clear();
  for (JournalEntry& entry : entries) {
    change(entry);
    const std::uint64_t number = entry.number;
    {
      const std::lock_guard lock{mutex_};
      total_ = number - 1;
    }
    add(std::move(entry));
  }
  const std::lock_guard lock{mutex_};
  total_ = total;
  dropped_ = total - entries_.size();
}

}  // namespace phantomime::scenario
