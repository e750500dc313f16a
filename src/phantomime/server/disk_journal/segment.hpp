#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/server/disk_journal/index_entry.hpp"

namespace phantomime::server {

/// What is known of a segment: a file of records and a file of index entries beside it.
struct SegmentInfo {
  std::uint64_t number = 0;  ///< of the file, from 1
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  ///< of the records
  std::uint64_t first_sequence = 0, last_sequence = 0;
};

/// `DIR/journal-00000001.jsonl`, and the index beside it.
[[nodiscard]] std::string segment_path(const std::string& folder, std::uint64_t number);
[[nodiscard]] std::string segment_index_path(const std::string& folder, std::uint64_t number);
/// The number of a file of such a name; 0: it has another.
[[nodiscard]] std::uint64_t segment_number(std::string_view file_name) noexcept;

/// What came of looking at a segment that was there before.
struct RecoveredSegment {
  SegmentInfo info;
  std::uint64_t cut_bytes = 0;      ///< of a torn record at its end, which were taken off
  std::uint64_t damaged_bytes = 0;  ///< that are no records, with records behind them: they stay, and are passed over
  bool index_made = false;          ///< anew, since it was missing, torn or of something else
};
/// Makes a segment sound: takes a torn record off its end, makes its index anew where it does not fit. Errors: io;
/// bad_value (the file is no journal: it is left alone).
[[nodiscard]] Result<RecoveredSegment> recover_segment(const std::string& folder, std::uint64_t number);

/// A segment that is written to. One thread.
class SegmentWriter {
 public:
  /// Makes a new one, or goes on with one that was recovered. Errors: io.
  [[nodiscard]] static Result<SegmentWriter> open(const std::string& folder, const SegmentInfo& info);

  /// Appends whole records and their index entries, all or none: what was written of them is taken back. Returns 0 or
  /// the errno. Where taking back fails too, `broken`: it must not be written to any more.
  [[nodiscard]] int append(std::string_view records, std::string_view entries, const SegmentInfo& after);
  [[nodiscard]] const SegmentInfo& info() const noexcept { return info_; }
  [[nodiscard]] bool broken() const noexcept { return broken_; }

  struct Files {
    net::Descriptor records, index;
  };
  /// For whoever syncs them, at any time.
  [[nodiscard]] const std::shared_ptr<const Files>& files() const noexcept { return files_; }

 private:
  SegmentWriter(SegmentInfo info, Files files) : info_{info}, files_{std::make_shared<const Files>(std::move(files))} {}
  SegmentInfo info_;
  std::shared_ptr<const Files> files_;
  bool broken_ = false;
};

}  // namespace phantomime::server
