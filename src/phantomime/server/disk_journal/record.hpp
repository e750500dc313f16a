#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/http/headers.hpp"
#include "phantomime/scenario/journal.hpp"
#include "phantomime/server/disk_journal/index_entry.hpp"
#include "phantomime/server/disk_journal/text_cache.hpp"

namespace phantomime::server {

/// One exchange on its way to the disk: raw, and mostly shared with the journal in memory.
struct DiskRecord {
  std::shared_ptr<const scenario::JournalEntry> entry;
  Instant machine;  ///< when, by the machine's clock
  std::string space;
  std::string stub;
  http::Headers reply_headers;
  std::shared_ptr<const std::string> reply_body;

  /// What it holds in memory, near enough for a bound.
  [[nodiscard]] std::size_t bytes() const noexcept;
};

/// Bodies are written up to so many bytes, after redaction; their true size always is.
inline constexpr std::size_t most_request_body = 64u << 10;
inline constexpr std::size_t most_reply_body = 16u << 10;

/// Writes exchanges as lines of JSON, redacted and checked (base/checked_line.hpp). One thread.
class RecordWriter {
 public:
  /// Appends the line of a record; returns its index entry, without an offset.
  IndexEntry append(std::string& out, const DiskRecord& record);

 private:
  void append_headers(std::string& out, const http::Headers& headers);
  static void append_body(std::string& out, TextCache& cache, std::string_view body, std::size_t most);
  void append_instant(std::string& out, Instant instant);
  [[nodiscard]] std::uint32_t append_target(std::string& out, std::string_view target);

  // Redacting costs more than all the rest, and most of what is redacted came before.
  TextCache header_lines_{512, 1024}, targets_{512, 1024}, seconds_{8, 64};
  TextCache request_bodies_{64, most_reply_body}, reply_bodies_{64, most_reply_body};
};

/// A record read again.
struct ReadRecord {
  Json json;
  [[nodiscard]] IndexEntry index() const;  ///< as RecordWriter made it, with the length but without the offset
  [[nodiscard]] std::string text(const char* member) const;
  [[nodiscard]] std::string target() const;
  /// The exchange as `GET journal` shows it.
  [[nodiscard]] OrderedJson shown() const;
  std::uint32_t length = 0;
};
/// Nothing where the line is no whole record, or one whose members are not those of a record.
[[nodiscard]] std::optional<ReadRecord> read_record(std::string_view line);

}  // namespace phantomime::server
