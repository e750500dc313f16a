#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/net/proxy.hpp"
#include "phantomime/net/proxy/interception.hpp"
#include "phantomime/net/proxy/origin.hpp"
#include "phantomime/net/proxy/upstream_pool.hpp"
#include "phantomime/net/side_pool.hpp"
#include "phantomime/net/tls_client.hpp"

namespace phantomime::net {

/// What the threads of a proxy share. Thread-safe.
struct ProxyHub {
  Limits limits;
  Upstream upstream;
  ProxyHandler handler;
  std::size_t answered_body = 0;
  std::optional<OriginUrl> target;  ///< none: a forward proxy
  std::string target_text;          ///< its Origin::text
  std::string target_host;          ///< its Origin::authority
  std::string via;                  ///< the pseudonym alone: what answers get
  std::string own_via;              ///< with a comment that is this proxy's alone: what requests get, and are known by
  std::unique_ptr<TlsClient> tls_client;
  std::unique_ptr<Interception> interception;  ///< null: CONNECT is refused
  std::atomic<bool> is_draining{false};        ///< exchanges in flight may finish, others are not begun
  std::atomic<std::uint64_t> connections{0};   ///< there ever were
  Proxy::Options::Outgrown outgrown = Proxy::Options::Outgrown::upstream;
  /// One for each loop, which puts into no other: who finds nothing in its own looks into the others.
  std::vector<std::unique_ptr<UpstreamPool>> pools;
  /// Asks the system's resolver, which waits: names are few, and looked up once a connection.
  SidePool lookups{16, 1'000};
  /// Tells Taps of ends where that takes long.
  SidePool endings{4, 100'000};
};

}  // namespace phantomime::net
