#include "phantomime/cli/verify_run.hpp"

#include <algorithm>

#include "phantomime/base/time_text.hpp"
#include "phantomime/base/version.hpp"
#include "phantomime/cli/shown_text.hpp"
#include "phantomime/cli/stoppable.hpp"
#include "phantomime/cli/verify_flows.hpp"
#include "phantomime/cli/verify_login.hpp"
#include "phantomime/cli/verify_pack.hpp"
#include "phantomime/cli/verify_report.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/reports/plan_text.hpp"
#include "phantomime/server/verifier/detection.hpp"
#include "phantomime/server/verifier/live_asker.hpp"
#include "phantomime/server/verifier/plan_run.hpp"
#include "phantomime/server/verifier/polite_asker.hpp"
#include "phantomime/server/verifier/redact_report.hpp"

namespace phantomime::cli {
namespace {

/// A line on the terminal that says how far a long run is.
class ProgressLine {
 public:
  explicit ProgressLine(Context& context) : context_{context} {}
  ~ProgressLine() {
    if (shown_) context_.err << "\r\033[K" << std::flush;
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void tell(std::size_t done, std::size_t all) {
    const auto now = std::chrono::steady_clock::now();
    if (!context_.err_is_terminal || now < next_) return;
    next_ = now + std::chrono::milliseconds{200};
    shown_ = true;
    context_.err << "\r\033[K" << done << " of " << all << " requests" << std::flush;
  }

 private:
  Context& context_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + std::chrono::seconds{1};
};

ExitCode ends_with(const Error& error) {
  return error.code == ErrorCode::usage || error.code == ErrorCode::syntax ? ExitCode::usage : ExitCode::runtime;
}

/// Whether anybody on the way can read along.
bool goes_in_the_open(const net::PooledClient& client) {
  const std::string& host = client.host();
  return client.origin().starts_with("http://") && host != "localhost" && host != "::1" && !host.starts_with("127.");
}

std::string subject_of(const scenario::Pack& pack) {
  return pack.profile.empty() ? pack.name : pack.name + ' ' + pack.profile;
}

}  // namespace

ExitCode VerifyRun::fail(const Errors& errors, ExitCode code) const {
  report(context_, errors);
  return code;
}

ExitCode VerifyRun::run() {
  if (const auto failed = read_options()) return *failed;
  if (const auto failed = load(options_.profile)) return *failed;
  if (options_.plan) return print_plan();
  if (const auto failed = ask_server()) return *failed;
  return finish();
}

std::optional<ExitCode> VerifyRun::read_options() {
  if (options_.live.target.empty() && !options_.plan)
    return fail({{ErrorCode::usage, "--target is missing", {}, "name the server: --target https://HOST[:PORT]"}},
                ExitCode::usage);
  auto targets = report_targets_of(options_.reports);
  if (!targets) return fail({targets.error()}, ExitCode::usage);
  targets_ = *std::move(targets);
  auto client = client_options_of(options_.live);
  if (!client) return fail({client.error()}, ExitCode::usage);
  client_options_ = *std::move(client);
  const auto settle = settle_of(options_);
  if (!settle) return fail({settle.error()}, ExitCode::usage);
  settle_ = *settle;
  auto bindings = bindings_of(options_.bind);
  if (!bindings) return fail({bindings.error()}, ExitCode::usage);
  Errors errors;
  if (!options_.bindings.empty()) bindings_ = read_bindings(context_.files, options_.bindings, errors);
  if (!errors.empty()) return fail(errors, ExitCode::bad_scenario);
  // The command line comes last, and wins.
  bindings_.insert(bindings_.end(), bindings->begin(), bindings->end());
  return std::nullopt;
}

std::optional<ExitCode> VerifyRun::load(const std::string& profile) {
  Errors errors;
  auto loaded = load_verified(context_.files, options_.pack, profile,
                              {bindings_, allowed_of(options_.allow), options_.only}, errors);
  if (!loaded) return fail(errors, ExitCode::bad_scenario);
  pack_ = *std::move(loaded);
  return std::nullopt;
}

ExitCode VerifyRun::print_plan() {
  context_.out << subject_of(pack())
               << (options_.live.target.empty() ? "" : " against " + visible(http::redact_url(options_.live.target)))
               << ": nothing was sent\n"
               << reports::plan_text(pack_.plan, pack_.contracts, {options_.live.jobs, options_.live.rate});
  if (pack().detect && options_.profile.empty())
    context_.out << "  first " << pack().detect->request << " is asked, and its answer picks the profile\n";
  if (pack_.contracts.errors.empty()) return ExitCode::ok;
  return fail(pack_.contracts.errors, ExitCode::bad_scenario);
}

std::optional<ExitCode> VerifyRun::ask_server() {
  auto client = net::PooledClient::create(client_options_);
  if (!client) return fail({client.error()}, ends_with(client.error()));
  auto login = find_login(context_, options_.login, (*client)->host());
  if (!login) return fail({login.error()}, ends_with(login.error()));
  login_ = *std::move(login);
  if (login_.kind != server::Login::Kind::nobody && goes_in_the_open(**client))
    context_.err << "warning: the credentials go to " << (*client)->host()
                 << " unencrypted: its URL begins with http://\n";
  const SignalHandlers handlers{context_.stop};
  const CancelOnStop cancel{context_.stop, **client};
  const SystemClock clock;
  StoppablePatience patience{context_.stop};
  server::LiveAsker live{**client, server::login_lines(login_, pack_.edition->scenario()), client_options_.body_limit,
                         clock};
  server::Politeness politeness;
  politeness.rate = options_.live.rate;
  server::PoliteAsker asker{live, politeness, patience};
  report_.started = format_instant(clock.now());
  gave_up_ = choose_profile(asker);
  if (!gave_up_ && !loaded_profile_.empty() && loaded_profile_ != pack().profile)
    if (const auto failed = load(loaded_profile_)) return failed;
  if (options_.clean_up) return clean_up(asker);
  carry_out(asker, patience);
  return std::nullopt;
}

ExitCode VerifyRun::clean_up(server::Asker& asker) {
  if (gave_up_) return fail({*gave_up_}, ends_with(*gave_up_));
  server::Judgement judgement{pack_.edition, pack_.contracts, SystemClock{}.now()};
  const FlowContext flows{pack_, options_.live.target, {}};
  const auto done =
      clean_up_target(context_, flows, {pack_.edition->scenario(), judgement, asker, identity(), options_.page_limit});
  return done ? *done : fail({done.error()}, ends_with(done.error()));
}

std::optional<Error> VerifyRun::choose_profile(server::Asker& asker) {
  if (!pack().detect) return std::nullopt;
  const auto detected = server::detect(pack(), asker, identity());
  const bool forced = !options_.profile.empty();
  if (!detected) {
    // A profile that is forced needs no version; a login that failed or a server that is gone is the end all the same.
    if (!forced || detected.error().code != ErrorCode::not_found) return detected.error();
    report_.notes.push_back(detected.error().what);
    return std::nullopt;
  }
  if (detected->profile.empty() && !forced) {
    std::string known;
    for (const auto& [profile, expression] : pack().detect->profiles)
      known += (known.empty() ? "" : ", ") + profile + " for " + expression.pattern();
    return Error{ErrorCode::not_found,
                 "the target is version " + detected->version + ", for which the pack has no profile",
                 {},
                 "there is " + known + "; --profile P holds it against one of them"};
  }
  if (!forced) loaded_profile_ = detected->profile;
  if (forced && detected->profile != options_.profile)
    report_.notes.push_back("the target says that it is version " + detected->version +
                            (detected->profile.empty() ? "" : ", which is profile " + detected->profile) +
                            "; it was held against " + options_.profile + ", as --profile says");
  else
    report_.notes.push_back("the target says that it is version " + detected->version);
  return std::nullopt;
}

void VerifyRun::carry_out(server::Asker& asker, server::Patience& patience) {
  const SystemClock clock;
  server::Judgement judgement{pack_.edition, pack_.contracts, clock.now()};
  ProgressLine progress{context_};
  server::PlanRunOptions run;
  run.jobs = options_.live.jobs;
  run.page_limit = options_.page_limit;
  run.identity = identity();
  run.patience = &patience;
  run.settle = settle_;
  if (pack().detect) run.detected_by = pack().detect->request.substr(pack().detect->request.find(' ') + 1);
  run.progress = [&progress](std::size_t done, std::size_t all) { progress.tell(done, all); };
  run.stopped = [this] { return gave_up_.has_value() || context_.stop.raised(); };
  server::PlanRun done = run_plan(pack_.plan, pack_.edition->scenario(), judgement, asker, run);
  report_.checks = std::move(done.checks);
  report_.notes.insert(report_.notes.end(), done.notes.begin(), done.notes.end());
  if (done.gave_up) gave_up_ = std::move(done.gave_up);
  if (gave_up_ || context_.stop.raised()) return;
  const FlowContext flows{pack_, options_.live.target, run.stopped};
  gave_up_ = carry_out_flows(
      flows, {pack_.edition->scenario(), judgement, asker, run.identity, options_.page_limit, &patience, settle_},
      report_);
}

ExitCode VerifyRun::finish() {
  report_.command = "verify";
  report_.subject = subject_of(pack());
  report_.pack = options_.pack;
  report_.profile = pack().profile;
  report_.target = http::redact_url(options_.live.target);
  report_.program_version = version();
  if (!gave_up_ && context_.stop.raised())
    gave_up_ = Error{ErrorCode::io, "the run was ended before it was over", {}, ""};
  if (gave_up_) report_.notes.push_back(gave_up_->what);
  server::redact_report(report_, server::secrets_of(login_));
  const Errors quarantined = reports::apply_quarantine(report_, pack_.edition->scenario(), SystemClock{}.now());
  const Errors unwritten = write_reports(context_, report_, targets_);
  Errors errors = pack_.contracts.errors;
  errors.insert(errors.end(), quarantined.begin(), quarantined.end());
  const bool unsound = !errors.empty();
  if (gave_up_) errors.push_back(*gave_up_);
  errors.insert(errors.end(), unwritten.begin(), unwritten.end());
  if (!errors.empty()) report(context_, errors);
  if (gave_up_ || !unwritten.empty()) return ExitCode::runtime;
  if (unsound) return ExitCode::bad_scenario;
  const auto least = options_.fail_on == "breaking" ? contract::Impact::breaking : contract::Impact::compatible;
  return fails(report_, least) ? ExitCode::findings : ExitCode::ok;
}

}  // namespace phantomime::cli
