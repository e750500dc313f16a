#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/scenario/engine.hpp"
#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_route.hpp"

namespace phantomime::server {

/// An entry as it may be shown: every text is redacted.
[[nodiscard]] OrderedJson journal_json(const scenario::JournalEntry& entry, const scenario::Engine& engine);
/// Its request as method and target alone, redacted.
[[nodiscard]] OrderedJson request_line_json(const http::Request& request);

/// The parameters `since` and `limit`, which every route with pages takes.
inline constexpr QueryParameter since_parameter{
    "since", "Only entries whose number is greater: `next` of the page before", R"({"type": "integer", "minimum": 0})"};
inline constexpr QueryParameter limit_parameter{"limit", "At most so many entries (default: 100)",
                                                R"({"type": "integer", "minimum": 1, "maximum": 1000})"};

/// Entries from another place than the journal in memory.
struct OlderEntries {
  std::vector<OrderedJson> entries;
  std::uint64_t looked_to = 0;  ///< the last number that was looked at
  bool more = false;            ///< whether it stopped before it came to what is in memory
};

/// A page of the journal under `name`, with `next` (the number up to which it was looked through), `more` (whether
/// entries follow that were not), `total` (entries there ever were) and `dropped` (those that had to make room).
/// Takes `since` and `limit` from the query and answers 400 where `query` found a fault. `wanted` chooses entries,
/// `show` tells of one. `older`, if given, is asked for entries of numbers in between (since, before) that made room.
[[nodiscard]] http::Reply journal_page(
    const AdminCall& call, QueryReader& query, const char* name,
    const std::function<bool(const scenario::JournalEntry&)>& wanted,
    const std::function<OrderedJson(const scenario::JournalEntry&, const scenario::Engine&)>& show,
    const std::function<Result<OlderEntries>(const scenario::Journal::Excerpt&, std::uint64_t since,
                                             std::uint64_t before, std::size_t limit)>& older = {});

}  // namespace phantomime::server
