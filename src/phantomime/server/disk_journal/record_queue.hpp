#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include "phantomime/server/disk_journal/record.hpp"

namespace phantomime::server {

/// Records on their way from the threads that answer to the one that writes, in the order of their sequence, whatever
/// order they come in. Bounded by count and bytes: who brings one where there is no room waits. Thread-safe.
class RecordQueue {
 public:
  struct Bounds {
    std::size_t records = 4096;
    std::size_t bytes = 4u << 20;
  };
  /// The first record to come has the sequence after `written`.
  RecordQueue(Bounds bounds, std::uint64_t written) : bounds_{bounds}, slots_(bounds.records), done_{written} {}

  /// Every number of the sequence must come once. Waits for room; nothing else is waited for, and who calls it holds no
  /// lock. False after `close`: it was not taken.
  bool put(DiskRecord record);

  /// Up to so many records that follow each other, in their order; none only once it is closed and nothing can follow.
  /// After each take it lets some gather, for half a millisecond, so that not every record wakes the writer.
  [[nodiscard]] std::vector<DiskRecord> take(std::size_t most);
  /// All that was taken is written, or given up: their room is free.
  void done();
  /// Waits until all up to this sequence are done, or it is closed, or for a few seconds.
  void wait_for(std::uint64_t sequence);
  /// No more come; what came is still taken.
  void close();

  [[nodiscard]] std::uint64_t done_up_to() const;

 private:
  [[nodiscard]] DiskRecord& slot(std::uint64_t sequence) { return slots_[sequence % slots_.size()]; }
  [[nodiscard]] bool is_there(std::uint64_t sequence) const {
    const auto& entry = slots_[sequence % slots_.size()].entry;
    return entry && entry->sequence == sequence;
  }

  const Bounds bounds_;
  mutable std::mutex mutex_;
  std::condition_variable room_, filled_, written_;
  std::vector<DiskRecord> slots_;
  std::uint64_t done_;       ///< the last sequence that is written or given up
  std::uint64_t taken_ = 0;  ///< how many behind it are being written
  std::size_t waiting_ = 0;  ///< for room
  std::size_t count_ = 0, bytes_ = 0, taken_bytes_ = 0;
  bool busy_ = false;   ///< records came before: let some gather
  bool idle_ = false;   ///< the writer waits for the next record
  bool hurry_ = false;  ///< somebody waits for what is there
  bool closed_ = false;
};

}  // namespace phantomime::server
