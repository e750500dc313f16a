#include "phantomime/server/admin_api.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/json.hpp"
#include "phantomime/base/version.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::server {
namespace {

http::Reply json_reply(int status, std::string_view type, const OrderedJson& body) {
  http::Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", std::string{type});
  reply.headers.add("Cache-Control", "no-store");
  reply.body = std::make_shared<const std::string>(body.dump() + "\n");
  return reply;
}

http::Reply problem(int status, std::string_view title, std::string_view detail) {
  return json_reply(status, "application/problem+json",
                    {{"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}});
}

/// The host of an authority or an origin, without port and brackets.
std::string_view host_of(std::string_view text) {
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  if (!text.empty() && text.front() == '[') return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  return text.substr(0, std::min(text.find(':'), text.size()));
}

bool is_loopback(std::string_view host) {
  // Digits and dots only: 127.evil.example is a name that anybody may point here.
  const bool address = host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
  return http::same_name(host, "localhost") || host == "::1" || address || host == "::ffff:127.0.0.1";
}

/// A page in a browser can send requests here, but cannot choose what Host and Origin say.
const char* refusal(const http::Request& request) {
  if (!is_loopback(request.peer)) return "the admin API answers only on loopback";
  const std::string* host = request.headers.find("Host");
  if (!host || !is_loopback(host_of(*host))) return "the Host header names another machine";
  const std::string* origin = request.headers.find("Origin");
  if (origin && !is_loopback(host_of(*origin))) return "the Origin header names another site";
  return nullptr;
}

}  // namespace

bool is_admin_target(std::string_view target) noexcept {
  return http::split_target(target).path.starts_with(admin_prefix);
}

http::Reply answer_admin(const http::Request& request, const AdminView& view) {
  if (const char* why = refusal(request)) return problem(403, "Forbidden", why);
  const std::string_view path = http::split_target(request.target).path.substr(admin_prefix.size());
  if (path != "health") return problem(404, "Not Found", "the admin API has: GET /__phantomime/health");
  if (request.method != "GET" && request.method != "HEAD") {
    http::Reply reply = problem(405, "Method Not Allowed", "health is read with GET");
    reply.headers.add("Allow", "GET, HEAD");
    return reply;
  }
  return json_reply(200, "application/json",
                    {{"ready", true},
                     {"version", std::string{version()}},
                     {"packs", OrderedJson::parse(view.packs_json)},
                     {"uptime_seconds", static_cast<double>(view.uptime_milliseconds) / 1000.0}});
}

}  // namespace phantomime::server
