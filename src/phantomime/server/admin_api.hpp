#pragma once

#include <string>

#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"

namespace phantomime::server {

/// Where the admin API lives; no stub is ever asked about targets below it.
inline constexpr std::string_view admin_prefix = "/__phantomime/";

[[nodiscard]] bool is_admin_target(std::string_view target) noexcept;

/// What the admin API knows of the server it belongs to.
struct AdminView {
  std::string packs_json;  ///< JSON list of pack names
  long long uptime_milliseconds = 0;
};

/// Answers a request below admin_prefix: for now `GET health`. Only for clients on loopback whose `Host` and `Origin`
/// name this machine, so that no web page can reach it through its visitor's browser. Thread-safe.
[[nodiscard]] http::Reply answer_admin(const http::Request& request, const AdminView& view);

}  // namespace phantomime::server
