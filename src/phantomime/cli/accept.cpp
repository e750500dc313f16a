#include <istream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/cli/accept_options.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/line_diff.hpp"
#include "phantomime/cli/shown_text.hpp"
#include "phantomime/server/output_file.hpp"

namespace phantomime::cli {
namespace {

using contract::Finding;
using formats::Acceptance;
using Outcome = Acceptance::Outcome;

constexpr std::size_t widest_target = 200;

std::string plural(std::size_t count, std::string_view word) {
  return std::to_string(count) + ' ' + std::string{word} + (count == 1 ? "" : "s");
}

/// Carries out one run of the command.
class Accepting {
 public:
  Accepting(Context& context, const AcceptOptions& options, const ReportFile& report, Instant now)
      : context_{context}, options_{options}, report_{report}, now_{now} {}

  ExitCode run() {
    if (const auto code = open()) return *code;
    const Chosen chosen = choose_findings(report_, options_);
    for (const std::string& id : chosen.unknown) refuse(id, "the report has no such finding");
    for (const Finding* finding : chosen.findings) {
      if (stopped_) break;
      consider(*finding);
    }
    if (!options_.dry_run)
      if (const auto written = write(); !written) {
        report(context_, {written.error()});
        return ExitCode::runtime;
      }
    sum_up();
    return refused_ ? ExitCode::findings : ExitCode::ok;
  }

 private:
  std::optional<ExitCode> open() {
    const std::string pack = options_.pack.empty() ? report_.pack : options_.pack;
    const auto type = pack.empty() ? FileStore::Type::missing : context_.files.type(pack);
    if (pack.empty() || (options_.pack.empty() && type == FileStore::Type::missing)) {
      const std::string built_in = pack.empty() ? "" : " ('" + printable(pack) + "' is no file or folder here)";
      return usage("the report names no pack that can be written to" + built_in, "--pack FOLDER says which");
    }
    if (!options_.chooses() && !asks())
      return usage("nothing says which findings, and there is no terminal to ask at",
                   "--all, --only ID, --kind KIND, --stub GLOB or --class CLASS");
    Errors errors;
    acceptance_ =
        Acceptance::open(context_.files, pack, options_.profile.empty() ? report_.profile : options_.profile, errors);
    if (acceptance_) return std::nullopt;
    report(context_, errors);
    return ExitCode::bad_scenario;
  }

  ExitCode usage(std::string what, std::string hint) {
    report(context_, {{ErrorCode::usage, std::move(what), {}, std::move(hint)}});
    return ExitCode::usage;
  }

  [[nodiscard]] bool asks() const { return context_.in && context_.in_is_terminal; }

  [[nodiscard]] std::string note() const {
    const std::string day =
        report_.started.size() >= 10 ? report_.started.substr(0, 10) : format_instant(now_).substr(0, 10);
    const std::string target = report_.target.empty() ? report_.command : report_.target;
    return "accepted: " + shorten(printable(target), widest_target) + ", " + printable(day);
  }

  static std::string called(const Finding& finding) {
    return finding.id + "  " + printable(finding.stub) + "  " + printable(finding.general) + "  " +
           std::string{to_string(finding.kind)};
  }

  void consider(const Finding& finding) {
    const Outcome outcome = options_.quarantine ? acceptance_->propose_quarantine(finding, options_.keeper, now_)
                                                : acceptance_->propose(finding, note());
    if (outcome.kind == Outcome::Kind::refused) return refuse(called(finding), outcome.why);
    if (outcome.kind == Outcome::Kind::agreed) {
      context_.err << "nothing to do: " << called(finding) << ": the pack says so already\n";
      return;
    }
    const bool shown = options_.dry_run || !options_.chooses();
    context_.err << (shown ? "" : options_.quarantine ? "set aside: " : "accepted: ") << called(finding) << '\n';
    if (shown) {
      context_.err << "  expected " << printable(finding.expected) << ", came " << printable(finding.actual) << '\n';
      for (const auto& [path, text] : outcome.texts) show(line_diff(path, acceptance_->text_of(path), text));
    }
    if (!options_.chooses() && !agrees()) return;
    acceptance_->take(outcome);
    ++taken_;
  }

  /// A diff as a terminal may show it: what servers said is in it.
  void show(std::string_view diff) {
    while (!diff.empty()) {
      const std::size_t end = std::min(diff.find('\n'), diff.size());
      context_.out << (context_.out_is_terminal ? visible_line(diff.substr(0, end)) : std::string{diff.substr(0, end)})
                   << '\n';
      diff.remove_prefix(std::min(end + 1, diff.size()));
    }
  }

  [[nodiscard]] std::string visible_line(std::string_view line) const {
    std::string text;
    for (std::size_t at = 0; at < line.size();) text += next_printable(line, at);
    const std::string_view colour = line.starts_with('+') ? green : line.starts_with('-') ? red : std::string_view{};
    return context_.colour() && !colour.empty() ? std::string{colour} + text + "\033[0m" : text;
  }

  /// Asks until there is an answer.
  bool agrees() {
    std::string answer;
    while (true) {
      context_.out.flush();
      context_.err << "accept? [y]es, [n]o, [q]uit: " << std::flush;
      if (!std::getline(*context_.in, answer) || answer == "q" || answer == "quit") {
        stopped_ = true;
        return false;
      }
      if (answer == "y" || answer == "yes") return true;
      if (answer == "n" || answer == "no") return false;
    }
  }

  void refuse(const std::string& what, const std::string& why) {
    context_.err << "not accepted: " << what << ": " << printable(why) << '\n';
    ++refused_;
  }

  Result<void> write() {
    for (const auto& [path, text] : acceptance_->changed())
      if (auto written = server::replace_file(path, text); !written) return written;
    return {};
  }

  void sum_up() {
    context_.err << plural(taken_, "finding") << (options_.dry_run ? " would be " : " ")
                 << (options_.quarantine ? "set aside in " : "accepted in ")
                 << plural(acceptance_->changed().size(), "file") << (options_.dry_run ? " (nothing was written)" : "");
    if (refused_) context_.err << ", " << refused_ << " not";
    if (report_.more_findings)
      context_.err << "; the report only counts " << plural(report_.more_findings, "further finding");
    context_.err << '\n';
    if (options_.dry_run || acceptance_->changed().empty()) return;
    for (const auto& [path, text] : acceptance_->changed()) context_.err << "  " << printable(path) << '\n';
  }

  Context& context_;
  const AcceptOptions& options_;
  const ReportFile& report_;
  Instant now_;
  std::unique_ptr<Acceptance> acceptance_;
  std::size_t taken_ = 0, refused_ = 0;
  bool stopped_ = false;
};

ExitCode accept(Context& context, const AcceptOptions& options) {
  const Instant now = SystemClock{}.now();
  if (const auto sound = check_accept_options(options, now); !sound) {
    report(context, {sound.error()});
    return ExitCode::usage;
  }
  Errors errors;
  const auto told = read_report(context.files, options.report, errors);
  if (!told) {
    report(context, errors);
    return ExitCode::bad_scenario;
  }
  return Accepting{context, options, *told, now}.run();
}

}  // namespace

Action declare_accept(CLI::App& app) {
  const auto options = std::make_shared<AcceptOptions>();
  declare_accept_options(app, *options);
  app.footer(
      "Each finding is written back with the smallest edit: into the fixture, the rule or the field that says\n"
      "otherwise, else as a rule of its own in contracts.yaml; and kept only where the pack, loaded again, then "
      "agrees.\n"
      "Fixtures that a page prints stay as they are. Without a rule that chooses, each is shown and asked for.\n"
      "Exit code 0, 1 where a finding could not be written back (why is said, the others are written), 2 bad usage,\n"
      "3 where the report or the pack cannot be read, 4 where a file cannot be written.\n"
      "Example: phantomime accept report.json --pack packs/phantom --kind missing --dry-run");
  return [options](Context& context) { return accept(context, *options); };
}

}  // namespace phantomime::cli
