#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "phantomime/base/result.hpp"

namespace phantomime::net {

/// A server that requests go to.
struct Origin {
  bool tls = false;
  std::string host;  ///< a name in small letters, or an address; IPv6 without brackets
  std::uint16_t port = 0;

  /// `host:port`, the port left out where it is the scheme's own: what a Host line says.
  [[nodiscard]] std::string authority() const;
  /// `https://host:port`, the port always there.
  [[nodiscard]] std::string text() const;
  bool operator==(const Origin&) const = default;
};

/// An absolute URL, split.
struct OriginUrl {
  Origin origin;
  std::string path;  ///< with its query, as written; empty where there is none
};

/// Reads `http://host[:port][/path][?query]`. Errors: syntax, with what is wrong; no byte of userinfo is in it.
[[nodiscard]] Result<OriginUrl> parse_origin_url(std::string_view url);
/// The same for what a reverse proxy stands before: without query and fragment.
[[nodiscard]] Result<OriginUrl> parse_target(std::string_view url);
/// Reads `host:port` as CONNECT has it. Errors: syntax.
[[nodiscard]] Result<Origin> parse_authority(std::string_view text, bool tls);

}  // namespace phantomime::net
