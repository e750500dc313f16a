#pragma once

#include "phantomime/cli/context.hpp"
#include "phantomime/cli/verify_options.hpp"
#include "phantomime/server/verifier/login.hpp"

namespace phantomime::cli {

/// Who asks: the command line (with a warning where it holds a secret), else PHANTOMIME_USER, _PASSWORD and _TOKEN,
/// else, with --netrc, the file's entry for `host`. A password that nobody gives is asked for on the terminal. Errors:
/// usage, bad_value (a secret that cannot stand in a header), io (a netrc file that cannot be read).
[[nodiscard]] Result<server::Login> find_login(Context& context, const LoginOptions& options, const std::string& host);

}  // namespace phantomime::cli
