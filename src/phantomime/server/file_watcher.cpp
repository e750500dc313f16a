#include "phantomime/server/file_watcher.hpp"

#include <utility>

#include <sys/stat.h>

namespace phantomime::server {

FileWatcher::FileWatcher(std::vector<std::string> paths, std::function<void()> changed,
                         std::chrono::milliseconds interval)
    : paths_{std::move(paths)}, changed_{std::move(changed)}, interval_{interval} {
  seen_ = fingerprint();
  thread_ = std::thread{[this] { run(); }};
}

FileWatcher::~FileWatcher() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void FileWatcher::watch(std::vector<std::string> paths) {
  const std::lock_guard lock{mutex_};
  if (paths == paths_) return;  // what changed meanwhile must still be seen
  paths_ = std::move(paths);
  seen_ = fingerprint();
}

std::string FileWatcher::fingerprint() const {
  std::string print;
  for (const std::string& path : paths_) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      print += "-;";
      continue;
    }
    print += std::to_string(status.st_ino) + ',' + std::to_string(status.st_size) + ',' +
             std::to_string(status.st_mtim.tv_sec) + '.' + std::to_string(status.st_mtim.tv_nsec) + ';';
  }
  return print;
}

void FileWatcher::run() {
  std::unique_lock lock{mutex_};
  std::string pending;
  while (!wake_.wait_for(lock, interval_, [this] { return stopping_; })) {
    std::string now = fingerprint();
    if (now == seen_) {
      pending.clear();
      continue;
    }
    if (now != pending) {  // still changing: wait until it stands still
      pending = std::move(now);
      continue;
    }
    seen_ = std::move(now);
    pending.clear();
    lock.unlock();
    changed_();
    lock.lock();
  }
}

}  // namespace phantomime::server
