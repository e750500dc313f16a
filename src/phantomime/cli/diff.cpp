#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/base/version.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/diff_exchanges.hpp"
#include "phantomime/cli/diff_live.hpp"
#include "phantomime/cli/diff_pack.hpp"
#include "phantomime/cli/diff_side.hpp"
#include "phantomime/cli/verify_options.hpp"
#include "phantomime/cli/verify_pack.hpp"
#include "phantomime/cli/verify_report.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/reports/contract_words.hpp"
#include "phantomime/server/verifier/redact_report.hpp"

namespace phantomime::cli {
namespace {

struct DiffOptions {
  std::string a, b, a_profile, b_profile, requests;
  LoginOptions a_login, b_login;
  LiveOptions live;
  std::vector<std::string> reports;
};

std::string told_name(const std::string& name, const std::string& profile) {
  return profile.empty() ? name : name + " " + profile;
}

/// Compares; what could not be read is added to `problems`.
void compare_sides(DiffSide& a, DiffSide& b, const recording::ShapeNumbers& shapes, reports::ContractReport& report,
                   Errors& problems) {
  for (DiffSide* const side : {&a, &b}) {
    const Errors& broken = side->said ? side->said->problems() : side->pack->contracts.errors;
    problems.insert(problems.end(), broken.begin(), broken.end());
  }
  if (a.said && b.said) return diff_exchanges(*a.said, *b.said, shapes, report, problems);
  if (a.pack && b.pack) return diff_packs(*a.pack, *b.pack, report);
  diff_with_pack(a.pack ? *a.pack : *b.pack, a.said ? *a.said : *b.said, report, problems);
}

void warn_of_side(Context& context, const std::string& name, const DiffSide& side) {
  if (!side.said) return;
  for (const std::string& warning : side.said->warnings())
    context.err << "warning: " << printable(name) << ": " << printable(warning) << '\n';
}

/// One run of `diff`, step by step; each step gives the exit code that ends it, or nothing.
class DiffRun {
 public:
  DiffRun(Context& context, const DiffOptions& options) : context_{context}, options_{options} {}

  ExitCode run() {
    auto files = report_targets_of(options_.reports);
    if (!files) return fail({files.error()}, ExitCode::usage);
    files_ = std::move(*files);
    if (const auto failed = open()) return *failed;
    if (const auto failed = ask()) return *failed;
    return compare();
  }

 private:
  ExitCode fail(const Errors& errors, ExitCode code) {
    report(context_, errors);
    return code;
  }
  ExitCode fail_live(const Error& error) {
    return fail({error}, error.code == ErrorCode::usage || error.code == ErrorCode::syntax ? ExitCode::usage
                                                                                           : ExitCode::runtime);
  }

  /// What lies on the disk.
  std::optional<ExitCode> open() {
    if (!is_live_url(options_.a)) a_ = open_side(context_.files, options_.a, options_.a_profile, shapes_, errors_);
    if (!is_live_url(options_.b)) b_ = open_side(context_.files, options_.b, options_.b_profile, shapes_, errors_);
    if ((a_ || is_live_url(options_.a)) && (b_ || is_live_url(options_.b))) return std::nullopt;
    return fail(errors_, errors_.front().code == ErrorCode::usage ? ExitCode::usage : ExitCode::bad_scenario);
  }

  std::optional<ExitCode> ask() {
    const bool live_a = is_live_url(options_.a), live_b = is_live_url(options_.b);
    if (!live_a && !live_b) return std::nullopt;
    if ((a_ && a_->pack) || (b_ && b_->pack))
      return fail({{ErrorCode::usage,
                    "a live server is held against a pack by another command",
                    {},
                    "phantomime verify PACK --target URL"}},
                  ExitCode::usage);
    if (live_a && live_b) return ask_both();
    return live_a ? ask_one({options_.a, options_.a_login}, *b_->said, a_)
                  : ask_one({options_.b, options_.b_login}, *a_->said, b_);
  }

  std::optional<ExitCode> ask_both() {
    if (options_.requests.empty())
      return fail({{ErrorCode::usage,
                    "nobody says what the two servers are to be asked",
                    {},
                    "--requests PACK asks what is safe of what the pack plays; a recording asks what is safe of it"}},
                  ExitCode::usage);
    auto asked = open_side(context_.files, options_.requests, {}, shapes_, errors_);
    if (!asked) return fail(errors_, ExitCode::bad_scenario);
    if (asked->said) {
      if (const auto failed = ask_one({options_.a, options_.a_login}, *asked->said, a_)) return failed;
      return ask_one({options_.b, options_.b_login}, *asked->said, b_);
    }
    const auto pack = load_verified(context_.files, options_.requests, {}, {}, errors_);
    if (!pack) return fail(errors_, ExitCode::bad_scenario);
    for (const bool first : {true, false}) {
      auto said =
          ask_plan(context_, first ? LiveSide{options_.a, options_.a_login} : LiveSide{options_.b, options_.b_login},
                   options_.live, *pack, shapes_, secrets_);
      if (!said) return fail_live(said.error());
      (first ? a_ : b_).emplace().said = std::move(*said);
    }
    return std::nullopt;
  }

  std::optional<ExitCode> ask_one(const LiveSide& side, formats::ExchangeSource& requests,
                                  std::optional<DiffSide>& into) {
    std::size_t unsafe = 0;
    auto said = ask_again(context_, side, options_.live, requests, shapes_, secrets_, unsafe);
    if (!said) return fail_live(said.error());
    if (unsafe > 0)
      made_.notes.push_back(reports::counted_words(unsafe, "request") + " not sent to " + http::redact_url(side.url) +
                            ": only safe ones are");
    into.emplace().said = std::move(*said);
    return std::nullopt;
  }

  ExitCode compare() {
    made_.command = "diff";
    made_.subject = told_name(http::redact_url(options_.a), options_.a_profile);
    made_.target = told_name(http::redact_url(options_.b), options_.b_profile);
    made_.started = format_instant(SystemClock{}.now());
    made_.program_version = version();
    compare_sides(*a_, *b_, shapes_, made_, errors_);
    // What a server says back must not be written down.
    server::redact_report(made_, secrets_);
    const Errors unwritten = write_reports(context_, made_, files_);
    warn_of_side(context_, options_.a, *a_);
    warn_of_side(context_, options_.b, *b_);
    if (!errors_.empty()) report(context_, errors_);
    if (!unwritten.empty()) return fail(unwritten, ExitCode::runtime);
    if (!errors_.empty()) return ExitCode::bad_scenario;
    return reports::has_findings(made_) ? ExitCode::findings : ExitCode::ok;
  }

  Context& context_;
  const DiffOptions& options_;
  std::vector<ReportTarget> files_;
  recording::ShapeNumbers shapes_;
  std::optional<DiffSide> a_, b_;
  reports::ContractReport made_;
  std::vector<std::string> secrets_;  ///< of those who asked
  Errors errors_;
};

}  // namespace

Action declare_diff(CLI::App& app) {
  const auto options = std::make_shared<DiffOptions>();
  app.add_option("A", options->a,
                 "what is taken as the truth: a recording, a file of exchanges, a pack, or a live\nserver's URL")
      ->required()
      ->option_text(" ");
  app.add_option("B", options->b, "what is held against it")->required()->option_text(" ");
  app.add_option("--a-profile", options->a_profile, "of A, where it is a pack: the product version")->option_text("P");
  app.add_option("--b-profile", options->b_profile, "the same of B")->option_text("P");
  app.add_option("--requests", options->requests,
                 "what two live servers are asked: the safe requests of a pack or a recording")
      ->option_text("WHAT");
  app.add_option("--a-user", options->a_login.user, "Basic credentials for A, where it is a live server")
      ->option_text("USER[:PASS]");
  app.add_option("--b-user", options->b_login.user, "the same for B")->option_text("USER[:PASS]");
  app.add_option("--a-token", options->a_login.token, "a token for A")->option_text("T");
  app.add_option("--b-token", options->b_login.token, "the same for B")->option_text("T");
  declare_live_options(app, options->live);
  declare_report_options(app, options->reports);
  app.footer(
      "Requests are paired by method, path without ids and names of query fields: each with its own target, or, where\n"
      "ids differ, the n-th with the n-th. All that A answers to one kind of request says what may vary. Two packs "
      "are\n"
      "compared by the contracts of their stubs; exchanges and a pack by the contract of the stub that is reached.\n"
      "A live server is only asked what is safe: what the other side was asked, or, of two, what --requests says.\n"
      "Exit code 0 nothing but noise, 1 findings or nothing compared, 2 bad usage, 3 where A or B is broken (the rest "
      "is\n"
      "compared), 4 where a server cannot be asked or a report not be written.\n"
      "Example: phantomime diff recordings/monday recordings/tuesday --report html=diff.html");
  return [options](Context& context) { return DiffRun{context, *options}.run(); };
}

}  // namespace phantomime::cli
