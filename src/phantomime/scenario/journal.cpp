#include "phantomime/scenario/journal.hpp"

#include <algorithm>
#include <iterator>

namespace phantomime::scenario {
namespace {

/// What an entry takes, near enough for a bound. Every header line costs its object too: a thousand empty ones are not
/// free. A body that was moved in may have grown into more memory than it fills.
std::size_t size_of(const JournalEntry& entry) {
  return sizeof entry + entry.request.method.size() + entry.request.target.size() + entry.request.headers.bytes() +
         entry.request.body.capacity() + entry.request.peer.size() + entry.gone_stub.size();
}

}  // namespace

bool Journal::pool_lacks(std::size_t bytes) const noexcept {
  return bounds_.pool && bounds_.pool->used.load(std::memory_order_relaxed) + bytes > bounds_.pool->bytes;
}

void Journal::count_in(std::size_t bytes) noexcept {
  bytes_ += bytes;
  if (bounds_.totals) {
    bounds_.totals->entries.fetch_add(1, std::memory_order_relaxed);
    bounds_.totals->bytes.fetch_add(bytes, std::memory_order_relaxed);
  }
  if (bounds_.pool) bounds_.pool->used.fetch_add(bytes, std::memory_order_relaxed);
}

void Journal::count_out(std::size_t bytes, std::size_t entries) noexcept {
  bytes_ -= bytes;
  if (bounds_.totals) {
    bounds_.totals->entries.fetch_sub(entries, std::memory_order_relaxed);
    bounds_.totals->bytes.fetch_sub(bytes, std::memory_order_relaxed);
  }
  if (bounds_.pool) bounds_.pool->used.fetch_sub(bytes, std::memory_order_relaxed);
}

void Journal::count_dropped() noexcept {
  ++dropped_;
  if (bounds_.totals) bounds_.totals->dropped.fetch_add(1, std::memory_order_relaxed);
}

std::uint64_t Journal::sequence_now() const noexcept {
  return bounds_.sequence ? bounds_.sequence->load(std::memory_order_relaxed) : 0;
}

std::shared_ptr<const JournalEntry> Journal::add(std::shared_ptr<JournalEntry> entry) {
  return put(std::move(entry), Room::made);
}

std::shared_ptr<const JournalEntry> Journal::put(std::shared_ptr<JournalEntry> whole, Room room) {
  std::size_t size = size_of(*whole);
  auto kept = whole;
  const auto leave_body_out = [&] {
    if (bounds_.sequence) {  // a longer memory than this one may still have room for it
      std::string body = std::exchange(whole->request.body, {});
      kept = std::make_shared<JournalEntry>(*whole);
      whole->request.body = std::move(body);
    } else {
      std::string{}.swap(kept->request.body);  // an assignment would keep its memory
    }
    kept->body_left_out = true;
    size = size_of(*kept);
  };
  if (size > bounds_.bytes) leave_body_out();
  // Freed after the lock is released. Nearly always it is one: that costs no memory.
  std::shared_ptr<const JournalEntry> evicted;
  std::vector<std::shared_ptr<const JournalEntry>> more_evicted;
  const std::lock_guard lock{mutex_};
  const auto number = [&]() noexcept {
    kept->number = whole->number = ++total_;
    if (room == Room::made && bounds_.sequence)
      kept->sequence = whole->sequence = bounds_.sequence->fetch_add(1, std::memory_order_relaxed) + 1;
  };
  if (size > bounds_.bytes || bounds_.entries == 0) {
    count_dropped();
    number();
    return whole;
  }
  while (!entries_.empty() && (entries_.size() >= bounds_.entries || bytes_ + size > bounds_.bytes ||
                               (room == Room::made && pool_lacks(size)))) {
    if (evicted) more_evicted.push_back(std::move(evicted));
    evicted = std::move(entries_.front().entry);
    count_out(entries_.front().bytes, 1);
    entries_.pop_front();
    count_dropped();
  }
  if (room == Room::made && pool_lacks(size) && !kept->request.body.empty()) leave_body_out();
  entries_.push_back({kept, size});
  count_in(size);
  // Last, where nothing can fail any more: whoever waits for a number of the sequence waits for an entry.
  number();
  return whole;
}

std::vector<JournalEntry> Journal::entries() const {
  std::vector<JournalEntry> copies;
  for (const auto& entry : excerpt().entries) copies.push_back(*entry);
  return copies;
}

Journal::Excerpt Journal::excerpt(std::uint64_t since) const {
  const std::lock_guard lock{mutex_};
  Excerpt found{{}, total_, dropped_, origin_, forgotten_};
  for (const Kept& kept : entries_)
    if (kept.entry->number > since) found.entries.push_back(kept.entry);
  return found;
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
  begin();
}

void Journal::forget() {
  std::deque<Kept> forgotten;  // freed after the lock is released
  const std::lock_guard lock{mutex_};
  forgotten.swap(entries_);
  count_out(bytes_, forgotten.size());
  dropped_ = 0;
  forgotten_ = sequence_now();
}

void Journal::take_over(const Journal& earlier, const std::function<void(JournalEntry&)>& change) {
  const Excerpt taken = earlier.excerpt();
  clear();
  for (const auto& entry : taken.entries) {
    auto changed = std::make_shared<JournalEntry>(*entry);
    change(*changed);
    {
      const std::lock_guard lock{mutex_};
      total_ = changed->number - 1;
    }
    put(std::move(changed), Room::had);
  }
  const std::lock_guard lock{mutex_};
  total_ = taken.total;
  dropped_ += taken.dropped;
  origin_ = taken.origin;
  forgotten_ = taken.forgotten;
}

}  // namespace phantomime::scenario
