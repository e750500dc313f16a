#pragma once

#include <set>
#include <string>
#include <vector>

#include "phantomime/recording/exchange.hpp"

namespace phantomime::recording {

/// Placeholders that an answer gave before any request had them: tokens and cookies that the recording itself issues.
/// On replay a request must bring exactly those, since the replayed answer told them to the client; any other redacted
/// value of a request (a password) is the client's own, and any present value will do.
[[nodiscard]] std::set<std::string> issued_placeholders(const std::vector<Exchange>& exchanges);

}  // namespace phantomime::recording
