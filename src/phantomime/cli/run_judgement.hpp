#pragma once

#include <cstdint>

#include "phantomime/reports/run_report.hpp"
#include "phantomime/server/fixture_server.hpp"

namespace phantomime::cli {

/// What happened on a server, over all spaces there are and were, and whether the stubs of the packs were called as
/// their `expect:` says. Which requests went unmatched is the UnmatchedList's to tell.
[[nodiscard]] reports::RunReport judge(const server::FixtureServer& server, std::uint64_t bad_requests);

}  // namespace phantomime::cli
