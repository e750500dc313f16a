#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "phantomime/cli/stop_signal.hpp"
#include "phantomime/net/pooled_client.hpp"
#include "phantomime/server/verifier/asker.hpp"

namespace phantomime::cli {

/// How soon it is seen that somebody pressed Ctrl-C.
inline constexpr std::chrono::milliseconds look_again{10};

/// Waits as long as nobody presses Ctrl-C.
class StoppablePatience final : public server::Patience {
 public:
  explicit StoppablePatience(StopSignal& stop) : stop_{stop} {}
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] bool wait(std::chrono::nanoseconds time) override {
    for (const auto until = now() + time; now() < until;) {
      if (stop_.raised()) return false;
      std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(until - now(), look_again));
    }
    return true;
  }

 private:
  StopSignal& stop_;
};

/// Ends what the client waits for once the command is told to stop.
class CancelOnStop {
 public:
  CancelOnStop(StopSignal& stop, net::PooledClient& client)
      : watcher_{[this, &stop, &client] {
          while (!over_ && !stop.raised()) std::this_thread::sleep_for(look_again);
          if (!over_) client.cancel();
        }} {}
  ~CancelOnStop() {
    over_ = true;
    watcher_.join();
  }
  CancelOnStop(const CancelOnStop&) = delete;
  CancelOnStop& operator=(const CancelOnStop&) = delete;

 private:
  std::atomic<bool> over_{false};
  std::thread watcher_;
};

}  // namespace phantomime::cli
