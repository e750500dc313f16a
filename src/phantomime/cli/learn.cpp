#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "phantomime/base/utf8.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/server/pack_folder.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t learned_body_limit = 16u << 20, widest_column = 60;

struct LearnOptions {
  std::vector<std::string> recordings;
  std::string out;
  bool force = false;
};

/// Rows of equal columns, the last one as long as it is.
void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t column = 0; column + 1 < row.size(); ++column) {
      if (column == widths.size()) widths.push_back(0);
      widths[column] = std::max(widths[column], row[column].size());
    }
  for (const auto& row : rows) {
    for (std::size_t column = 0; column + 1 < row.size(); ++column)
      out << row[column] << std::string(widths[column] - row[column].size() + 2, ' ');
    out << row.back() << '\n';
  }
}

void print_learned(std::ostream& out, const recording::PackDraft& draft) {
  std::vector<std::vector<std::string>> rows;
  for (const recording::VolatileMember& member : draft.volatile_members)
    rows.push_back({shorten(member.stub, widest_column), shorten(printable(member.where), widest_column),
                    std::string{to_string(member.kind)}, printable(member.evidence)});
  print_table(out, rows);
  const auto constant = std::count_if(draft.learned.begin(), draft.learned.end(), [](const auto& member) {
    return member.kind == recording::MemberClass::constant;
  });
  if (!rows.empty()) out << '\n';
  out << draft.steps.size() << " requests aligned, " << draft.learned.size() << " members: " << constant
      << " constant, " << draft.learned.size() - static_cast<std::size_t>(constant) << " not\n";
}

ExitCode learn(Context& context, const LearnOptions& options) {
  if (!options.force && context.files.type(options.out + "/pack.yaml") != FileStore::Type::missing) {
    report(context, {{ErrorCode::usage,
                      "there is a pack in '" + options.out + "' already",
                      {},
                      "name another folder, or say --force to replace it"}});
    return ExitCode::usage;
  }
  std::vector<recording::Recording> recordings;
  Errors errors;
  for (const std::string& folder : options.recordings) {
    auto read = recording::read_recording(context.files, folder, learned_body_limit);
    if (read)
      recordings.push_back(std::move(*read));
    else
      errors.push_back(read.error());
  }
  if (!errors.empty()) {
    report(context, errors);
    return ExitCode::bad_scenario;
  }
  const auto pack = formats::make_recorded_pack(recordings);
  if (!pack) {
    report(context, {pack.error()});
    return ExitCode::bad_scenario;
  }
  if (const auto written = server::write_pack_folder(*pack, options.out); !written) {
    report(context, {written.error()});
    return ExitCode::runtime;
  }
  print_learned(context.out, pack->draft);
  context.out << options.out << "/: " << pack->summary.stubs << " stubs, " << pack->summary.sequences << " sequences, "
              << pack->summary.templates << " templates\n";
  for (const std::string& left_out : pack->summary.left_out) context.err << "not played: " << left_out << '\n';
  for (const std::string& differing : pack->summary.differing)
    context.err << "played otherwise than it was recorded: " << differing << '\n';
  return pack->summary.differing.empty() ? ExitCode::ok : ExitCode::findings;
}

}  // namespace

Action declare_learn(CLI::App& app) {
  const auto options = std::make_shared<LearnOptions>();
  app.add_option("RECORDING", options->recordings, "folders of recordings of the same session, two or more are best")
      ->required()
      ->option_text("...");
  app.add_option("--out", options->out, "the folder of the pack that plays all of them")
      ->required()
      ->option_text("DIR");
  app.add_flag("--force", options->force, "replace a pack that is there");
  app.footer(
      "Requests are aligned by their shape and order. Every member that is not constant is told with its class\n"
      "(increasing, bound, enumerated, time, free) and what was seen; DIR/learned/members.yaml keeps it.\n"
      "Exit code 0, 1 where the pack plays something otherwise than it was recorded, 3 where a recording cannot be\n"
      "read, 4 where the pack cannot be written.\n"
      "Example: phantomime learn recordings/monday recordings/tuesday --out packs/journey");
  return [options](Context& context) { return learn(context, *options); };
}

}  // namespace phantomime::cli
