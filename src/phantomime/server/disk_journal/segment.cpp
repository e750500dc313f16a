#include "phantomime/server/disk_journal/segment.hpp"

#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "phantomime/net/system_error.hpp"
#include "phantomime/net/write_all.hpp"

namespace phantomime::server {
namespace {

constexpr std::string_view name_begin = "journal-", name_end = ".jsonl";

std::uint64_t index_bytes(const SegmentInfo& info) { return index_head.size() + info.records * index_entry_bytes; }

}  // namespace

std::string segment_path(const std::string& folder, std::uint64_t number) {
  return fmt::format("{}/{}{:08}{}", folder, name_begin, number, name_end);
}

std::string segment_index_path(const std::string& folder, std::uint64_t number) {
  return fmt::format("{}/{}{:08}.index", folder, name_begin, number);
}

std::uint64_t segment_number(std::string_view name) noexcept {
  if (!name.starts_with(name_begin) || !name.ends_with(name_end)) return 0;
  if (name.size() < name_begin.size() + 8 + name_end.size()) return 0;
  name = name.substr(name_begin.size(), name.size() - name_begin.size() - name_end.size());
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool written_so = name.size() == 8 || name.front() != '0';  // as segment_path does
  return code == std::errc{} && end == name.data() + name.size() && written_so ? number : 0;
}

Result<SegmentWriter> SegmentWriter::open(const std::string& folder, const SegmentInfo& info) {
  // A new one takes no name that is there already.
  const int flags = O_WRONLY | O_APPEND | O_CLOEXEC | (info.bytes == 0 ? O_CREAT | O_EXCL : 0);
  const auto cannot = [](const std::string& path, int error) {
    return Error{ErrorCode::io, "cannot write " + path + ": " + net::system_reason(error), {}, {}};
  };
  const std::string path = segment_path(folder, info.number), index_path = segment_index_path(folder, info.number);
  Files files;
  files.records = net::Descriptor{::open(path.c_str(), flags, 0600)};
  if (!files.records) return cannot(path, errno);
  files.index = net::Descriptor{::open(index_path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_CREAT, 0600)};
  int error = files.index ? 0 : errno;
  if (!error && info.bytes == 0) {
    if (::ftruncate(files.index.value(), 0) != 0)
      error = errno;
    else
      error = net::write_all(files.index.value(), index_head);
  }
  if (!error) return SegmentWriter{info, std::move(files)};
  if (info.bytes == 0) ::unlink(path.c_str());  // it is empty: the next attempt may have the name
  return cannot(index_path, error);
}

int SegmentWriter::append(std::string_view records, std::string_view entries, const SegmentInfo& after) {
  int error = net::write_all(files_->records.value(), records);
  if (!error) error = net::write_all(files_->index.value(), entries);
  if (!error) {
    info_ = after;
    return 0;
  }
  const auto take_back = [](const net::Descriptor& file, std::uint64_t size) {
    return ::ftruncate(file.value(), static_cast<off_t>(size)) == 0;
  };
  const bool clean = take_back(files_->records, info_.bytes);
  broken_ = !take_back(files_->index, index_bytes(info_)) || !clean;
  return error;
}

}  // namespace phantomime::server
