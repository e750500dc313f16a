#include "phantomime/server/disk_journal/journal_search.hpp"

#include <algorithm>

#include "phantomime/http/url.hpp"
#include "phantomime/server/disk_journal/name_hash.hpp"
#include "phantomime/server/disk_journal/segment_reader.hpp"

namespace phantomime::server {
namespace {

constexpr std::size_t most_bytes_found = 4u << 20;
constexpr std::size_t most_records_read = 20'000;

class JournalSeeker {
 public:
  JournalSeeker(const JournalSearch& search, FoundExchanges& found)
      : search_{search}, found_{found}, space_{name_hash(search.space)} {
    literal_ = search.path && search.path->kind() == matchers::PathPattern::Kind::literal;
    if (literal_) path_ = name_hash(search.path->canonical());
  }

  /// False where it is enough.
  Result<bool> look_through(const SegmentReader& reader, std::uint64_t begin) {
    const auto first = reader.find(begin);
    if (!first) return first.error();
    for (std::uint64_t place = *first;;) {
      const auto entries = reader.entries(place);
      if (!entries) return entries.error();
      if (entries->empty()) return true;
      for (const IndexEntry& entry : *entries) {
        auto go_on = look_at(reader, entry);
        if (!go_on || !*go_on) return go_on;
      }
      place += entries->size();
    }
  }

 private:
  Result<bool> look_at(const SegmentReader& reader, const IndexEntry& entry) {
    if (entry.space != space_ || entry.number <= search_.since) return true;
    if (entry.number >= search_.before) return false;
    if (is_full()) {
      found_.more = true;
      return false;
    }
    if (!excluded(entry)) {
      const auto line = reader.line(entry);
      if (!line) return line.error();
      ++read_;
      bytes_ += take(*line);
    }
    found_.looked_to = entry.number;
    return true;
  }

  [[nodiscard]] bool is_full() const {
    return found_.entries.size() >= search_.limit || bytes_ > most_bytes_found || read_ >= most_records_read;
  }

  /// Whether the index says so already.
  [[nodiscard]] bool excluded(const IndexEntry& entry) const {
    if (search_.status && *search_.status != entry.status) return true;
    if (search_.unmatched && *search_.unmatched != ((entry.flags & IndexEntry::unmatched) != 0)) return true;
    return literal_ && path_ != entry.path;
  }

  /// Keeps a record if it is one of those looked for, and says what it takes.
  std::size_t take(std::string_view line) {
    const auto record = read_record(line);
    if (!record || record->text("space") != search_.space) return 0;
    if (search_.path && !search_.path->matches(http::canonical_path(http::split_target(record->target()).path)))
      return 0;
    found_.entries.push_back(record->shown());
    return line.size();
  }

  const JournalSearch& search_;
  FoundExchanges& found_;
  std::uint32_t space_;
  std::uint32_t path_ = 0;
  bool literal_ = false;  ///< the path is one text, of hash path_
  std::size_t bytes_ = 0, read_ = 0;
};

}  // namespace

Result<FoundExchanges> search_journal(const DiskJournal& journal, const JournalSearch& search) {
  FoundExchanges found;
  found.looked_to = search.since;
  // Every number of the space took one of the sequence: the one after `since` cannot lie further to the front.
  const std::uint64_t begin = std::max(search.origin + search.since, search.forgotten) + 1;
  JournalSeeker seeker{search, found};
  for (const SegmentInfo& segment : journal.segments()) {
    if (segment.records == 0 || segment.last_sequence < begin) continue;
    const auto reader = SegmentReader::open(journal.folder(), segment);
    if (!reader) return reader.error();
    const auto go_on = seeker.look_through(*reader, begin);
    if (!go_on) return go_on.error();
    if (!*go_on) break;
  }
  if (!found.more && search.before > 0) found.looked_to = std::max(found.looked_to, search.before - 1);
  return found;
}

}  // namespace phantomime::server
