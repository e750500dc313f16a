#pragma once

#include "phantomime/server/admin_route.hpp"

/// The groups of routes, one a file; registry.cpp lists them.
namespace phantomime::server {

[[nodiscard]] AdminGroup health_routes();
[[nodiscard]] AdminGroup stub_routes();
[[nodiscard]] AdminGroup journal_routes();
[[nodiscard]] AdminGroup near_miss_routes();
[[nodiscard]] AdminGroup verify_routes();
[[nodiscard]] AdminGroup fault_routes();
[[nodiscard]] AdminGroup clock_routes();
[[nodiscard]] AdminGroup state_routes();
[[nodiscard]] AdminGroup reset_routes();
[[nodiscard]] AdminGroup space_routes();
[[nodiscard]] AdminGroup metrics_routes();
[[nodiscard]] AdminGroup openapi_routes();

}  // namespace phantomime::server
