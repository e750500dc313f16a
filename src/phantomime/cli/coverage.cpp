#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "phantomime/cli/commands.hpp"
#include "phantomime/formats/coverage_file.hpp"
#include "phantomime/reports/coverage_report.hpp"
#include "phantomime/server/coverage_keeper.hpp"

namespace phantomime::cli {
namespace {

using scenario::Coverage;
using scenario::CoverageItem;

/// What must at least be touched of a kind, in percent.
struct Threshold {
  std::size_t kind = 0;
  double percent = 0;
};

struct CoverageCommand {
  std::vector<std::string> files;
  std::string format = "text";
  bool summary = false;
  std::string at_least;
};

std::optional<Threshold> threshold_in(const std::string& text) {
  const auto equals = text.find('=');
  const std::string number = equals == std::string::npos ? "" : text.substr(equals + 1);
  Threshold threshold;
  while (threshold.kind < scenario::coverage_kinds.size() &&
         scenario::coverage_kinds[threshold.kind] != text.substr(0, equals))
    ++threshold.kind;
  const char* const end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, threshold.percent, std::chars_format::fixed);
  if (threshold.kind == scenario::coverage_kinds.size() || read.ec != std::errc{} || read.ptr != end)
    return std::nullopt;
  if (!(threshold.percent >= 0 && threshold.percent <= 100)) return std::nullopt;  // nor what is no number
  return threshold;
}

/// `stubs=100,states=90`, or what is wrong with it.
Result<std::vector<Threshold>> thresholds_in(const std::string& text) {
  std::vector<Threshold> thresholds;
  for (std::size_t begin = 0; begin <= text.size() && !text.empty();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    const auto threshold = threshold_in(part);
    if (!threshold)
      return Error{ErrorCode::usage,
                   "--at-least: '" + part + "' is no share that can be asked for",
                   {},
                   "write stubs, branches, states or members with percents, such as stubs=100,states=90"};
    thresholds.push_back(*threshold);
    begin = end + 1;
  }
  return thresholds;
}

Result<Coverage> read_all(const Context& context, const std::vector<std::string>& files) {
  Coverage all;
  for (const std::string& file : files) {
    const auto text = context.files.read(file, server::most_coverage_bytes);
    if (!text) return text.error();
    const auto coverage = formats::read_coverage(*text, file);
    if (!coverage) return coverage.error();
    all.add(*coverage);
  }
  return all;
}

/// Says on `err` what falls short. Nothing at all to touch does too: that no test ran is no success.
bool suffices(Context& context, const Coverage& coverage, const std::vector<Threshold>& thresholds) {
  bool enough = true;
  if (!thresholds.empty() && coverage.items().empty()) {
    context.err << "coverage: there is nothing in these files\n";
    enough = false;
  }
  for (const Threshold& threshold : thresholds) {
    const auto share = coverage.share(static_cast<CoverageItem::Kind>(threshold.kind));
    if (share.percent() >= threshold.percent) continue;
    const std::string_view kind = scenario::coverage_kinds[threshold.kind];
    context.err << fmt::format("coverage: {} of {} {} were touched, at least {} % were wanted\n", share.touched,
                               share.all, kind, threshold.percent);
    enough = false;
  }
  return enough;
}

ExitCode report_coverage(Context& context, const CoverageCommand& command) {
  const auto fail = [&context](const Error& error, ExitCode code) {
    report(context, {error});
    return code;
  };
  const auto thresholds = thresholds_in(command.at_least);
  if (!thresholds) return fail(thresholds.error(), ExitCode::usage);
  const auto coverage = read_all(context, command.files);
  if (!coverage) return fail(coverage.error(), ExitCode::runtime);
  if (command.summary && command.format == "text") {
    context.out << reports::coverage_table(*coverage);
  } else {
    for (const auto& row : reports::coverage_formats())
      if (row.name == command.format) context.out << row.write(*coverage);
  }
  return suffices(context, *coverage, *thresholds) ? ExitCode::ok : ExitCode::findings;
}

}  // namespace

Action declare_coverage(CLI::App& app) {
  const auto command = std::make_shared<CoverageCommand>();
  app.add_option("FILE", command->files, "what serve, run and MockServers wrote; several add up")
      ->required()
      ->option_text("...");
  std::vector<std::string> names;
  for (const auto& row : reports::coverage_formats()) names.emplace_back(row.name);
  app.add_option("--format", command->format, "how the report is written (default: text)")
      ->check(CLI::IsMember(names))
      ->option_text("text|lcov|junit");
  app.add_flag("--summary", command->summary, "of the text the table alone, without what was never touched");
  app.add_option("--at-least", command->at_least, "fail where less was touched, such as stubs=100,states=90 (percent)")
      ->option_text("SHARES");
  app.footer(
      "Stubs, branches (answers of a sequence, answers to mistakes, transitions), states and the members of bodies.\n"
      "Exit code 0, 1 where less was touched than --at-least asks, 4 where a file cannot be read.\n"
      "Example: phantomime run --coverage c.json my-pack -- pytest; phantomime coverage c.json");
  return [command](Context& context) { return report_coverage(context, *command); };
}

}  // namespace phantomime::cli
