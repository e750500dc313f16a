#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "phantomime/recording/exchange.hpp"
#include "phantomime/server/verifier/asker.hpp"

namespace phantomime::server {

/// Keeps what was asked and answered, for whoever compares it later. Bodies beyond `limit` bytes together are not kept.
/// Thread-safe.
class NotingAsker final : public Asker {
 public:
  /// `origin` is who is asked; the other asker must outlive it.
  NotingAsker(Asker& asker, std::string origin, std::size_t limit)
      : asker_{asker}, origin_{std::move(origin)}, room_{limit} {}

  [[nodiscard]] Result<LiveAnswer> ask(const http::Request& request, Identity identity) override;

  /// In the order in which they ended; nothing is left.
  [[nodiscard]] std::vector<recording::Exchange> take();

 private:
  Asker& asker_;
  std::string origin_;
  std::mutex mutex_;
  std::size_t room_;
  std::vector<recording::Exchange> exchanges_;
};

}  // namespace phantomime::server
