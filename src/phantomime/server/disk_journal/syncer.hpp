#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "phantomime/server/disk_journal/segment.hpp"
#include "phantomime/server/rounds.hpp"

namespace phantomime::server {

/// Has what was written carried to the disk itself, at most a second after it was: a crash of the machine loses no more
/// (one of the server loses nothing that was written). On a thread of its own, so that a slow disk keeps nobody from
/// writing. Thread-safe.
class Syncer {
 public:
  /// `failed` is told the errno, once per round.
  explicit Syncer(std::function<void(int)> failed);

  /// Files that were written to.
  void touch(const std::shared_ptr<const SegmentWriter::Files>& files);
  /// Syncs what is left and ends.
  void stop() { rounds_.stop(); }

 private:
  void sync();

  std::function<void(int)> failed_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const SegmentWriter::Files>> touched_;
  Rounds rounds_;  ///< last: its thread uses the others
};

}  // namespace phantomime::server
