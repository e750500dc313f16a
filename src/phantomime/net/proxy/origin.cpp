#include "phantomime/net/proxy/origin.hpp"

#include <algorithm>
#include <charconv>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/headers.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/net/host_field.hpp"

namespace phantomime::net {

namespace {

std::uint16_t scheme_port(bool tls) { return tls ? 443 : 80; }

std::string bracketed(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

/// `port` 0: none is written.
bool split_authority(std::string_view text, std::string& host, std::uint16_t& port) {
  if (text.empty() || !is_host_field(text)) return false;
  std::size_t end = text.find(':');
  if (text.starts_with('[')) {
    end = text.find(']');
    host = text.substr(1, end - 1);
    ++end;
  } else {
    host = text.substr(0, end);
  }
  std::transform(host.begin(), host.end(), host.begin(), to_lower);
  port = 0;
  if (end >= text.size() || end + 1 == text.size()) return !host.empty();
  const std::string_view digits = text.substr(end + 1);
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc{} && rest == digits.data() + digits.size() && port != 0 && !host.empty();
}

}  // namespace

std::string Origin::authority() const {
  return port == scheme_port(tls) ? bracketed(host) : bracketed(host) + ":" + std::to_string(port);
}

std::string Origin::text() const {
  return (tls ? "https://" : "http://") + bracketed(host) + ":" + std::to_string(port);
}

Result<OriginUrl> parse_origin_url(std::string_view url) {
  const auto wrong = [&](const char* what) {
    return Error{ErrorCode::syntax,
                 "'" + http::redact_url(url) + "' " + what,
                 {},
                 "write it as https://host:port, with a path behind it if need be"};
  };
  const std::size_t colon = url.find("://");
  const std::string_view scheme = url.substr(0, colon);
  OriginUrl out;
  out.origin.tls = http::same_name(scheme, "https");
  if (colon == std::string_view::npos || (!out.origin.tls && !http::same_name(scheme, "http"))) {
    return wrong("is no http or https URL");
  }
  const std::string_view rest = url.substr(colon + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view authority = rest.substr(0, end);
  if (authority.find('@') != std::string_view::npos) return wrong("holds a user or password, which are not sent");
  if (!split_authority(authority, out.origin.host, out.origin.port)) return wrong("names no host and port");
  if (out.origin.port == 0) out.origin.port = scheme_port(out.origin.tls);
  out.path = rest.substr(end);
  return out;
}

Result<OriginUrl> parse_target(std::string_view url) {
  auto target = parse_origin_url(url);
  if (!target || target->path.find_first_of("?#") == std::string::npos) return target;
  return Error{ErrorCode::syntax,
               "'" + http::redact_url(url) + "' has a query or a fragment, which a target cannot have",
               {},
               "write it as https://host:port, with a path behind it if need be"};
}

Result<Origin> parse_authority(std::string_view text, bool tls) {
  Origin origin;
  origin.tls = tls;
  if (!split_authority(text, origin.host, origin.port) || origin.port == 0) {
    return Error{ErrorCode::syntax,
                 "the target of CONNECT names no host and port",
                 {},
                 "write it as host:port, such as example.org:443"};
  }
  return origin;
}

}  // namespace phantomime::net
