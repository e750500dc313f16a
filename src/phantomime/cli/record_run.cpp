#include "phantomime/cli/record_run.hpp"

#include <utility>

#include <fmt/format.h>

#include "phantomime/base/json.hpp"
#include "phantomime/cli/descriptor_limit.hpp"
#include "phantomime/cli/record_redaction.hpp"
#include "phantomime/cli/record_summary.hpp"
#include "phantomime/net/certificate.hpp"
#include "phantomime/net/listener_url.hpp"
#include "phantomime/recording/log_reader.hpp"

namespace phantomime::cli {
namespace {

/// What a client must send whole to have it answered from the recording.
constexpr std::size_t most_answered_body = 16u << 20;

ExitCode code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
    case ErrorCode::syntax:
    case ErrorCode::conflict:
      return ExitCode::usage;
    default:
      return ExitCode::runtime;
  }
}

}  // namespace

std::optional<ExitCode> RecordRun::fail(const Error& error) const {
  report(context_, {error});
  return code_of(error.code);
}

std::optional<ExitCode> RecordRun::prepare() {
  const bool taken = recording::is_recording(context_.files, keeping_.folder);
  const auto plan = plan_of(options_, taken ? Folder::taken : Folder::free);
  if (!plan) return fail(plan.error());
  plan_ = *plan;
  auto upstream = upstream_of(options_.upstream);
  if (!upstream) return fail(upstream.error());
  proxy_options_.listeners = {listener_of(options_)};
  proxy_options_.target = options_.upstream.target;
  // Nobody is asked then, but a proxy without a target is one for absolute targets.
  if (!options_.forward && proxy_options_.target.empty()) proxy_options_.target = "http://recording.invalid";
  proxy_options_.upstream = *std::move(upstream);
  proxy_options_.answered_body = most_answered_body;
  if (!plan_.records) proxy_options_.outgrown = net::Proxy::Options::Outgrown::refuse;
  if (plan_.plays)
    if (const auto failed = prepare_playing()) return failed;
  if (plan_.records)
    if (const auto failed = prepare_recording()) return failed;
  return prepare_tls();
}

std::optional<ExitCode> RecordRun::prepare_playing() {
  Errors errors;
  played_ = server::PlayedRecording::load(context_.files, keeping_.folder, machine_, errors);
  if (played_) return std::nullopt;
  report(context_, errors);
  return ExitCode::bad_scenario;
}

std::optional<ExitCode> RecordRun::prepare_recording() {
  if (const auto failed = prepare_redactor(context_, options_.keeping, redactor_)) return failed;
  if (!options_.forward) {
    const auto took = net::Proxy::check(options_.upstream.target, proxy_options_.upstream);
    if (!took) return fail(took.error());
    upstream_took_ = *took;
  }
  keeping_.opening = plan_.opening;
  keeping_.target = options_.upstream.target;
  keeping_.exchange = [this](const server::RecordedEvent& event) { log_.recorded(event); };
  keeping_.ended = [this](const Error& why) { told_of_end(why); };
  auto recorder = server::Recorder::open(keeping_, context_.files, machine_, redactor_.get());
  if (!recorder) return fail(recorder.error());
  recorder_ = *std::move(recorder);
  return std::nullopt;
}

std::optional<ExitCode> RecordRun::prepare_tls() {
  if (options_.forward) {
    auto authority = net::keep_authority(net::default_certificate_folder());
    if (!authority) return fail(authority.error());
    ca_ = authority->file;
    proxy_options_.authority = std::move(authority->pair);
  } else if (proxy_options_.listeners.front().tls) {
    auto kept = net::keep_certificate(net::default_certificate_folder(), {options_.host});
    if (!kept) return fail(kept.error());
    ca_ = kept->ca;
    proxy_options_.tls = kept->files;
  }
  return std::nullopt;
}

void RecordRun::told_of_end(const Error& why) {
  log_.ended(why, keeping_.on_full);
  if (keeping_.on_full == server::Recorder::OnFull::stop) context_.stop.raise();
}

net::ProxyHandler RecordRun::handler() {
  net::ProxyHandler handler;
  if (recorder_) handler.watch = [this](std::uint64_t connection) { return recorder_->watch(connection); };
  if (played_) handler.answer = [this](const http::Request& request, const std::string&) { return answer(request); };
  handler.refused = [this](const net::Refusal& refusal) { log_.refused(refusal); };
  return handler;
}

std::optional<http::Reply> RecordRun::answer(const http::Request& request) {
  scenario::Played played = played_->play(request);
  if (played.kind == scenario::Played::Kind::unmatched && recorder_) return std::nullopt;
  log_.played(request, played, played_->stub_name(played));
  return std::move(played.reply);
}

std::string RecordRun::status_text() const {
  const auto counts = recorder_->counts();
  if (counts.unrecorded > 0) return fmt::format("{} exchanges, {} NOT RECORDED", counts.log.written, counts.unrecorded);
  return fmt::format("{} exchanges, the disk has them up to {}", counts.log.written, counts.log.up_to);
}

std::optional<ExitCode> RecordRun::start() {
  raise_descriptor_limit();
  if (recorder_) log_.keep_status([this] { return status_text(); });
  auto proxy = net::Proxy::start(proxy_options_, handler());
  if (!proxy) return fail(proxy.error());
  proxy_ = *std::move(proxy);
  RecordStart start;
  start.url = url();
  start.forward = options_.forward;
  start.upstream = upstream_took_;
  start.redaction = !redactor_                       ? "OFF: secrets are written as they come"
                    : options_.keeping.rules.empty() ? "default rules"
                                                     : "rules of " + options_.keeping.rules;
  start.folder = keeping_.folder;
  start.ca = ca_;
  if (played_) start.stubs = played_->stubs();
  start.recorder = recorder_.get();
  log_.started(start);
  return std::nullopt;
}

std::string RecordRun::url() const {
  const net::Listener& listener = proxy_options_.listeners.front();
  return net::listener_url(listener.tls, listener.host, proxy_->ports().front());
}

std::string RecordRun::ready_json() const {
  OrderedJson ready{{"event", "ready"}};
  ready[proxy_options_.listeners.front().tls ? "https" : "http"] = url();
  if (!ca_.empty()) ready["ca"] = ca_;
  ready["out"] = keeping_.folder;
  return ready.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

ExitCode RecordRun::finish() {
  proxy_->stop();
  log_.end_status();
  if (played_ && !options_.quiet) {
    const auto played = log_.played();
    context_.err << fmt::format("{} requests played from {}, {} not in it\n", played.matched, keeping_.folder,
                                played.unmatched);
  }
  if (!recorder_) return ExitCode::ok;
  recorder_->stop();
  return finish_recording(context_, {keeping_.folder, recorder_->counts(), redactor_.get(), recorder_->failure()});
}

}  // namespace phantomime::cli
