#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string_view>
#include <vector>

#include "phantomime/net/descriptor.hpp"
#include "phantomime/server/rounds.hpp"

namespace phantomime::server {

/// Appends lines to a recording's log, each with one write before `append` returns: a process that is killed then loses
/// none. A thread carries them to the disk, at most 100 ms later. It also gives exchanges their numbers, since it knows
/// up to which of them the disk has all. Thread-safe.
class LogWriter {
 public:
  /// `log`: opened for appending, `bytes` long; `last`: the highest number in it. `failed` is told, once, the errno of
  /// what ended it: from then on nothing is appended.
  LogWriter(net::Descriptor log, std::uint64_t bytes, std::uint64_t last, std::function<void(int)> failed);

  /// The number of an exchange that begins.
  [[nodiscard]] std::uint64_t begin();
  /// It will not be written.
  void drop(std::uint64_t number);
  /// Appends a line, wholly or not at all: what was written of it is taken back. `number`: of the exchange, 0 for the
  /// head of a session. False: it is not in the log.
  [[nodiscard]] bool append(std::string_view line, std::uint64_t number);
  /// Nothing is appended any more, for a reason that lies elsewhere.
  void end();

  struct Progress {
    std::uint64_t written = 0;  ///< exchanges of this session in the log
    std::uint64_t bytes = 0;    ///< of the log
    std::uint64_t synced = 0;   ///< how many of them the disk has
    std::uint64_t up_to = 0;    ///< the disk has every exchange up to this number
  };
  [[nodiscard]] Progress progress() const;

  /// Carries what is left to the disk. Idempotent; nothing is appended any more.
  void stop();

 private:
  void sync();
  void fail(int error);

  const std::function<void(int)> failed_;
  net::Descriptor log_;
  mutable std::mutex mutex_;
  std::uint64_t bytes_;
  std::uint64_t last_;  ///< the highest number given
  std::uint64_t written_ = 0, synced_ = 0;
  std::set<std::uint64_t> open_;         ///< numbers that the disk has not
  std::vector<std::uint64_t> unsynced_;  ///< those of them that are written
  bool ended_ = false;
  Rounds rounds_;  ///< last: its thread uses the others
};

}  // namespace phantomime::server
