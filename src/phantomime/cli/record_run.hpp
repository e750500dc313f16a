#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "phantomime/base/clock.hpp"
#include "phantomime/cli/context.hpp"
#include "phantomime/cli/record_log.hpp"
#include "phantomime/cli/record_options.hpp"
#include "phantomime/cli/record_plan.hpp"
#include "phantomime/net/proxy.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"
#include "phantomime/server/recorder/played_recording.hpp"
#include "phantomime/server/recorder/recorder.hpp"

namespace phantomime::cli {

/// One run of the recorder, from its options to what came of it. Everything that goes wrong is reported on the context.
class RecordRun {
 public:
  /// All must outlive it.
  RecordRun(Context& context, const RecordOptions& options, RecordLog& log)
      : context_{context}, options_{options}, log_{log}, keeping_{keeping_of(options.keeping)} {}

  /// Decides what to do, asks whether the server is there, opens the recording. Nothing where all is well, else how the
  /// command ends.
  [[nodiscard]] std::optional<ExitCode> prepare();
  /// Binds, and answers from then on.
  [[nodiscard]] std::optional<ExitCode> start();
  /// The ready line.
  [[nodiscard]] std::string ready_json() const;
  /// Lets what is under way end, and tells what came of it.
  [[nodiscard]] ExitCode finish();

 private:
  [[nodiscard]] std::optional<ExitCode> fail(const Error& error) const;
  [[nodiscard]] std::optional<ExitCode> prepare_playing();
  [[nodiscard]] std::optional<ExitCode> prepare_recording();
  [[nodiscard]] std::optional<ExitCode> prepare_tls();
  [[nodiscard]] net::ProxyHandler handler();
  [[nodiscard]] std::optional<http::Reply> answer(const http::Request& request);
  void told_of_end(const Error& why);
  [[nodiscard]] std::string status_text() const;
  [[nodiscard]] std::string url() const;

  Context& context_;
  const RecordOptions& options_;
  RecordLog& log_;
  server::Recorder::Options keeping_;
  RecordPlan plan_;
  net::Proxy::Options proxy_options_;
  std::string ca_;
  std::optional<std::chrono::nanoseconds> upstream_took_;
  SystemClock machine_;
  std::unique_ptr<recording::KeyedRedactor> redactor_;  ///< null: everything is written raw
  std::unique_ptr<server::PlayedRecording> played_;
  std::unique_ptr<server::Recorder> recorder_;
  std::unique_ptr<net::Proxy> proxy_;  ///< last: its threads use the others
};

}  // namespace phantomime::cli
