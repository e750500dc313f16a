#pragma once

#include <string>

#include "phantomime/base/result.hpp"

namespace phantomime::server {

/// The user's key for placeholders: 32 random bytes in `folder`/key (0600 in a folder of 0700), made at the first use,
/// under a lock, so that two programs that start together get the same. Errors: io, also where others can read it, or
/// where something else lies in its place.
[[nodiscard]] Result<std::string> redaction_key(const std::string& folder);
/// `${XDG_DATA_HOME:-~/.local/share}/phantomime/redaction`.
[[nodiscard]] std::string default_redaction_folder();

}  // namespace phantomime::server
