#include "phantomime/server/recorder/log_writer.hpp"

#include <cerrno>
#include <chrono>
#include <utility>

#include <unistd.h>

#include "phantomime/net/write_all.hpp"

namespace phantomime::server {
namespace {

constexpr std::chrono::milliseconds between_syncs{100};

}  // namespace

LogWriter::LogWriter(net::Descriptor log, std::uint64_t bytes, std::uint64_t last, std::function<void(int)> failed)
    : failed_{std::move(failed)}, log_{std::move(log)}, bytes_{bytes}, last_{last}, rounds_{between_syncs, [this] {
                                                                                              sync();
                                                                                            }} {}

std::uint64_t LogWriter::begin() {
  const std::lock_guard lock{mutex_};
  open_.insert(open_.end(), ++last_);
  return last_;
}

void LogWriter::drop(std::uint64_t number) {
  const std::lock_guard lock{mutex_};
  open_.erase(number);
}

bool LogWriter::append(std::string_view line, std::uint64_t number) {
  int error = 0;
  {
    // A disk that is slow holds the exchanges up here, and that is wanted: what is not in the log is not answered.
    const std::lock_guard lock{mutex_};
    if (ended_) return false;
    error = net::write_all(log_.value(), line);
    if (error == 0) {
      bytes_ += line.size();
      if (number != 0) {
        ++written_;
        unsynced_.push_back(number);
      }
    } else if (::ftruncate(log_.value(), static_cast<off_t>(bytes_)) != 0) {
      // Then a reader meets a torn line at the end, which it knows how to pass over: nothing is written behind it.
    }
  }
  if (error == 0)
    rounds_.touch();
  else
    fail(error);
  return error == 0;
}

void LogWriter::fail(int error) {
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(ended_, true)) return;
  }
  if (failed_) failed_(error);
}

void LogWriter::end() {
  const std::lock_guard lock{mutex_};
  ended_ = true;
}

void LogWriter::sync() {
  std::vector<std::uint64_t> numbers;
  {
    const std::lock_guard lock{mutex_};
    numbers.swap(unsynced_);
  }
  if (::fdatasync(log_.value()) != 0) {
    // What was not carried over may be lost for good, and asking again would hear that all is well.
    fail(errno);
    return;
  }
  const std::lock_guard lock{mutex_};
  for (const std::uint64_t number : numbers) open_.erase(number);
  synced_ += numbers.size();
}

LogWriter::Progress LogWriter::progress() const {
  const std::lock_guard lock{mutex_};
  return {written_, bytes_, synced_, open_.empty() ? last_ : *open_.begin() - 1};
}

void LogWriter::stop() {
  rounds_.stop();
  end();
}

}  // namespace phantomime::server
