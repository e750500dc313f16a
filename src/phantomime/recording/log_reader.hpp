#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/file_store.hpp"
#include "phantomime/recording/exchange.hpp"
#include "phantomime/recording/log_line.hpp"

namespace phantomime::recording {

/// Whether a folder is a recording (or a pack that was made of one and still has its log).
[[nodiscard]] bool is_recording(const FileStore& files, const std::string& folder);
/// Where the log lies within it.
[[nodiscard]] std::string log_path(const std::string& folder);

/// Where an exchange stands in a log, and what was asked: enough to choose what is read again.
struct LogEntry {
  std::uint64_t number = 0;
  std::uint64_t offset = 0;  ///< of its line, in bytes
  std::uint64_t size = 0;    ///< of its line, in bytes
  std::uint64_t line = 0;    ///< from 1
  std::string method, target;
};

/// Reads a recording's log from its begin to its end with constant memory. One thread.
class LogReader {
 public:
  /// `files` must outlive it. Errors: not_found (no recording), io, version.
  [[nodiscard]] static Result<LogReader> open(const FileStore& files, const std::string& folder);

  /// The next exchange; nothing at the end. Errors: io, version. Damaged lines are passed over and counted.
  [[nodiscard]] Result<std::optional<Exchange>> next();
  /// The same, but only what a list of the log needs: no body is looked at. Each line is read by one of the two.
  [[nodiscard]] Result<std::optional<LogEntry>> next_entry();
  /// An exchange that was listed. Quick where it stands near the one that was read before. Errors: io, syntax (the log
  /// was changed since).
  [[nodiscard]] Result<Exchange> read(const LogEntry& entry) { return read(entry.offset, entry.size, entry.line); }
  [[nodiscard]] Result<Exchange> read(std::uint64_t offset, std::uint64_t size, std::uint64_t line);
  /// The bytes of a body wherever they lie. Errors: not_found, io, limit; bad_value where the file is not what its
  /// digest says, or nothing was kept.
  [[nodiscard]] Result<std::string> bytes(const Body& body, std::size_t limit) const;

  [[nodiscard]] const std::vector<SessionHead>& sessions() const noexcept { return sessions_; }

  /// What is no whole record.
  struct Damage {
    std::uint64_t torn_bytes = 0;     ///< at the end, of a record that was being written
    std::uint64_t sound_bytes = 0;    ///< before them: where a resumed session goes on
    std::uint64_t damaged_lines = 0;  ///< with sound ones behind them
    std::uint64_t first_damaged = 0;  ///< the number of the first such line, from 1
  };
  /// Of what was read so far; complete once `next` gave nothing.
  [[nodiscard]] const Damage& damage() const noexcept { return damage_; }

 private:
  LogReader(const FileStore& files, std::string folder) : files_{&files}, folder_{std::move(folder)} {}
  [[nodiscard]] Result<std::optional<std::string_view>> next_line();
  /// Whatever `read` makes of the next sound line that is an exchange.
  template <class Value, class Read>
  [[nodiscard]] Result<std::optional<Value>> next_sound(Read&& read);

  const FileStore* files_;
  std::string folder_;
  std::string buffer_;
  std::size_t at_ = 0;            ///< in buffer_
  std::uint64_t read_bytes_ = 0;  ///< of the file
  std::uint64_t line_ = 0;
  std::uint64_t torn_line_ = 0;  ///< the first of those in damage_.torn_bytes
  bool ended_ = false;
  std::vector<SessionHead> sessions_;
  Damage damage_;
  std::string window_;               ///< bytes of the log around what `read` gave last
  std::uint64_t window_offset_ = 0;  ///< in the file
  std::uint64_t read_again_ = 0;     ///< where in the file that ended
};

/// Gives every exchange of a recording to `each`, one at a time, and the log to read its bodies with: `Result<void>
/// each(Exchange&, const LogReader&)`, whose first error ends it. Errors besides: those of LogReader.
template <class Each>
[[nodiscard]] Result<void> for_each_exchange(const FileStore& files, const std::string& folder, Each&& each) {
  auto log = LogReader::open(files, folder);
  if (!log) return log.error();
  for (;;) {
    auto exchange = log->next();
    if (!exchange) return exchange.error();
    if (!*exchange) return {};
    if (auto done = each(**exchange, *log); !done) return done;
  }
}

/// All of a recording's exchanges, ordered by their numbers, bodies loaded up to `body_limit` each (longer ones stay
/// beside). For what needs them all at once. Errors: those of LogReader.
struct Recording {
  std::string folder;
  std::vector<SessionHead> sessions;
  std::vector<Exchange> exchanges;
  LogReader::Damage damage;
};
[[nodiscard]] Result<Recording> read_recording(const FileStore& files, const std::string& folder,
                                               std::size_t body_limit = 16u << 20);

}  // namespace phantomime::recording
