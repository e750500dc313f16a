#pragma once

#include <memory>
#include <optional>

#include "phantomime/cli/context.hpp"
#include "phantomime/cli/record_options.hpp"
#include "phantomime/cli/serve_log.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"
#include "phantomime/server/recorder/recorded_missing.hpp"

namespace phantomime::cli {

/// What `serve --record-missing` is told beside what every server is.
struct MissingOptions {
  bool record = false;
  UpstreamOptions upstream;
  KeepingOptions keeping;
};
/// Declares --record-missing and what belongs to it; `options` must outlive the app.
void declare_missing_options(CLI::App& app, MissingOptions& options);

/// The recorder behind a server that plays: what no stub matches goes to the real server and is written down.
class MissingRecorder {
 public:
  /// All must outlive it, and it the server.
  MissingRecorder(Context& context, const MissingOptions& options, ServeLog& log)
      : context_{context}, options_{options}, log_{log} {}

  /// Nothing where all is well, or nothing is to be recorded; else how the command ends.
  [[nodiscard]] std::optional<ExitCode> start();
  /// What answers; null where nothing is to be recorded.
  [[nodiscard]] std::shared_ptr<const directives::Responder> responder() const { return missing_; }
  /// Once the server has stopped: tells what came of it.
  [[nodiscard]] ExitCode finish();

 private:
  Context& context_;
  const MissingOptions& options_;
  ServeLog& log_;
  SystemClock machine_;
  std::unique_ptr<recording::KeyedRedactor> redactor_;
  std::shared_ptr<server::RecordedMissing> missing_;
};

}  // namespace phantomime::cli
