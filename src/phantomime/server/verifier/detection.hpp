#pragma once

#include <string>

#include "phantomime/scenario/scenario.hpp"
#include "phantomime/server/verifier/asker.hpp"

namespace phantomime::server {

/// What a live server says that it is.
struct Detected {
  std::string version;
  std::string profile;  ///< empty: none of the pack's is for this version
};

/// Asks by the pack's `detect:`, once. Errors: io and limit (no answer); usage (it lets nobody in with these
/// credentials); not_found (it is not the product: says what was found);
/// bad_value (it would not be safe to ask so).
[[nodiscard]] Result<Detected> detect(const scenario::Pack& pack, Asker& asker, Identity identity);

/// Whether it says that the caller is not let in.
[[nodiscard]] bool refuses(int status) noexcept;
/// What that means, and what to do about it: code usage. `identity`: nobody where there are no credentials at all.
[[nodiscard]] Error login_failed(const http::Request& request, int status, Identity identity);

/// What an answer tells of who gave it: `404, Server: nginx, text/html, titled "Welcome"`. Printable.
[[nodiscard]] std::string describe_answer(const LiveAnswer& answer);

}  // namespace phantomime::server
