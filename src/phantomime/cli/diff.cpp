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
#include "phantomime/cli/diff_pack.hpp"
#include "phantomime/cli/diff_side.hpp"
#include "phantomime/cli/verify_options.hpp"
#include "phantomime/cli/verify_report.hpp"

namespace phantomime::cli {
namespace {

struct DiffOptions {
  std::string a, b, a_profile, b_profile;
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

void warn(Context& context, const std::string& name, const DiffSide& side) {
  if (!side.said) return;
  for (const std::string& warning : side.said->warnings())
    context.err << "warning: " << printable(name) << ": " << printable(warning) << '\n';
}

ExitCode diff(Context& context, const DiffOptions& options) {
  const auto files = report_targets_of(options.reports);
  if (!files) {
    report(context, {files.error()});
    return ExitCode::usage;
  }
  Errors errors;
  recording::ShapeNumbers shapes;
  auto a = open_side(context.files, options.a, options.a_profile, shapes, errors);
  auto b = open_side(context.files, options.b, options.b_profile, shapes, errors);
  if (!a || !b) {
    report(context, errors);
    return errors.front().code == ErrorCode::usage ? ExitCode::usage : ExitCode::bad_scenario;
  }
  reports::ContractReport made;
  made.command = "diff";
  made.subject = told_name(options.a, options.a_profile);
  made.target = told_name(options.b, options.b_profile);
  made.started = format_instant(SystemClock{}.now());
  made.program_version = version();
  compare_sides(*a, *b, shapes, made, errors);
  const Errors unwritten = write_reports(context, made, *files);
  warn(context, options.a, *a);
  warn(context, options.b, *b);
  if (!errors.empty()) report(context, errors);
  if (!unwritten.empty()) {
    report(context, unwritten);
    return ExitCode::runtime;
  }
  if (!errors.empty()) return ExitCode::bad_scenario;
  return reports::has_findings(made) ? ExitCode::findings : ExitCode::ok;
}

}  // namespace

Action declare_diff(CLI::App& app) {
  const auto options = std::make_shared<DiffOptions>();
  app.add_option("A", options->a, "what is taken as the truth: a recording, a file of exchanges, or a pack")
      ->required()
      ->option_text(" ");
  app.add_option("B", options->b, "what is held against it")->required()->option_text(" ");
  app.add_option("--a-profile", options->a_profile, "of A, where it is a pack: the product version")->option_text("P");
  app.add_option("--b-profile", options->b_profile, "the same of B")->option_text("P");
  declare_report_options(app, options->reports);
  app.footer(
      "Requests are paired by method, path without ids and names of query fields: each with its own target, or, where\n"
      "ids differ, the n-th with the n-th. All that A answers to one kind of request says what may vary. Two packs "
      "are\n"
      "compared by the contracts of their stubs; exchanges and a pack by the contract of the stub that is reached.\n"
      "Exit code 0 nothing but noise, 1 findings or nothing compared, 2 bad usage, 3 where A or B is broken (the rest "
      "is\n"
      "compared), 4 where a report cannot be written.\n"
      "Example: phantomime diff recordings/monday recordings/tuesday --report html=diff.html");
  return [options](Context& context) { return diff(context, *options); };
}

}  // namespace phantomime::cli
