// What is done with a segment that was there before: see recover_segment.
#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "phantomime/base/checked_line.hpp"
#include "phantomime/net/system_error.hpp"
#include "phantomime/net/write_all.hpp"
#include "phantomime/server/disk_journal/record.hpp"
#include "phantomime/server/disk_journal/segment_reader.hpp"

namespace phantomime::server {
namespace {

constexpr std::size_t read_at_once = 1 << 20;

Error io_error(const std::string& path, int error) {
  return {ErrorCode::io, "cannot recover " + path + ": " + net::system_reason(error), {}, {}};
}

std::optional<std::uint64_t> size_of_file(const net::Descriptor& file) {
  struct stat status {};
  if (!file || ::fstat(file.value(), &status) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

/// What the index says where it fits the records: its last entry ends where they end, and is that of a whole record.
std::optional<SegmentInfo> as_indexed(const std::string& folder, std::uint64_t number, std::uint64_t bytes) {
  SegmentInfo info{number};
  const net::Descriptor index{::open(segment_index_path(folder, number).c_str(), O_RDONLY | O_CLOEXEC)};
  const auto size = size_of_file(index);
  if (!size || *size < index_head.size() || (*size - index_head.size()) % index_entry_bytes != 0) return std::nullopt;
  const auto head = read_at(index, 0, index_head.size());
  if (!head || *head != index_head) return std::nullopt;
  info.records = (*size - index_head.size()) / index_entry_bytes;
  info.bytes = bytes;
  if (info.records == 0) return bytes == 0 ? std::optional{info} : std::nullopt;
  const auto reader = SegmentReader::open(folder, info);
  if (!reader) return std::nullopt;
  const auto first = reader->entry(0), last = reader->entry(info.records - 1);
  if (!first || !last || std::uint64_t{last->offset} + last->length != bytes) return std::nullopt;
  const auto line = reader->line(*last);
  if (!line || !is_checked_line(*line)) return std::nullopt;
  info.first_sequence = first->sequence;
  info.last_sequence = last->sequence;
  return info;
}

/// Goes through all records and writes the index anew, beside the old one until it is whole. Memory: one record and
/// what is read at once.
class IndexMaker {
 public:
  IndexMaker(const net::Descriptor& records, const net::Descriptor& index) : records_{records}, index_{index} {}

  Result<RecoveredSegment> run(std::uint64_t number) {
    result_.info.number = number;
    result_.index_made = true;
    entries_ = index_head;
    for (;;) {
      const auto more = read_at(records_, offset_ + held_.size(), read_at_once);
      if (!more) return more.error();
      held_ += *more;
      take_lines();
      if (more->empty()) break;
      if (held_.size() > most_line_) skip(held_.size());  // no record is so long
      if (const int error = flush()) return io_error("the index", error);
    }
    torn_ += held_.size();
    result_.cut_bytes = torn_;
    if (const int error = flush()) return io_error("the index", error);
    return result_;
  }
  /// Whether what there is besides records begins as a record would.
  [[nodiscard]] bool begins_well() const noexcept { return begins_well_; }

 private:
  void take_lines() {
    std::size_t begin = 0;
    const std::string_view held{held_};
    if (offset_ == 0 && !held.empty()) begins_well_ = may_begin_checked_line(held.substr(0, 8));
    for (std::size_t end = held.find('\n'); end != std::string_view::npos; end = held.find('\n', begin)) {
      take(held.substr(begin, end + 1 - begin), offset_ + begin);
      begin = end + 1;
    }
    held_.erase(0, begin);
    offset_ += begin;
  }

  void skip(std::size_t bytes) {
    torn_ += bytes;
    held_.erase(0, bytes);
    offset_ += bytes;
  }

  void take(std::string_view line, std::uint64_t offset) {
    const auto record = read_record(line);
    const SegmentInfo& before = result_.info;
    IndexEntry entry;
    if (record) entry = record->index();
    if (!record || offset > UINT32_MAX || (before.records > 0 && entry.sequence <= before.last_sequence)) {
      torn_ += line.size();
      return;
    }
    entry.offset = static_cast<std::uint32_t>(offset);
    append_index_entry(entries_, entry);
    result_.damaged_bytes += std::exchange(torn_, 0);
    SegmentInfo& info = result_.info;
    if (info.records++ == 0) info.first_sequence = entry.sequence;
    info.last_sequence = entry.sequence;
    info.bytes = offset + line.size();
  }

  int flush() {
    if (const int error = net::write_all(index_.value(), entries_)) return error;
    entries_.clear();
    return 0;
  }

  static constexpr std::size_t most_line_ = 4u << 20;
  const net::Descriptor& records_;
  const net::Descriptor& index_;
  std::string held_;          ///< read, and no whole line yet
  std::string entries_;       ///< to be written
  std::uint64_t offset_ = 0;  ///< of `held_`
  std::uint64_t torn_ = 0;    ///< bytes since the last record
  bool begins_well_ = true;
  RecoveredSegment result_;
};

}  // namespace

Result<RecoveredSegment> recover_segment(const std::string& folder, std::uint64_t number) {
  const std::string path = segment_path(folder, number), index_path = segment_index_path(folder, number);
  const net::Descriptor records{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
  const auto size = size_of_file(records);
  if (!size) return io_error(path, errno);
  if (const auto info = as_indexed(folder, number, *size)) return RecoveredSegment{*info, 0, 0, false};
  const std::string beside = index_path + ".new";
  const net::Descriptor index{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  if (!index) return io_error(beside, errno);
  IndexMaker maker{records, index};
  auto made = maker.run(number);
  if (!made) return made.error();
  if (made->info.records == 0 && !maker.begins_well()) {
    ::unlink(beside.c_str());
    return Error{ErrorCode::bad_value, path + " is no journal of this program", {}, "choose another folder"};
  }
  if (made->cut_bytes > 0 && ::ftruncate(records.value(), static_cast<off_t>(made->info.bytes)) != 0)
    return io_error(path, errno);
  if (::fdatasync(index.value()) != 0 || ::rename(beside.c_str(), index_path.c_str()) != 0)
    return io_error(index_path, errno);
  return made;
}

}  // namespace phantomime::server
