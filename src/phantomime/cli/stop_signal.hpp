#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace phantomime::cli {

/// Something to wait for until a command is told to stop: by SIGINT or SIGTERM in the program, by a call in tests.
/// Thread-safe.
class StopSignal {
 public:
  StopSignal() = default;
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void raise();
  void wait();
  [[nodiscard]] bool raised() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool raised_ = false;
};

/// While it lives, SIGINT and SIGTERM raise the signal, and a second one ends the program with 130 at once. One in a
/// program. SIGPIPE is ignored from then on.
class SignalHandlers {
 public:
  explicit SignalHandlers(StopSignal& stop);
  ~SignalHandlers();
  SignalHandlers(const SignalHandlers&) = delete;
  SignalHandlers& operator=(const SignalHandlers&) = delete;

 private:
  struct Impl;
  Impl* impl_;
};

}  // namespace phantomime::cli
