#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/record_redaction.hpp"
#include "phantomime/recording/log_reader.hpp"
#include "phantomime/recording/redaction/leak_check.hpp"
#include "phantomime/server/pack_folder.hpp"
#include "phantomime/server/recorder/recording_folder.hpp"
#include "phantomime/server/recording_scrub.hpp"
#include "phantomime/server/redaction_key.hpp"

namespace phantomime::cli {
namespace {

struct ScrubCommand {
  std::string folder;
  std::string rules;
  bool check = false;
};

void say_replaced(Context& context, const server::ScrubResult& result) {
  if (result.damage.damaged_lines > 0 || result.damage.torn_bytes > 0)
    context.err << fmt::format("scrub: {} damaged lines and {} torn bytes were no exchanges and are gone\n",
                               result.damage.damaged_lines, result.damage.torn_bytes);
  std::uint64_t places = 0;
  for (const auto& [kind, count] : result.replaced) places += count;
  context.out << fmt::format("{} exchanges, {} changed, {} secrets replaced\n", result.exchanges, result.changed,
                             places);
  for (const auto& [kind, count] : result.replaced) context.out << fmt::format("  {:<14}{}\n", kind, count);
  if (result.bodies_given_up > 0)
    context.out << fmt::format("{} bodies could not be looked into and are not kept any more\n",
                               result.bodies_given_up);
  if (result.another_key)
    context.err << "scrub: this recording has placeholders of another key: what is new stands for itself and not for "
                   "what they stand for\n";
}

/// The pack that was made of what was scrubbed is made again.
Result<void> remake_pack(Context& context, const std::string& folder) {
  if (!server::holds_recorded_pack(folder)) return {};
  auto recording = recording::read_recording(context.files, folder);
  if (!recording) return recording.error();
  const auto made = server::keep_recorded_pack({&*recording, 1}, folder);
  if (!made) return made.error();
  context.out << "pack.yaml was made again\n";
  return {};
}

ExitCode say_leaks(Context& context, const recording::LeakReport& report) {
  for (const auto& leak : report.leaks) {
    std::string place = leak.file;
    if (leak.line > 0) place += fmt::format(":{}", leak.line);
    if (leak.exchange > 0) place += fmt::format(": exchange {}", leak.exchange);
    context.out << fmt::format("{}: {}{}{}\n", place, leak.kind, leak.where.empty() ? "" : " in ", leak.where);
  }
  for (const std::string& unread : report.unread) context.err << "scrub: not looked at: " << unread << "\n";
  if (report.leaks.empty() && report.unread.empty()) {
    context.out << fmt::format("leak check passed: {} exchanges, {} files\n", report.exchanges, report.files);
    return ExitCode::ok;
  }
  if (report.leaks.empty()) {
    context.out << "leak check: nothing found, but not everything could be looked at\n";
    return ExitCode::findings;
  }
  context.out << fmt::format("leak check failed: {}{} secrets are left\n", report.leaks.size(),
                             report.more ? " and more" : "");
  return ExitCode::findings;
}

ExitCode scrub(Context& context, const ScrubCommand& command) {
  const auto fail = [&context](const Error& error) {
    report(context, {error});
    return ExitCode::runtime;
  };
  Errors errors;
  const auto rules = read_rules(context, command.rules, errors);
  if (!rules) {
    report(context, errors);
    return code_of_rules(errors);
  }
  std::vector<std::string> known;
  if (!command.check) {
    const auto key = server::redaction_key(server::default_redaction_folder());
    if (!key) return fail(key.error());
    recording::KeyedRedactor redactor{*key, *rules};
    if (!recording::is_recording(context.files, command.folder))
      return fail(recording::LogReader::open(context.files, command.folder).error());
    const auto held = server::hold_recording(command.folder);
    if (!held) return fail(held.error());
    const auto result = server::scrub_recording(context.files, command.folder, redactor);
    if (!result) return fail(result.error());
    say_replaced(context, *result);
    if (result->changed > 0)
      if (const auto made = remake_pack(context, command.folder); !made) return fail(made.error());
    known = redactor.known_secrets();
  } else if (!recording::is_recording(context.files, command.folder)) {
    return fail(recording::LogReader::open(context.files, command.folder).error());
  }
  const auto leaks = recording::check_leaks(context.files, command.folder, *rules, known);
  return leaks ? say_leaks(context, *leaks) : fail(leaks.error());
}

}  // namespace

Action declare_scrub(CLI::App& app) {
  const auto command = std::make_shared<ScrubCommand>();
  app.add_option("DIR", command->folder, "a recording")->required()->option_text(" ");
  app.add_option("--rules", command->rules, "what is a secret besides, and what is none (YAML)")->option_text("FILE");
  app.add_flag("--check", command->check, "change nothing, only look for what is left");
  app.footer(
      "Secrets become placeholders of the same length and format, keyed with the file\n"
      "${XDG_DATA_HOME:-~/.local/share}/phantomime/redaction/key. A pack that was made of the recording is made "
      "again.\n"
      "Exit code 0, 1 where a secret is left, 3 with bad rules, 4 where a file cannot be read or written.\n"
      "Example: phantomime scrub recordings/monday --rules our-secrets.yaml");
  return [command](Context& context) { return scrub(context, *command); };
}

}  // namespace phantomime::cli
