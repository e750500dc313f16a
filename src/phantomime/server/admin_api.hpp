#pragma once

#include <string_view>

#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/server/admin_route.hpp"

namespace phantomime::server {

/// Where the admin API lives; no stub is ever asked about targets below it.
inline constexpr std::string_view admin_prefix = "/__phantomime/";

/// Also with the prefix of a space before it.
[[nodiscard]] bool is_admin_target(std::string_view target) noexcept;

/// Answers a request below admin_prefix by the table of routes (admin_route.hpp): who may ask, 404, 405 with `Allow`,
/// unknown query parameters, too large bodies and the space that it chose are settled here; a space is made only for
/// who may ask, and for what is of a space. Thread-safe.
[[nodiscard]] http::Reply answer_admin(http::Request request, const AdminView& view);

}  // namespace phantomime::server
