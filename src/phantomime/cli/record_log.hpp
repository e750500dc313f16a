#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/cli/context.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/net/transport.hpp"
#include "phantomime/scenario/engine.hpp"
#include "phantomime/server/recorder/recorder.hpp"
#include "phantomime/server/rounds.hpp"

namespace phantomime::cli {

/// What a recorder tells once it answers.
struct RecordStart {
  std::string url;                                   ///< where it listens
  bool forward = false;                              ///< a proxy for any server
  std::optional<std::chrono::nanoseconds> upstream;  ///< how long the target took to answer; none: it was not asked
  std::string redaction;                             ///< `default rules`
  std::string folder;
  std::string ca;                    ///< the file that clients may trust; empty: plain HTTP, and nothing to trust
  std::optional<std::size_t> stubs;  ///< played from the folder
  const server::Recorder* recorder = nullptr;  ///< null: nothing is written
};

/// What `record` tells while it runs, on standard error: a line per exchange, and on a terminal a last line that says
/// up to which exchange the disk has them. Thread-safe: lines of different threads never mix.
class RecordLog {
 public:
  RecordLog(Context& context, bool quiet) : context_{context}, quiet_{quiet} {}

  void started(const RecordStart& start);
  void recorded(const server::RecordedEvent& event);
  /// A request that was answered without the server; `stub`: by which stub, empty: by none.
  void played(const http::Request& request, const scenario::Played& played, const std::string& stub);
  void refused(const net::Refusal& refusal);
  void warn(std::string_view what);
  /// Nothing is recorded any more.
  void ended(const Error& why, server::Recorder::OnFull then);

  /// Shows `text` as the last line whenever something was told, at most five times a second. On a terminal only.
  void keep_status(std::function<std::string()> text);
  /// No last line any more.
  void end_status();

  /// How many requests were answered without the server.
  struct Played {
    std::uint64_t matched = 0, unmatched = 0;
  };
  [[nodiscard]] Played played() const;

 private:
  void line(std::string_view text);  ///< under the lock
  void show_status();
  [[nodiscard]] std::string paint(std::string_view text, std::string_view colour) const;

  Context& context_;
  const bool quiet_;
  mutable std::mutex mutex_;
  Played played_;
  std::function<std::string()> status_;
  std::string shown_;                              ///< the last line as it stands on the terminal
  std::unique_ptr<server::Rounds> status_rounds_;  ///< last: its thread uses the others
};

}  // namespace phantomime::cli
