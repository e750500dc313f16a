#pragma once

#include <cstdint>
#include <memory>

#include "phantomime/net/crowd.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/stock_connection.hpp"

namespace phantomime::net {

/// Takes new connections from a listening socket with cpp-httplib's server and gives each a thread. Destroying it waits
/// for them. One caller at a time.
class StockAcceptor {
 public:
  StockAcceptor(StockHub& hub, Crowd& crowd, const TlsContext* tls, std::uint32_t number);
  ~StockAcceptor();

  /// Begins to accept. Throws std::system_error when there is no thread for it.
  void begin(Descriptor listening);
  /// Closes the socket: new clients are refused from now on, connections stay.
  void end();
  /// Whether its last connection is gone, so that destroying it waits for nobody.
  [[nodiscard]] bool over() const;

 private:
  class Library;
  std::unique_ptr<Library> library_;
};

}  // namespace phantomime::net
