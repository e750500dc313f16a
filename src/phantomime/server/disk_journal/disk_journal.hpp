#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/server/disk_journal/record_queue.hpp"
#include "phantomime/server/disk_journal/segment.hpp"
#include "phantomime/server/disk_journal/syncer.hpp"

namespace phantomime::server {

/// The exchanges of a server in a folder: complete, append-only, redacted, found again by an index. One thread writes;
/// where it cannot keep up, whoever brings a record waits; where the disk fails, records are counted and let go, and
/// the server goes on. Memory does not grow with what was written. Thread-safe. README.md, "The journal on disk", has
/// the form of the files.
class DiskJournal {
 public:
  struct Options {
    std::string folder;
    std::uint64_t segment_bytes = 64u << 20;  ///< a segment that has as many is closed
    RecordQueue::Bounds queue = {};
    /// Is told in a sentence what people should know: what was recovered, a disk that fails or works again. Called by
    /// the writing thread, or by `open`; may be empty.
    std::function<void(std::string_view)> warn;
  };
  /// Makes the folder where there is none, locks it, and makes sound what an earlier server left there. Errors: io
  /// (cannot be written; another process has it), bad_value (a file of a segment's name that is none).
  [[nodiscard]] static Result<std::unique_ptr<DiskJournal>> open(Options options);
  ~DiskJournal();

  /// What numbers the exchanges: see Journal::Bounds. Each one numbered must be `put`.
  [[nodiscard]] const std::shared_ptr<std::atomic<std::uint64_t>>& sequence() const noexcept { return sequence_; }
  /// Hands an exchange over. Waits where the queue is full; the caller holds no lock.
  void put(DiskRecord record) noexcept;
  /// Waits until what was put before is written (or let go).
  void catch_up() { queue_->wait_for(sequence_->load()); }
  /// Writes what is left, syncs, and ends. Idempotent.
  void stop();

  [[nodiscard]] const std::string& folder() const noexcept { return options_.folder; }
  struct Counts {
    std::uint64_t written = 0;  ///< records, since the start
    std::uint64_t bytes = 0;    ///< of them
    std::uint64_t dropped = 0;  ///< that the disk did not take
    std::uint64_t before = 0;   ///< records that were there at the start
    std::uint64_t segments = 0;
  };
  [[nodiscard]] Counts counts() const;
  /// What can be read now, oldest first.
  [[nodiscard]] std::vector<SegmentInfo> segments() const;

 private:
  explicit DiskJournal(Options options);
  Result<void> lock_folder();
  Result<void> recover();
  void tell(const RecoveredSegment& recovered) const;
  void start();
  void run();
  void write(const std::vector<DiskRecord>& records);
  [[nodiscard]] Result<void> write_some(const std::vector<DiskRecord>& records, std::size_t begin, std::size_t end);
  [[nodiscard]] Result<void> ready_segment();
  void publish();
  void went_on();
  void failed(const std::string& reason);
  void warn(std::string_view what) const noexcept;

  Options options_;
  net::Descriptor lock_;
  std::shared_ptr<std::atomic<std::uint64_t>> sequence_;
  mutable std::mutex segments_mutex_;
  std::vector<SegmentInfo> segments_;  ///< the last one may be written to
  std::atomic<std::uint64_t> written_{0}, bytes_{0}, dropped_{0};
  std::uint64_t before_ = 0;

  // The writing thread's own.
  RecordWriter writer_;
  std::string lines_, entries_;
  std::unique_ptr<SegmentWriter> segment_;
  std::uint64_t next_segment_ = 1;
  std::optional<SegmentInfo> resume_;
  bool failing_ = false;
  std::uint64_t dropped_told_ = 0;
  std::chrono::steady_clock::time_point retry_at_{};

  std::unique_ptr<RecordQueue> queue_;
  std::unique_ptr<Syncer> syncer_;
  std::thread thread_;
};

}  // namespace phantomime::server
