#include "phantomime/net/proxy/routing.hpp"

#include <charconv>

#include "phantomime/net/list_field.hpp"

namespace phantomime::net {

namespace {

void say(Route& route, Route::Kind kind, int status, const char* reason) {
  route.kind = kind;
  route.said = {status, reason};
}

/// Path and query of a target in origin or absolute form, such as a server wants them.
std::string_view path_of(std::string_view target) {
  if (target.starts_with('/') || target == "*") return target;
  const std::size_t colon = target.find("://");
  const std::size_t begin = colon == target.npos ? target.npos : target.find_first_of("/?#", colon + 3);
  return begin == target.npos ? std::string_view{} : target.substr(begin);
}

/// RFC 9112, 3.2.4: an OPTIONS for a whole server ends as `*`.
void set_target(Route& route, const http::Request& request, std::string_view prefix, std::string_view path) {
  if (path == "*" || (path.empty() && request.method == "OPTIONS" && prefix.empty())) {
    route.target = "*";
    return;
  }
  route.target = prefix;
  if (!path.starts_with('/') && !route.target.ends_with('/')) route.target += '/';
  if (path.starts_with('/') && route.target.ends_with('/')) path.remove_prefix(1);
  route.target += path;
}

void route_to_target(const ProxyHub& hub, const http::Request& request, Route& route) {
  route.origin = hub.target->origin;
  route.origin_text = hub.target_text;
  route.host = hub.target_host;
  if (request.method == "CONNECT") {
    return say(route, Route::Kind::answer, 501,
               "CONNECT is not served here: this is a reverse proxy; start it with --forward to use it as HTTPS_PROXY");
  }
  set_target(route, request, hub.target->path, path_of(request.target));
}

void route_in_tunnel(const Origin& tunnel, const http::Request& request, Route& route) {
  route.origin = tunnel;
  route.origin_text = tunnel.text();
  route.host.clear();
  if (!request.headers.has("Host")) route.host = tunnel.authority();  // HTTP/1.0, which goes on as 1.1
  if (request.method == "CONNECT") {
    return say(route, Route::Kind::answer, 501, "CONNECT inside of a CONNECT is not served here");
  }
  set_target(route, request, {}, path_of(request.target));
}

void route_connect(const ProxyHub& hub, const http::Request& request, Route& route) {
  auto origin = parse_authority(request.target, true);
  if (!origin) return say(route, Route::Kind::refuse, 400, "the target of CONNECT names no host and port");
  route.origin = std::move(*origin);
  route.origin_text = route.origin.text();
  if (!hub.interception) {
    return say(route, Route::Kind::answer, 501,
               "CONNECT needs a certificate authority to look into TLS with, and this proxy was started without one");
  }
  route.kind = Route::Kind::tunnel;
}

void route_forward(const ProxyHub& hub, const http::Request& request, Route& route) {
  if (request.method == "CONNECT") return route_connect(hub, request, route);
  if (request.target.starts_with('/') || request.target == "*") {
    return say(route, Route::Kind::refuse, 400,
               "this is a forward proxy: it wants whole URLs, as clients send them with HTTP_PROXY set; to record one "
               "server, start it with --target");
  }
  auto url = parse_origin_url(request.target);
  if (!url) return say(route, Route::Kind::refuse, 400, "the target is no http URL without user and password");
  route.origin = std::move(url->origin);
  route.origin_text = route.origin.text();
  route.host = route.origin.authority();
  route.role = RequestForwarding::Role::forward;
  set_target(route, request, {}, url->path);
}

/// RFC 9110, 7.6.2.
void heed_max_forwards(const http::Request& request, Route& route) {
  if (request.method != "OPTIONS" && request.method != "TRACE") return;
  const auto text = request.headers.find("Max-Forwards");
  if (!text) return;
  std::uint64_t left = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), left);
  if (error != std::errc{} || end != text->data() + text->size()) return;
  if (left > 0) {
    route.max_forwards = left - 1;
  } else if (request.method == "OPTIONS") {
    say(route, Route::Kind::answer, 200, "the request was to be forwarded no further");
  } else {
    say(route, Route::Kind::answer, 501, "TRACE ends here and is not answered by this proxy");
  }
}

bool came_by_here(const ProxyHub& hub, const http::Request& request) {
  for (const http::Header& line : request.headers) {
    if (http::same_name(line.name, "Via") && line.value.find(hub.own_via) != std::string_view::npos) return true;
  }
  return false;
}

/// Whether it asks for another protocol than HTTP. One that offers HTTP/2, as Java's client does with each request, is
/// as well answered in HTTP/1.1 (RFC 9110, 7.8).
bool asks_for_upgrade(const http::Request& request) {
  if (!has_item(request.headers, "Connection", "upgrade")) return false;
  bool other = false;
  each_item(request.headers, "Upgrade",
            [&](std::string_view protocol) { other = other || !http::same_name(protocol, "h2c"); });
  return other;
}

}  // namespace

void find_route(const ProxyHub& hub, const Origin* tunnel, const http::Request& request, Route& route) {
  route.kind = Route::Kind::forward;
  route.role = RequestForwarding::Role::reverse;
  route.max_forwards.reset();
  if (hub.target) {
    route_to_target(hub, request, route);
  } else if (tunnel) {
    route_in_tunnel(*tunnel, request, route);
  } else {
    route_forward(hub, request, route);
  }
  if (route.kind != Route::Kind::forward) return;
  if (came_by_here(hub, request)) {
    return say(route, Route::Kind::answer, 508,
               "the request came back to the proxy that sent it: its target is itself");
  }
  if (asks_for_upgrade(request)) {
    return say(route, Route::Kind::answer, 501,
               "this proxy does not carry upgrades (WebSocket); speak HTTP/1.1 without Upgrade");
  }
  heed_max_forwards(request, route);
}

}  // namespace phantomime::net
