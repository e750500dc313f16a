#pragma once

#include <string>
#include <string_view>

#include "phantomime/base/json.hpp"
#include "phantomime/http/headers.hpp"
#include "phantomime/http/request.hpp"

namespace phantomime::http {

/// What stands where a secret was.
inline constexpr std::string_view redacted = "[redacted]";

/// The basic redactor: every log line, report and failure text goes through it. It never touches a live reply.
/// Secret are: Authorization, Proxy-Authorization, Cookie, Set-Cookie and other headers, query, form and JSON members
/// whose name says so (password, passwd, secret, token, api key, auth, session, csrf, credential, private key, key of
/// a token, ...), and the userinfo of URLs. Names are compared without case, `-` and `_`.
[[nodiscard]] bool is_secret_name(std::string_view name) noexcept;

/// The value as it may be shown: `Basic [redacted]` keeps the scheme, cookies keep their names.
[[nodiscard]] std::string redact_header(std::string_view name, std::string_view value);
/// A target or URL with userinfo and the values of secret query fields taken out.
[[nodiscard]] std::string redact_url(std::string_view url);
/// The value with every secret member's value replaced, at any depth, JSON inside strings included.
[[nodiscard]] Json redact_json(Json value);
/// A body for showing: JSON and forms by member, other text as it is, bytes as "<n bytes>"; cut at `limit` bytes.
[[nodiscard]] std::string redact_body(std::string_view body, std::size_t limit = 2048);
/// Free text (a log line, an error): userinfo in URLs, `Authorization: ...`, `Bearer ...`, `password=...` in it.
[[nodiscard]] std::string redact_text(std::string_view text);

}  // namespace phantomime::http
