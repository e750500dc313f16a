#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "phantomime/base/result.hpp"
#include "phantomime/net/proxy/origin.hpp"
#include "phantomime/net/proxy/wire.hpp"
#include "phantomime/net/tls_client.hpp"

struct addrinfo;

namespace phantomime::net {

/// All addresses of an origin, in the order in which they are to be tried.
using Addresses = std::shared_ptr<const addrinfo>;

/// Looks up an origin's name, which may take as long as the system's resolver likes. Errors: io.
[[nodiscard]] Result<Addresses> look_up(const Origin& origin);
/// The same for an origin that is an address itself, or whose addresses need no asking; else nothing. Does not wait.
[[nodiscard]] std::optional<Addresses> written_address(const Origin& origin);

/// Makes a connection to an origin, all its addresses tried in turn; through TLS where it wants that. Never waits: it
/// goes as far as it goes, and says for what to wait. One thread.
class Dial {
 public:
  Dial(Origin origin, Addresses addresses, std::chrono::milliseconds timeout, TlsClient& tls);

  enum class State { under_way, done, failed };
  /// Goes on. Once it is done the connection is `wire()`, to be taken.
  [[nodiscard]] State advance();

  /// What is being tried: its socket, where there is one, is waited for. Another one with each address.
  [[nodiscard]] Wire& wire() noexcept { return wire_; }
  /// What poll(2) is to look for.
  [[nodiscard]] short events() const noexcept;
  /// When it is to go on even if nothing happened.
  [[nodiscard]] SteadyTime until() const noexcept { return until_; }

  /// Why it failed, and what to do about it: limit (it took longer than the timeout), io (every other cause).
  [[nodiscard]] Error failure() const;

 private:
  enum class Stage { next_address, connecting, connected, shaking_hands, failed };

  void try_next(Error why);
  void start_connecting();
  bool finish_connecting();
  void start_handshake();
  State shake_hands();

  Origin origin_;
  Addresses addresses_;
  const addrinfo* address_;
  std::chrono::milliseconds timeout_;
  TlsClient& tls_;
  TlsClient::Connection secured_;
  Wire wire_;
  SteadyTime until_;
  Stage stage_ = Stage::next_address;
  Error last_;
};

/// Looks up and dials, and waits for it; what is heard on `bell` (a descriptor, or -1) ends it early, but not a lookup
/// of a name. Errors: those of Dial and look_up.
[[nodiscard]] Result<Wire> dial(const Origin& origin, const Upstream& upstream, TlsClient& tls, int bell);

/// `what` as an error of reaching an origin.
[[nodiscard]] Error cannot_reach(const Origin& origin, Error why);

}  // namespace phantomime::net
