#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/server/disk_journal/segment.hpp"

namespace phantomime::server {

/// Reads up to `size` bytes at an offset; fewer only at the end of the file. Errors: io.
[[nodiscard]] Result<std::string> read_at(const net::Descriptor& file, std::uint64_t offset, std::size_t size);

/// Reads a segment by its index, also one that is just being written: no further than `info` says. One thread.
class SegmentReader {
 public:
  /// Errors: io.
  [[nodiscard]] static Result<SegmentReader> open(const std::string& folder, const SegmentInfo& info);

  /// The place of the first entry whose sequence is at least this; `records` where there is none. Errors: io.
  [[nodiscard]] Result<std::uint64_t> find(std::uint64_t sequence) const;
  /// Entries from a place on, as many as are read in one go; none at the end. Errors: io (also: torn).
  [[nodiscard]] Result<std::vector<IndexEntry>> entries(std::uint64_t place) const;
  [[nodiscard]] Result<IndexEntry> entry(std::uint64_t place) const;
  /// The line of a record. Errors: io.
  [[nodiscard]] Result<std::string> line(const IndexEntry& entry) const;

 private:
  SegmentReader(const SegmentInfo& info, net::Descriptor records, net::Descriptor index)
      : info_{info}, records_{std::move(records)}, index_{std::move(index)} {}
  SegmentInfo info_;
  net::Descriptor records_, index_;
};

}  // namespace phantomime::server
