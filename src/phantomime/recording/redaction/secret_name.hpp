#pragma once

#include <string>
#include <string_view>

namespace phantomime::recording {

/// What a name says about its value.
enum class NameSays {
  nothing,  ///< the value is judged by its looks
  secret,
  harmless,  ///< a digest, an id, a nonce that is public: entropy is no sign there
};

/// Fast for names of no interest, which nearly all are. Builds on http::is_secret_name, and takes out what is only said
/// about a secret (`token_type`, `password_expires_at`, `authorization_endpoint`).
[[nodiscard]] NameSays name_says(std::string_view name);

/// Whether the value of a member called just `key` is one that opens something, and no name or number (`PROJ-12`).
[[nodiscard]] bool is_key_value(std::string_view name, std::string_view value) noexcept;

/// password, token, cookie, session, csrf, key, ... for a report.
[[nodiscard]] std::string kind_of_name(std::string_view name);

/// Values that tell nothing where a secret should be: null, true, none, what stands for one already, a date.
[[nodiscard]] bool tells_nothing(std::string_view value) noexcept;

}  // namespace phantomime::recording
