#include "phantomime/server/metrics.hpp"

#include <algorithm>
#include <functional>
#include <new>
#include <tuple>

#include "phantomime/http/redaction.hpp"

namespace phantomime::server {

void Histogram::observe(std::chrono::nanoseconds took) noexcept {
  const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), took) - bounds.begin();
  counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(took.count(), std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::snapshot() const noexcept {
  Snapshot snapshot;
  snapshot.sum = std::chrono::nanoseconds{sum_.load(std::memory_order_relaxed)};
  std::uint64_t all = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket)
    snapshot.at_most[bucket] = all += counts_[bucket].load(std::memory_order_relaxed);
  return snapshot;
}

CallTable::CallTable() : slots_(2 * most) {
  constexpr int statuses = 600;
  for (int status = 0; status < statuses; ++status) others_.emplace_back(std::string_view{}, status);
}

CallTable::~CallTable() {
  for (const auto& slot : slots_) delete slot.load();
}

/// `slot` is where it is, or where it would be put.
CallTable::Pair* CallTable::find(std::string_view stub, int status, std::size_t& slot) const noexcept {
  slot = (std::hash<std::string_view>{}(stub) + static_cast<std::size_t>(status)) % slots_.size();
  for (;; slot = (slot + 1) % slots_.size()) {  // it is never more than half full
    Pair* const pair = slots_[slot].load(std::memory_order_acquire);
    if (!pair || (pair->status == status && pair->stub == stub)) return pair;
  }
}

CallTable::Pair* CallTable::add(std::string_view stub, int status) {
  const std::lock_guard lock{adding_};
  std::size_t slot = 0;
  if (Pair* const there = find(stub, status, slot)) return there;
  if (size_ == most) {
    full_.store(true, std::memory_order_relaxed);
    return nullptr;
  }
  auto pair = std::make_unique<Pair>(stub, status);
  slots_[slot].store(pair.get(), std::memory_order_release);
  ++size_;
  return pair.release();
}

CallTable::Pair* CallTable::pair_of(std::string_view stub, int status) noexcept {
  std::size_t slot = 0;
  Pair* pair = find(stub, status, slot);
  try {
    // Once it is full, no lock is taken for another try.
    if (!pair && !full_.load(std::memory_order_relaxed)) pair = add(stub, status);
  } catch (const std::bad_alloc&) {
    // It counts among the others.
  }
  const auto other = static_cast<std::size_t>(status);
  return pair ? pair : &others_[other < others_.size() ? other : 0];
}

void CallTable::count(std::string_view stub, int status) noexcept {
  pair_of(stub, status)->count.fetch_add(1, std::memory_order_relaxed);
}

std::uint64_t CallTable::others() const noexcept {
  std::uint64_t all = 0;
  for (const Pair& pair : others_) all += pair.count.load(std::memory_order_relaxed);
  return all;
}

std::vector<CallTable::Row> CallTable::rows() const {
  std::vector<Row> rows;
  for (const auto& slot : slots_)
    if (const Pair* pair = slot.load(std::memory_order_acquire))
      rows.push_back({http::redact_text(pair->stub), pair->status, pair->count.load(std::memory_order_relaxed)});
  std::sort(rows.begin(), rows.end(),
            [](const Row& a, const Row& b) { return std::tie(a.stub, a.status) < std::tie(b.stub, b.status); });
  // Names that differ only in what was redacted must not be two samples of one series.
  std::vector<Row> merged;
  for (Row& row : rows) {
    if (!merged.empty() && merged.back().stub == row.stub && merged.back().status == row.status)
      merged.back().count += row.count;
    else
      merged.push_back(std::move(row));
  }
  return merged;
}

void Metrics::exchange(Kind kind, int status, std::chrono::nanoseconds took) noexcept {
  calls_[index(kind)].count({}, status);
  durations_[index(kind)].observe(took);
}

}  // namespace phantomime::server
