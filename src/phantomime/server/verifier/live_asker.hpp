#pragma once

#include <memory>

#include "phantomime/net/pooled_client.hpp"
#include "phantomime/server/verifier/asker.hpp"

namespace phantomime::server {

/// Asks over the network. Puts the credentials on, takes content codings off.
class LiveAsker final : public Asker {
 public:
  /// `credentials`: the lines that say who asks; none: nobody does. The client must outlive it.
  LiveAsker(net::PooledClient& client, http::Headers credentials, std::size_t body_limit, const Clock& clock);

  [[nodiscard]] Result<LiveAnswer> ask(const http::Request& request, Identity identity) override;

 private:
  net::PooledClient& client_;
  http::Headers credentials_;
  std::size_t body_limit_;
  const Clock& clock_;
};

}  // namespace phantomime::server
