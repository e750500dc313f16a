#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>

#include "phantomime/server/verifier/asker.hpp"

namespace phantomime::server {

/// How much a live server is asked of.
struct Politeness {
  double rate = 0;           ///< requests a second, of all threads together; 0: as many as it takes
  std::size_t attempts = 3;  ///< of a safe request, where no answer comes or the server is busy; of others one
  std::chrono::milliseconds first_pause{250};       ///< doubled each time
  std::chrono::milliseconds longest_pause{10'000};  ///< a Retry-After beyond it is not waited for
};

/// Whether an answer says no more than that the server cannot answer now: 429, 502, 503, 504.
[[nodiscard]] bool is_busy(int status) noexcept;

/// Keeps to a rate, and asks again what may be asked again.
class PoliteAsker final : public Asker {
 public:
  PoliteAsker(Asker& asker, Politeness politeness, Patience& patience)
      : asker_{asker}, politeness_{politeness}, patience_{patience} {}

  [[nodiscard]] Result<LiveAnswer> ask(const http::Request& request, Identity identity) override;

 private:
  [[nodiscard]] bool take_turn();

  Asker& asker_;
  const Politeness politeness_;
  Patience& patience_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_{};  ///< when the next request may leave
};

}  // namespace phantomime::server
