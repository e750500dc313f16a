#include "phantomime/server/recorder/recording_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "phantomime/base/checked_line.hpp"
#include "phantomime/net/system_error.hpp"
#include "phantomime/recording/log_reader.hpp"
#include "phantomime/server/recorder/body_store.hpp"

namespace phantomime::server {
namespace {

Error cannot_record(const std::string& folder, const std::string& reason, std::string hint) {
  return {ErrorCode::io, "cannot record to " + folder + ": " + reason, {}, std::move(hint)};
}

Error not_writable(const std::string& folder, int error) {
  return cannot_record(folder, net::system_reason(error), "name a folder that can be written, with --out");
}

Error taken(const std::string& folder) {
  return {ErrorCode::conflict,
          folder + " already holds a recording",
          {},
          "go on with it (--resume), replace it (--force), play it (--mode once), play it and record what is new "
          "(--mode new), or name another folder"};
}

Error foreign(const std::string& folder) {
  return {ErrorCode::conflict,
          folder + " holds files, and none of them is a recording",
          {},
          "name an empty folder, or one that is not there yet"};
}

/// Whether something is in the folder although no recording is: it is somebody else's.
Result<bool> is_foreign(const FileStore& files, const std::string& folder) {
  if (files.type(folder) == FileStore::Type::missing || recording::is_recording(files, folder)) return false;
  auto entries = files.list(folder);
  if (!entries) return std::move(entries).error();
  return !entries->empty();
}

Result<net::Descriptor> open_locked(const std::string& folder, Secrecy secrecy) {
  const std::string path = recording::log_path(folder);
  for (;;) {
    net::Descriptor log{
        ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, secrecy == Secrecy::raw ? 0600 : 0666)};
    if (!log) return not_writable(folder, errno);
    if (::flock(log.value(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK)
        return cannot_record(folder, "another process does", "give each recorder a folder of its own");
      return cannot_record(folder, net::system_reason(errno), "name a folder on a disk of this machine");
    }
    // Somebody may have put another file in its place before we had the lock.
    struct stat ours {
    }, named{};
    if (::fstat(log.value(), &ours) == 0 && ::stat(path.c_str(), &named) == 0 && ours.st_ino == named.st_ino &&
        ours.st_dev == named.st_dev)
      return log;
  }
}

/// Reads the log to its end and takes a torn record off it.
Result<void> resume(const FileStore& files, const std::string& folder, RecordingFolder& opened) {
  auto reader = recording::LogReader::open(files, folder);
  if (!reader) return reader.error();
  for (;;) {
    auto next = reader->next();
    if (!next) return next.error();
    if (!*next) break;
    opened.last_exchange = std::max(opened.last_exchange, (*next)->number);
    ++opened.exchanges;
  }
  for (const auto& session : reader->sessions()) opened.last_session = std::max(opened.last_session, session.session);
  opened.torn_bytes = reader->damage().torn_bytes;
  opened.damaged_lines = reader->damage().damaged_lines;
  opened.log_bytes = reader->damage().sound_bytes;
  // A number that is in a damaged line is not given a second time either.
  opened.last_exchange += opened.damaged_lines;
  if (opened.torn_bytes > 0 && ::ftruncate(opened.log.value(), static_cast<off_t>(opened.log_bytes)) != 0)
    return not_writable(folder, errno);
  return {};
}

/// So that the names in it last as well as what they name.
Result<void> sync_folder(const std::string& folder) {
  const net::Descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory || ::fsync(directory.value()) != 0) return not_writable(folder, errno);
  return {};
}

/// What is behind the name of a log.
enum class Content { nothing, recording, foreign };
Result<Content> content_of(const FileStore& files, const std::string& folder) {
  const auto begin = files.read_part(recording::log_path(folder), 0, checked_line_head.size());
  if (!begin) return begin.error();
  if (begin->empty()) return Content::nothing;
  return may_begin_checked_line(*begin) ? Content::recording : Content::foreign;
}

}  // namespace

Result<RecordingFolder> open_recording_folder(const FileStore& files, const std::string& folder, Opening opening,
                                              Secrecy secrecy) {
  if (const auto type = files.type(folder); type != FileStore::Type::missing && type != FileStore::Type::folder)
    return Error{ErrorCode::conflict, folder + " is no folder", {}, "name one, or one that is not there yet"};
  const auto theirs = is_foreign(files, folder);
  if (!theirs) return theirs.error();
  if (*theirs) return foreign(folder);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return not_writable(folder, error.value());
  auto log = open_locked(folder, secrecy);
  if (!log) return log.error();
  RecordingFolder opened;
  opened.log = *std::move(log);
  const auto content = content_of(files, folder);
  if (!content) return content.error();
  if (*content == Content::foreign) return foreign(folder);
  const bool there = *content == Content::recording;
  if (there && opening == Opening::fresh) return taken(folder);
  if (there && opening == Opening::resume) {
    if (auto resumed = resume(files, folder, opened); !resumed) return resumed.error();
  }
  if (there && opening == Opening::replace) {
    // The log first: a body that no line names is only litter.
    if (::ftruncate(opened.log.value(), 0) != 0) return not_writable(folder, errno);
    if (auto removed = remove_bodies(folder); !removed) return removed.error();
  }
  if (auto synced = sync_folder(folder); !synced) return synced.error();
  return opened;
}

}  // namespace phantomime::server
