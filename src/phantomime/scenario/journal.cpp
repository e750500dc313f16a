#include "phantomime/scenario/journal.hpp"

#include <algorithm>
#include <iterator>

namespace phantomime::scenario {
namespace {

/// What an entry takes, near enough for a bound. Every header line costs its object too: a thousand empty ones are not
/// free.
std::size_t size_of(const JournalEntry& entry) {
  return sizeof entry + entry.request.method.size() + entry.request.target.size() + entry.request.headers.bytes() +
         entry.request.body.size() + entry.request.peer.size() + entry.gone_stub.size();
}

}  // namespace

bool Journal::pool_lacks(std::size_t bytes) const noexcept {
  return bounds_.pool && bounds_.pool->used.load(std::memory_order_relaxed) + bytes > bounds_.pool->bytes;
}

void Journal::count_in(std::size_t bytes) noexcept {
  bytes_ += bytes;
  if (bounds_.pool) bounds_.pool->used.fetch_add(bytes, std::memory_order_relaxed);
}

void Journal::count_out(std::size_t bytes) noexcept {
  bytes_ -= bytes;
  if (bounds_.pool) bounds_.pool->used.fetch_sub(bytes, std::memory_order_relaxed);
}

void Journal::add(JournalEntry entry) { put(std::move(entry), Room::made); }

void Journal::put(JournalEntry entry, Room room) {
  std::size_t size = size_of(entry);
  const auto leave_body_out = [&size](JournalEntry& large) {
    large.request.body = {};
    large.body_left_out = true;
    size = size_of(large);
  };
  if (size > bounds_.bytes) leave_body_out(entry);
  std::deque<std::shared_ptr<const JournalEntry>> evicted;  // freed after the lock is released
  const auto kept = std::make_shared<JournalEntry>(std::move(entry));
  const std::lock_guard lock{mutex_};
  kept->number = ++total_;
  if (size > bounds_.bytes || bounds_.entries == 0) {
    ++dropped_;
    return;
  }
  while (!entries_.empty() && (entries_.size() >= bounds_.entries || bytes_ + size > bounds_.bytes ||
                               (room == Room::made && pool_lacks(size)))) {
    count_out(size_of(*entries_.front()));
    evicted.push_back(std::move(entries_.front()));
    entries_.pop_front();
    ++dropped_;
  }
  if (room == Room::made && pool_lacks(size) && !kept->request.body.empty()) leave_body_out(*kept);
  entries_.push_back(kept);
  count_in(size);
}

std::vector<JournalEntry> Journal::entries() const {
  std::vector<JournalEntry> copies;
  for (const auto& entry : excerpt().entries) copies.push_back(*entry);
  return copies;
}

Journal::Excerpt Journal::excerpt(std::uint64_t since) const {
  const std::lock_guard lock{mutex_};
  const auto first =
      std::find_if(entries_.begin(), entries_.end(), [since](const auto& entry) { return entry->number > since; });
  return {{first, entries_.end()}, total_, dropped_};
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
  forget();
  const std::lock_guard lock{mutex_};
  total_ = 0;
}

void Journal::forget() {
  std::deque<std::shared_ptr<const JournalEntry>> forgotten;  // freed after the lock is released
  const std::lock_guard lock{mutex_};
  forgotten.swap(entries_);
  count_out(bytes_);
  dropped_ = 0;
}

void Journal::take_over(const Journal& earlier, const std::function<void(JournalEntry&)>& change) {
  const Excerpt taken = earlier.excerpt();
  clear();
  for (const auto& entry : taken.entries) {
    JournalEntry changed = *entry;
    change(changed);
    {
      const std::lock_guard lock{mutex_};
      total_ = changed.number - 1;
    }
    put(std::move(changed), Room::had);
  }
  const std::lock_guard lock{mutex_};
  total_ = taken.total;
  dropped_ += taken.dropped;
}

}  // namespace phantomime::scenario
