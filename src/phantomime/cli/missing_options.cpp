#include "phantomime/cli/missing_options.hpp"

#include <utility>

#include <CLI/CLI.hpp>

#include "phantomime/cli/record_redaction.hpp"
#include "phantomime/cli/record_summary.hpp"

namespace phantomime::cli {

void declare_missing_options(CLI::App& app, MissingOptions& options) {
  app.add_flag("--record-missing", options.record,
               "what no stub answers goes to the server of --target, and is recorded in --record-to");
  declare_upstream_options(app, options.upstream);
  declare_keeping_options(app, options.keeping, "--record-to");
}

namespace {

/// The three go together. Said here and not with CLI11's needs(), whose help names them in an order of chance.
std::optional<Error> missing_of(const MissingOptions& options) {
  const bool target = !options.upstream.target.empty(), folder = !keeping_of(options.keeping).folder.empty();
  if (options.record == target && options.record == folder) return std::nullopt;
  return Error{ErrorCode::usage,
               "--record-missing, --target and --record-to go together",
               {},
               "phantomime serve PACK --record-missing --target URL --record-to DIR"};
}

}  // namespace

std::optional<ExitCode> MissingRecorder::start() {
  if (const auto wrong = missing_of(options_)) {
    report(context_, {*wrong});
    return ExitCode::usage;
  }
  if (!options_.record) return std::nullopt;
  const auto fail = [this](const Error& error) {
    report(context_, {error});
    const bool usage = error.code == ErrorCode::usage || error.code == ErrorCode::syntax;
    return usage || error.code == ErrorCode::conflict ? ExitCode::usage : ExitCode::runtime;
  };
  const auto upstream = upstream_of(options_.upstream);
  if (!upstream) return fail(upstream.error());
  if (const auto failed = prepare_redactor(context_, options_.keeping, redactor_)) return failed;
  server::Recorder::Options keeping = keeping_of(options_.keeping);
  keeping.opening = server::Opening::resume;
  keeping.target = options_.upstream.target;
  keeping.ended = [this, on_full = keeping.on_full](const Error& why) {
    report(context_, {why});
    log_.warn("nothing is recorded any more");
    if (on_full == server::Recorder::OnFull::stop) context_.stop.raise();
  };
  auto missing =
      server::RecordedMissing::start(*upstream, std::move(keeping), context_.files, machine_, redactor_.get());
  if (!missing) return fail(missing.error());
  missing_ = *std::move(missing);
  return std::nullopt;
}

ExitCode MissingRecorder::finish() {
  if (!missing_) return ExitCode::ok;
  missing_->stop();
  const server::Recorder& recorder = missing_->recorder();
  return finish_recording(
      context_, {keeping_of(options_.keeping).folder, recorder.counts(), redactor_.get(), recorder.failure()});
}

}  // namespace phantomime::cli
