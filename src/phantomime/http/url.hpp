#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"

namespace phantomime::http {

/// A field of a query, a form or a cookie header: decoded.
struct Field {
  std::string name;
  std::string value;
  bool bare = false;  ///< written without "="
  bool operator==(const Field&) const = default;
};
using Fields = std::vector<Field>;

/// How many fields of one text are read; what follows them is not looked at.
inline constexpr std::size_t max_fields = 100'000;

/// Percent-decodes; a `%` that begins no escape stays as it is. `plus_is_blank` for queries and forms.
[[nodiscard]] std::string percent_decode(std::string_view text, bool plus_is_blank = false);
/// Encodes everything but RFC 3986's unreserved characters.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// The form in which paths are compared: percent-decoded, save that an encoded slash stays `%2F` and an encoded
/// percent sign `%25`, so that two different paths never become the same. A `%` that begins no escape is a percent
/// sign too.
[[nodiscard]] std::string canonical_path(std::string_view raw_path);

/// Fields of a query or an urlencoded form, in order: empty parts (`a=1&&b`) are skipped, repeats and bare flags kept.
[[nodiscard]] Fields parse_fields(std::string_view text);
/// Fields of Cookie header values: `a=1; b=2`.
[[nodiscard]] Fields parse_cookies(std::string_view text);

/// A request target split at its first `?` (RFC 9112, 3.2): origin form, absolute form (scheme and authority go), or
/// `*`. A `#fragment` stays part of what it follows: clients must not send one, and what came is kept.
struct Target {
  std::string_view path;
  std::string_view query;
  bool has_query = false;
};
[[nodiscard]] Target split_target(std::string_view target) noexcept;

}  // namespace phantomime::http
