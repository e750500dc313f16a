#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace phantomime::server {

/// Calls back when one of some files or folders changes (content, replaced, added, removed). Looks at size and times at
/// an interval, on every system alike; a change is told once it has stood still for one interval, so that a
/// half-written file is rarely seen. The destructor joins.
class FileWatcher {
 public:
  FileWatcher(std::vector<std::string> paths, std::function<void()> changed,
              std::chrono::milliseconds interval = std::chrono::milliseconds{250});
  ~FileWatcher();

  /// Watches these from now on. May be called from the callback.
  void watch(std::vector<std::string> paths);

 private:
  void run();
  [[nodiscard]] std::string fingerprint() const;  ///< under the lock

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::string> paths_;
  std::string seen_;
  std::function<void()> changed_;
  std::chrono::milliseconds interval_;
  bool stopping_ = false;
  std::thread thread_;  ///< last: it uses everything above
};

}  // namespace phantomime::server
