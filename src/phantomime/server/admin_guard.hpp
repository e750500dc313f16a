#pragma once

#include <optional>
#include <string_view>

#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/server/admin_route.hpp"

namespace phantomime::server {

/// The refusal where a request may not use the admin API, else nothing.
///
/// Without an admin token only loopback is answered, and `Host` must name loopback or what the server listens on, so
/// that no web page reaches it through its visitor's browser by a name of its own that it rebinds. With a token every
/// request must carry it (401); a page that rebinds a name does not know it, so `Host` may be any. `Origin`, where
/// there is one, must be the server's own in both cases (403).
[[nodiscard]] std::optional<http::Reply> refuse_admin(const http::Request& request, const AdminView& view);

/// Equality in a time that depends on the length of `given` alone.
[[nodiscard]] bool same_secret(std::string_view given, std::string_view expected) noexcept;

}  // namespace phantomime::server
