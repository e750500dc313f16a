#pragma once

#include <string>
#include <string_view>

namespace phantomime::recording {

/// Whether what is called so is a secret. Fast for names of no interest, which nearly all are. Builds on
/// http::is_secret_name, and takes out what is only said about a secret (`token_type`, `password_expires_at`,
/// `authorization_endpoint`).
[[nodiscard]] bool is_secret_member(std::string_view name);

/// Whether what is called so is random and public: a digest, an id, a cursor. Entropy is no sign there.
[[nodiscard]] bool is_harmless_name(std::string_view name);

/// Whether the value of a member called just `key` is one that opens something, and no name or number (`PROJ-12`).
[[nodiscard]] bool is_key_value(std::string_view name, std::string_view value) noexcept;

/// password, token, cookie, session, csrf, key, ... for a report.
[[nodiscard]] std::string kind_of_name(std::string_view name);

/// Values that tell nothing where a secret should be: null, true, none, what stands for one already, a date.
[[nodiscard]] bool tells_nothing(std::string_view value) noexcept;

}  // namespace phantomime::recording
