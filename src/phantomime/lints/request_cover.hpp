#pragma once

#include <string>
#include <vector>

#include "phantomime/matchers/request_spec.hpp"

namespace phantomime::lints {

// Whether one request spec takes everything another could match. Only what is certain is claimed: `false` means
// "not known to".

[[nodiscard]] bool methods_cover(const matchers::RequestSpec& wide, const matchers::RequestSpec& narrow);
[[nodiscard]] bool path_covers(const matchers::RequestSpec& wide, const matchers::RequestSpec& narrow);

/// What narrows down who can cover whom: `wide` can cover `narrow` only if cover_key(wide) is among the
/// covering_keys(narrow), whatever their methods and conditions.
[[nodiscard]] std::string cover_key(const matchers::RequestSpec& wide);
[[nodiscard]] std::vector<std::string> covering_keys(const matchers::RequestSpec& narrow);

/// What each condition of a spec says, sorted. Not redacted: for comparing only.
[[nodiscard]] std::vector<std::string> condition_identities(const matchers::RequestSpec& spec);
/// Each condition of `wide` is one of `narrow`'s too.
[[nodiscard]] bool conditions_cover(const std::vector<std::string>& wide, const std::vector<std::string>& narrow);

}  // namespace phantomime::lints
