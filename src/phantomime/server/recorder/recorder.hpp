#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/file_store.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/net/proxy.hpp"
#include "phantomime/recording/exchange.hpp"
#include "phantomime/recording/redaction/redactor.hpp"
#include "phantomime/server/recorder/body_taker.hpp"
#include "phantomime/server/recorder/log_writer.hpp"
#include "phantomime/server/recorder/recording_folder.hpp"

namespace phantomime::server {

/// One exchange as it may be told: every text is redacted.
struct RecordedEvent {
  std::uint64_t number = 0;
  Instant at;
  std::string method;
  std::string target;  ///< behind a forward proxy with the origin before it
  int status = 0;      ///< what the client got: the proxy's own where the upstream failed; 0: nothing
  std::uint64_t request_bytes = 0, response_bytes = 0;  ///< of the bodies
  std::chrono::nanoseconds took{0};
  recording::Outcome outcome = recording::Outcome::complete;
  std::string failure;
  std::size_t secrets = 0;  ///< how many places something was replaced in
  bool recorded = true;     ///< false: it is not in the log
};

/// Writes exchanges into a recording: taps for a proxy, whose exchanges are redacted and in the log before the last
/// byte of their answers leaves. Thread-safe.
class Recorder {
 public:
  /// What happens once the log cannot be written any more. It is not tried again: a recording with holes that nobody
  /// knows of would be worse than one that ends.
  enum class OnFull {
    stop,  ///< exchanges are not answered any more
    pass,  ///< they go on unrecorded, and are counted
  };
  struct Options {
    std::string folder;
    Opening opening = Opening::fresh;
    std::string target;  ///< see recording::SessionHead
    std::size_t body_limit = 16u << 20;
    std::size_t held_bytes = 256u << 20;  ///< what the bodies under way hold in memory, all together
    OnFull on_full = OnFull::stop;
    std::function<void(const RecordedEvent&)> exchange;  ///< told of each; may be empty
    std::function<void(const Error&)> ended;             ///< told, once, why nothing is recorded any more; may be empty
  };

  /// `redactor`: null records everything raw. Files, clock and redactor must outlive it. Errors: those of
  /// open_recording_folder.
  [[nodiscard]] static Result<std::unique_ptr<Recorder>> open(Options options, const FileStore& files,
                                                              const Clock& machine, recording::Redactor* redactor);
  ~Recorder();

  /// For net::ProxyHandler::watch. The tap must not outlive the recorder.
  [[nodiscard]] std::unique_ptr<net::Tap> watch(std::uint64_t connection);

  /// Where the recording stood when it was opened; its log is ours meanwhile.
  struct Found {
    std::uint64_t session = 1;  ///< the one that began
    std::uint64_t exchanges = 0;
    std::uint64_t torn_bytes = 0, damaged_lines = 0;
  };
  [[nodiscard]] const Found& found() const noexcept { return found_; }

  struct Counts {
    LogWriter::Progress log;
    std::uint64_t unrecorded = 0;  ///< passed on since the log could not be written
  };
  [[nodiscard]] Counts counts() const;
  /// Why nothing is recorded any more; nothing while all is well.
  [[nodiscard]] std::optional<Error> failure() const;

  /// Carries everything to the disk. Once no tap is left; nothing is recorded any more. Idempotent.
  void stop();

 private:
  friend class ExchangeTap;
  Recorder(Options options, const Clock& machine, recording::Redactor* redactor, BodyStore bodies);
  [[nodiscard]] Result<void> begin_session();
  /// Redacts an exchange and puts it into the log. Returns whether its answer may go to the client; `status`: what the
  /// client got from the proxy itself.
  [[nodiscard]] bool record(recording::Exchange&& exchange, std::vector<recording::Secret>&& streamed, int status);
  /// The same of one whose body could not be kept.
  [[nodiscard]] bool lose(const recording::Exchange& exchange, const Error& why, int status);
  [[nodiscard]] bool pass_unrecorded(std::uint64_t number);
  void end(const Error& why);
  void tell(const recording::Exchange& exchange, int status, bool recorded) const;

  const Options options_;
  const Clock& machine_;
  recording::Redactor* const redactor_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  Found found_;
  BodyStore bodies_;
  HeldBytes held_;
  BodyKeeping keeping_;
  std::atomic<bool> under_way_{false};  ///< before, failures are what `open` returns
  mutable std::mutex failure_mutex_;
  std::optional<Error> failure_;
  std::atomic<std::uint64_t> unrecorded_{0};
  std::unique_ptr<LogWriter> log_;  ///< last: its thread tells of failures
};

}  // namespace phantomime::server
