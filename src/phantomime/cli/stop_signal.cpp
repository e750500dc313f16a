#include "phantomime/cli/stop_signal.hpp"

#include <array>
#include <atomic>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace phantomime::cli {
namespace {

/// The write end of the pipe a handler may use: the only things a signal handler touches are this and _exit.
std::atomic<int> signal_pipe{-1};
std::atomic<int> signals_seen{0};

extern "C" void on_signal(int) {
  if (signals_seen.fetch_add(1) > 0) ::_exit(130);
  const char byte = 's';
  [[maybe_unused]] const auto written = ::write(signal_pipe.load(), &byte, 1);
}

}  // namespace

void StopSignal::raise() {
  {
    const std::lock_guard lock{mutex_};
    raised_ = true;
  }
  wake_.notify_all();
}

void StopSignal::wait() {
  std::unique_lock lock{mutex_};
  wake_.wait(lock, [this] { return raised_; });
}

bool StopSignal::raised() const {
  const std::lock_guard lock{mutex_};
  return raised_;
}

struct SignalHandlers::Impl {
  std::array<int, 2> pipe{-1, -1};
  std::thread reader;
};

SignalHandlers::SignalHandlers(StopSignal& stop) : impl_{new Impl} {
  if (::pipe2(impl_->pipe.data(), O_CLOEXEC) != 0) return;  // then Ctrl-C ends the program the system's way
  signals_seen = 0;
  signal_pipe = impl_->pipe[1];
  impl_->reader = std::thread{[&stop, end = impl_->pipe[0]] {
    char byte = 0;
    while (::read(end, &byte, 1) < 0) {
    }
    if (byte == 's') stop.raise();
  }};
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

SignalHandlers::~SignalHandlers() {
  if (impl_->reader.joinable()) {
    // The handlers stay: while a server drains, a second signal must still end the program at once.
    const char byte = 'q';
    [[maybe_unused]] const auto written = ::write(impl_->pipe[1], &byte, 1);
    impl_->reader.join();
  }
  delete impl_;
}

}  // namespace phantomime::cli
