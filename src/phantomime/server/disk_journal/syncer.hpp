#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "phantomime/server/disk_journal/segment.hpp"

namespace phantomime::server {

/// Has what was written carried to the disk itself, at most a second after it was: a crash of the machine loses no more
/// (one of the server loses nothing that was written). On a thread of its own, so that a slow disk keeps nobody from
/// writing. Thread-safe.
class Syncer {
 public:
  /// `failed` is told the errno, once per round.
  explicit Syncer(std::function<void(int)> failed);
  ~Syncer();

  /// Files that were written to.
  void touch(const std::shared_ptr<const SegmentWriter::Files>& files);
  /// Syncs what is left and ends.
  void stop();

 private:
  void run();

  std::function<void(int)> failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<const SegmentWriter::Files>> touched_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace phantomime::server
