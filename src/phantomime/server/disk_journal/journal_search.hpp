#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/matchers/path_pattern.hpp"
#include "phantomime/server/disk_journal/disk_journal.hpp"

namespace phantomime::server {

/// Which exchanges of a space are looked for, by their numbers in it.
struct JournalSearch {
  std::string space;
  std::uint64_t origin = 0;     ///< Journal::Excerpt::origin: where the space's numbers begin
  std::uint64_t forgotten = 0;  ///< Journal::Excerpt::forgotten
  std::uint64_t since = 0;      ///< numbers greater than this ...
  std::uint64_t before = 0;     ///< ... and less than this
  std::optional<int> status = {};
  std::optional<bool> unmatched = {};
  const matchers::PathPattern* path = nullptr;  ///< null: any
  std::size_t limit = 100;
};

/// What was found, in the order it came.
struct FoundExchanges {
  std::vector<OrderedJson> entries;  ///< as `GET journal` shows them
  std::uint64_t looked_to = 0;       ///< the last number that was looked at; all up to `before` where it found an end
  bool more = false;                 ///< whether it stopped before it was through
};

/// Looks through what is on the disk. Bounded: by the limit, by a few MB of what it found, and by the records it has to
/// read; whoever wants more asks again from `looked_to` on. Errors: io.
[[nodiscard]] Result<FoundExchanges> search_journal(const DiskJournal& journal, const JournalSearch& search);

}  // namespace phantomime::server
