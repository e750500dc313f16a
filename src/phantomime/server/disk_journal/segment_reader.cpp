#include "phantomime/server/disk_journal/segment_reader.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "phantomime/net/system_error.hpp"

namespace phantomime::server {
namespace {

constexpr std::uint64_t entries_at_once = 1024;

Error torn_index() { return {ErrorCode::io, "the index of a journal segment is torn", {}, "start the server again"}; }

}  // namespace

Result<std::string> read_at(const net::Descriptor& file, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t more = ::pread(file.value(), bytes.data() + have, size - have, static_cast<off_t>(offset + have));
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return Error{ErrorCode::io, "cannot read the journal: " + net::system_reason(errno), {}, {}};
    if (more == 0) break;
    have += static_cast<std::size_t>(more);
  }
  bytes.resize(have);
  return bytes;
}

Result<SegmentReader> SegmentReader::open(const std::string& folder, const SegmentInfo& info) {
  const auto opened = [](const std::string& path) {
    return net::Descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  };
  net::Descriptor records = opened(segment_path(folder, info.number));
  net::Descriptor index = records ? opened(segment_index_path(folder, info.number)) : net::Descriptor{};
  if (index) return SegmentReader{info, std::move(records), std::move(index)};
  return Error{ErrorCode::io,
               "cannot read " + segment_path(folder, info.number) + ": " + net::system_reason(errno),
               {},
               "leave the files of a journal where they are while its server runs"};
}

Result<std::vector<IndexEntry>> SegmentReader::entries(std::uint64_t place) const {
  std::vector<IndexEntry> found;
  if (place >= info_.records) return found;
  const std::uint64_t count = std::min(entries_at_once, info_.records - place);
  const auto bytes = read_at(index_, index_head.size() + place * index_entry_bytes, count * index_entry_bytes);
  if (!bytes) return bytes.error();
  found.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    if (bytes->size() < (i + 1) * index_entry_bytes) return torn_index();
    const auto entry = read_index_entry(std::string_view{*bytes}.substr(i * index_entry_bytes, index_entry_bytes));
    if (!entry) return torn_index();
    found.push_back(*entry);
  }
  return found;
}

Result<IndexEntry> SegmentReader::entry(std::uint64_t place) const {
  const auto bytes = read_at(index_, index_head.size() + place * index_entry_bytes, index_entry_bytes);
  if (!bytes) return bytes.error();
  const auto entry = read_index_entry(*bytes);
  return entry ? Result<IndexEntry>{*entry} : torn_index();
}

Result<std::uint64_t> SegmentReader::find(std::uint64_t sequence) const {
  std::uint64_t low = 0, high = info_.records;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto found = entry(middle);
    if (!found) return found.error();
    if (found->sequence < sequence)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

Result<std::string> SegmentReader::line(const IndexEntry& entry) const {
  return read_at(records_, entry.offset, entry.length);
}

}  // namespace phantomime::server
