#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "phantomime/net/certificate_authority.hpp"
#include "phantomime/net/tls.hpp"

namespace phantomime::net {

/// Speaks TLS in the name of any host, with certificates that an authority signs: for what comes through CONNECT. The
/// latest hosts' are kept. Thread-safe.
class Interception {
 public:
  static constexpr std::size_t max_hosts = 256;

  explicit Interception(PemPair authority) : authority_{std::move(authority)} {}

  /// Errors: bad_value (a name that no certificate can have, an authority that cannot sign).
  [[nodiscard]] Result<std::shared_ptr<const TlsContext>> context_for(const std::string& host);

 private:
  using Kept = std::pair<std::string, std::shared_ptr<const TlsContext>>;

  const PemPair authority_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // the latest first
  std::map<std::string, std::list<Kept>::iterator> by_host_;
};

}  // namespace phantomime::net
