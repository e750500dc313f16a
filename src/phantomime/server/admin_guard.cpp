#include "phantomime/server/admin_guard.hpp"

#include <algorithm>
#include <string>

#include "phantomime/http/request_view.hpp"
#include "phantomime/server/admin_reply.hpp"

namespace phantomime::server {
namespace {

/// The host of an authority, without port and brackets.
std::string_view host_of(std::string_view text) {
  if (!text.empty() && text.front() == '[') return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  return text.substr(0, std::min(text.find(':'), text.size()));
}

bool is_loopback(std::string_view host) {
  // Digits and dots only: 127.evil.example is a name that anybody may point here.
  const bool address = host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
  return http::same_name(host, "localhost") || host == "::1" || address || host == "::ffff:127.0.0.1";
}

bool is_own_host(std::string_view host, const AdminView& view) {
  if (host.empty()) return false;
  return is_loopback(host) || std::any_of(view.hosts.begin(), view.hosts.end(),
                                          [host](const std::string& own) { return http::same_name(own, host); });
}

http::Reply refused(std::string_view header, std::string detail, std::string hint) {
  return problem(403, {{Fault::In::header, std::string{header}, std::move(detail), std::move(hint)}});
}

http::Reply unauthorized(bool sent) {
  http::Reply reply =
      problem(401, {{Fault::In::header, "Authorization",
                     sent ? "this is not the admin token" : "the admin API of this server asks for its token",
                     "send Authorization: Bearer and the value of --admin-token"}});
  reply.headers.add("WWW-Authenticate", "Bearer realm=\"phantomime admin\"");
  return reply;
}

}  // namespace

bool same_secret(std::string_view given, std::string_view expected) noexcept {
  if (expected.empty()) return false;
  unsigned difference = given.size() == expected.size() ? 0 : 1;
  for (std::size_t at = 0; at < given.size(); ++at)
    difference |= static_cast<unsigned char>(given[at]) ^ static_cast<unsigned char>(expected[at % expected.size()]);
  return difference == 0;
}

std::optional<http::Reply> refuse_admin(const http::Request& request, const AdminView& view) {
  const auto host = request.headers.find("Host");
  if (!view.token.empty()) {
    const http::RequestView parsed{request};
    if (!same_secret(parsed.bearer(), view.token)) return unauthorized(request.headers.has("Authorization"));
  } else {
    if (!is_loopback(request.peer))
      return problem(403, "the admin API answers only on loopback: ask from this machine, or start with --admin-token");
    if (request.headers.all("Host").size() != 1 || !is_own_host(host_of(*host), view))
      return refused("Host", "it names another machine", "send localhost, or the name given with --host");
  }
  const auto origin = request.headers.find("Origin");
  const std::string own = (request.tls ? "https://" : "http://") + std::string{host.value_or("")};
  if (origin && !http::same_name(*origin, own))
    return refused("Origin", "a page from elsewhere may not use the admin API", "send no Origin, or " + own);
  return std::nullopt;
}

}  // namespace phantomime::server
