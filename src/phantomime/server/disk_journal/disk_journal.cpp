#include "phantomime/server/disk_journal/disk_journal.hpp"

#include <utility>

#include <fmt/format.h>

#include "phantomime/net/signals_blocked.hpp"
#include "phantomime/net/system_error.hpp"

namespace phantomime::server {
namespace {

/// Records written in one go; what they take in memory is bounded by the queue.
constexpr std::size_t records_at_once = 512;
constexpr std::chrono::milliseconds between_attempts{250};

}  // namespace

DiskJournal::DiskJournal(Options options)
    : options_{std::move(options)}, sequence_{std::make_shared<std::atomic<std::uint64_t>>(0)} {}

DiskJournal::~DiskJournal() { stop(); }

void DiskJournal::start() {
  queue_ = std::make_unique<RecordQueue>(options_.queue, sequence_->load());
  syncer_ = std::make_unique<Syncer>([this](int error) {
    warn(fmt::format("the journal in {} may not last a crash of this machine: {}", options_.folder,
                     net::system_reason(error)));
  });
  const net::SignalsBlocked blocked;
  thread_ = std::thread{[this] { run(); }};
}

void DiskJournal::put(DiskRecord record) noexcept {
  if (!queue_->put(std::move(record))) dropped_.fetch_add(1, std::memory_order_relaxed);
}

void DiskJournal::run() {
  for (;;) {
    const auto records = queue_->take(records_at_once);
    if (records.empty()) return;
    write(records);
    queue_->done();
  }
}

/// In one go; where the disk does not take that, one by one, until it takes no more.
void DiskJournal::write(const std::vector<DiskRecord>& records) {
  const auto now = std::chrono::steady_clock::now();
  if (failing_ && now < retry_at_) {
    dropped_.fetch_add(records.size(), std::memory_order_relaxed);
    return;
  }
  auto result = write_some(records, 0, records.size());
  std::size_t written = result ? records.size() : 0;
  while (!result && written < records.size()) {
    result = write_some(records, written, written + 1);
    if (!result) break;
    ++written;
    result = Error{};  // go on with the next
  }
  if (written == records.size()) return went_on();
  dropped_.fetch_add(records.size() - written, std::memory_order_relaxed);
  retry_at_ = now + between_attempts;
  failed(result.error().what);
}

Result<void> DiskJournal::write_some(const std::vector<DiskRecord>& records, std::size_t begin, std::size_t end) {
  if (auto ready = ready_segment(); !ready) return ready;
  lines_.clear();
  entries_.clear();
  SegmentInfo after = segment_->info();
  for (std::size_t i = begin; i < end; ++i) {
    IndexEntry entry = writer_.append(lines_, records[i]);
    entry.offset = static_cast<std::uint32_t>(after.bytes);
    append_index_entry(entries_, entry);
    after.bytes += entry.length;
    if (after.records++ == 0) after.first_sequence = entry.sequence;
    after.last_sequence = entry.sequence;
  }
  if (const int error = segment_->append(lines_, entries_, after)) {
    if (segment_->broken()) segment_.reset();  // what is torn there is cut when the folder is opened again
    return Error{ErrorCode::io, net::system_reason(error), {}, {}};
  }
  written_.fetch_add(end - begin, std::memory_order_relaxed);
  bytes_.fetch_add(lines_.size(), std::memory_order_relaxed);
  publish();
  syncer_->touch(segment_->files());
  return {};
}

Result<void> DiskJournal::ready_segment() {
  if (segment_ && segment_->info().bytes < options_.segment_bytes) return {};
  // The last one of an earlier server goes on where it has room.
  const SegmentInfo info = resume_ ? *std::exchange(resume_, std::nullopt) : SegmentInfo{next_segment_++};
  auto opened = SegmentWriter::open(options_.folder, info);
  if (!opened) return opened.error();
  segment_ = std::make_unique<SegmentWriter>(std::move(*opened));
  return {};
}

void DiskJournal::publish() {
  const std::lock_guard lock{segments_mutex_};
  if (segments_.empty() || segments_.back().number != segment_->info().number)
    segments_.push_back(segment_->info());
  else
    segments_.back() = segment_->info();
}

void DiskJournal::failed(const std::string& reason) {
  if (std::exchange(failing_, true)) return;
  warn(
      fmt::format("the journal in {} cannot be written: {}; requests are answered, and counted as dropped until there "
                  "is room or it can be written again",
                  options_.folder, reason));
}

void DiskJournal::went_on() {
  if (!std::exchange(failing_, false)) return;
  const std::uint64_t dropped = dropped_.load();
  warn(fmt::format("the journal in {} is written again; {} exchanges are missing in it", options_.folder,
                   dropped - std::exchange(dropped_told_, dropped)));
}

void DiskJournal::warn(std::string_view what) const noexcept {
  try {
    if (options_.warn) options_.warn(what);
  } catch (...) {
    // A log that fails must not end the journal.
  }
}

void DiskJournal::stop() {
  if (queue_) queue_->close();
  if (thread_.joinable()) thread_.join();
  if (syncer_) syncer_->stop();
}

DiskJournal::Counts DiskJournal::counts() const {
  Counts counts{written_.load(std::memory_order_relaxed), bytes_.load(std::memory_order_relaxed),
                dropped_.load(std::memory_order_relaxed), before_};
  const std::lock_guard lock{segments_mutex_};
  counts.segments = segments_.size();
  return counts;
}

std::vector<SegmentInfo> DiskJournal::segments() const {
  const std::lock_guard lock{segments_mutex_};
  return segments_;
}

}  // namespace phantomime::server
