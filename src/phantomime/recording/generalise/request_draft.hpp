#pragma once

#include <set>
#include <string>

#include "phantomime/recording/generalise/draft.hpp"
#include "phantomime/recording/playing/secrets.hpp"

namespace phantomime::recording {

/// What of a recorded request matters: method, path, every query field, the body; headers that carried credentials.
/// Secrets that the client brought itself and the members named in `loose` (Member::where) may be anything.
[[nodiscard]] RequestDraft draft_request(const Exchange& exchange, const IssuedPlaceholders& issued,
                                         const std::set<std::string>& loose);
/// Equal for drafts that ask the same; without the path if it is not to count.
enum class PathCounts { yes, no };
[[nodiscard]] std::string identity_of(const RequestDraft& request, PathCounts path = PathCounts::yes);

}  // namespace phantomime::recording
