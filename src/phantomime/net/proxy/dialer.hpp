#pragma once

#include "phantomime/base/result.hpp"
#include "phantomime/net/proxy/origin.hpp"
#include "phantomime/net/proxy/wire.hpp"
#include "phantomime/net/tls_client.hpp"

namespace phantomime::net {

/// Makes a connection to an origin, all addresses of its name tried in turn; through TLS where it wants that. Waits;
/// what is heard on `bell` (a descriptor, or -1) ends it early, but not a lookup of a name. Errors: limit (it took
/// longer than connect_timeout), io (every other cause, in words); with what to do about it.
[[nodiscard]] Result<Wire> dial(const Origin& origin, const Upstream& upstream, TlsClient& tls, int bell);

/// `what` as an error of reaching an origin.
[[nodiscard]] Error cannot_reach(const Origin& origin, Error why);

}  // namespace phantomime::net
