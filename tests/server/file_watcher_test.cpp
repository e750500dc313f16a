#include "phantomime/server/file_watcher.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace phantomime::server {
namespace {

using std::chrono::milliseconds;

/// Counts calls and lets a test wait for one.
class Calls {
 public:
  void call() {
    {
      const std::lock_guard lock{mutex_};
      ++count_;
    }
    wake_.notify_all();
  }
  [[nodiscard]] bool wait_for(int count) {
    std::unique_lock lock{mutex_};
    return wake_.wait_for(lock, std::chrono::seconds{20}, [&] { return count_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  int count_ = 0;
};

std::string temporary(const std::string& name) {
  return testing::TempDir() + "watcher_" + std::to_string(::getpid()) + "_" + name;
}

void write(const std::string& path, const std::string& text) { std::ofstream{path} << text; }

TEST(FileWatcher, TellsOfContentOfRemovalAndOfReturn) {
  const std::string path = temporary("file");
  write(path, "one");
  Calls calls;
  const FileWatcher watcher{{path}, [&] { calls.call(); }, milliseconds{5}};
  write(path, "two and more");
  EXPECT_TRUE(calls.wait_for(1));
  std::remove(path.c_str());
  EXPECT_TRUE(calls.wait_for(2));
  write(path, "three");
  EXPECT_TRUE(calls.wait_for(3));
  std::remove(path.c_str());
}

TEST(FileWatcher, WatchesOtherFilesFromInsideItsCallback) {
  const std::string first = temporary("first"), second = temporary("second");
  write(first, "1");
  write(second, "1");
  Calls calls;
  FileWatcher* self = nullptr;
  std::mutex ready;
  std::unique_lock hold{ready};
  FileWatcher watcher{{first},
                      [&] {
                        { const std::lock_guard wait{ready}; }
                        self->watch({second});
                        calls.call();
                      },
                      milliseconds{5}};
  self = &watcher;
  hold.unlock();
  write(first, "22");
  ASSERT_TRUE(calls.wait_for(1));
  write(second, "22");
  EXPECT_TRUE(calls.wait_for(2));
  std::remove(first.c_str());
  std::remove(second.c_str());
}

TEST(FileWatcher, EndsAtOnceWhileNothingHappens) {
  const FileWatcher watcher{{"/nonexistent"}, [] { FAIL() << "nothing changed"; }, std::chrono::hours{1}};
}

}  // namespace
}  // namespace phantomime::server
