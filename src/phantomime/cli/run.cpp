#include <cerrno>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "phantomime/cli/child_process.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/expect_file.hpp"
#include "phantomime/cli/played_server.hpp"
#include "phantomime/cli/run_environment.hpp"
#include "phantomime/cli/run_judgement.hpp"
#include "phantomime/cli/trust_bundle.hpp"
#include "phantomime/cli/unmatched_list.hpp"
#include "phantomime/net/system_error.hpp"
#include "phantomime/server/output_file.hpp"

namespace phantomime::cli {
namespace {

struct RunCommand {
  ServeOptions server;
  std::string expect, junit;
  bool allow_unmatched = false;
  std::string log;  ///< empty: none
  bool quiet = false;
};

ExitCode fail(Context& context, const Error& error, ExitCode code) {
  report(context, {error});
  return code;
}

/// The command may go elsewhere: paths that it is told are whole.
std::string whole_path(const std::string& path) {
  std::error_code error;
  const auto whole = std::filesystem::absolute(path, error);
  return error || path.empty() ? path : whole.string();
}

/// What the command is told of the server, and the file that it is told to trust.
Result<ChildCommand> child_command(const Context& context, PlayedServer& played, std::optional<TrustBundle>& bundle) {
  const auto& server = played.server();
  Served served{server.https_url(),
                server.http_url(),
                server.admin_url(),
                whole_path(played.certificate().ca),
                {},
                played.admin_token(),
                whole_path(played.coverage_file())};
  ChildCommand child;
  if (!served.ca_file.empty()) {
    auto made = TrustBundle::make(context, served.ca_file);
    if (!made) return made.error();
    bundle.emplace(*std::move(made));
    served.ca_bundle = whole_path(bundle->file());
    child.leftovers = bundle->paths();
  }
  child.words = context.command;
  child.environment = lay_over(environ, exports_of(server.engine()->scenario(), served));
  child.search_path = context.environment("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
  return child;
}

/// How the command ended, as an exit code (design.md 9); whatever was not its own doing is said.
int code_of(Context& context, const ChildEnd& end) {
  const std::string name = "'" + context.command.front() + "'";
  switch (end.kind) {
    case ChildEnd::Kind::exited:
      return end.value;
    case ChildEnd::Kind::signalled:
      return 128 + end.value;
    case ChildEnd::Kind::lost:
      return static_cast<int>(fail(context,
                                   {ErrorCode::io, "the process that watched over " + name + " was killed", {}, ""},
                                   ExitCode::runtime));
    case ChildEnd::Kind::cannot_start:
      break;
  }
  const bool missing = end.value == ENOENT;
  return static_cast<int>(
      fail(context,
           {missing ? ErrorCode::not_found : ErrorCode::io,
            "cannot run " + name + ": " + (missing ? "command not found" : net::system_reason(end.value)),
            {},
            ""},
           missing ? ExitCode::command_not_found : ExitCode::not_executable));
}

/// Tells what was found, and how the run ends where its command did well.
ExitCode tell_findings(Context& context, const RunCommand& command, const reports::RunReport& found) {
  const bool findings = reports::has_findings(found);
  if (findings || !command.quiet) context.err << reports::run_text(found) << std::flush;
  if (!command.junit.empty()) {
    const auto written = server::replace_file(command.junit, reports::run_junit(found));
    if (!written.ok()) return fail(context, written.error(), ExitCode::runtime);
  }
  return findings ? ExitCode::findings : ExitCode::ok;
}

/// Runs the command against a server that plays, and judges what it asked.
ExitCode play_and_judge(Context& context, const RunCommand& command, PlayedServer& played, ServeLog& log,
                        std::optional<ExpectFile> expected) {
  UnmatchedList unmatched;
  server::Observer observer = observer_of(log, command.log.empty());
  observer.exchange = [&log, &unmatched](const server::ExchangeEvent& event) {
    unmatched.add(event);
    log.exchange(event);
  };
  if (const auto failed = played.start(std::move(observer))) return *failed;
  std::optional<TrustBundle> bundle;
  const auto child = child_command(context, played, bundle);
  if (!child) return fail(context, child.error(), ExitCode::runtime);
  const auto end = run_child(*child);
  if (!end) return fail(context, end.error(), ExitCode::runtime);
  const int code = code_of(context, *end);
  if (end->kind == ChildEnd::Kind::cannot_start) return ExitCode{code};
  played.server().stop();

  reports::RunReport found = judge(played.server(), log.bad_requests());
  found.unmatched_allowed = command.allow_unmatched;
  unmatched.tell(found);
  if (expected)
    for (auto& one : judge(*std::move(expected), played.server().engine()->journal()))
      found.expectations.push_back(std::move(one));
  const ExitCode told = tell_findings(context, command, found);
  const ExitCode kept = played.keep_coverage().value_or(told);
  return code != 0 ? ExitCode{code} : kept;
}

ExitCode run_command(Context& context, const RunCommand& command) {
  if (context.command.empty() || context.command.front().empty())
    return fail(context,
                {ErrorCode::usage, "there is no command to run", {}, "name it behind --: phantomime run -- pytest"},
                ExitCode::usage);
  ServeLog log{context, command.log == "json" ? LogFormat::json : LogFormat::text, command.log.empty()};
  PlayedServer played{context, command.server, log};
  if (const auto failed = played.load()) return *failed;
  std::optional<ExpectFile> expected;
  if (!command.expect.empty()) {
    Errors errors;
    expected = read_expect_file(context.files, command.expect, played.scenario(), errors);
    if (!expected) {
      report(context, errors);
      return ExitCode::bad_scenario;
    }
  }
  return play_and_judge(context, command, played, log, std::move(expected));
}

}  // namespace

Action declare_run(CLI::App& app) {
  const auto command = std::make_shared<RunCommand>();
  declare_serve_options(app, command->server, Ports::free);
  const auto file = [](const std::string& path) { return path.empty() ? "the file has no name" : ""; };
  app.add_option("--expect", command->expect,
                 "what must have been asked in the default space: a YAML list of what POST verify takes")
      ->option_text("FILE")
      ->check(file);
  app.add_option("--junit", command->junit, "writes what was found as JUnit XML too")->option_text("FILE")->check(file);
  app.add_flag("--allow-unmatched", command->allow_unmatched, "a request that no stub answers is told, and no failure");
  app.add_option("--log", command->log, "a line per request, text for people or json for machines (default: none)")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("text|json");
  app.add_flag("--quiet", command->quiet, "nothing at the end where all is well");
  app.footer(
      "Starts a server on free ports, runs the command behind -- with PHANTOMIME_URL and what else it needs in its\n"
      "environment (README.md, \"run\"), and ends with it. On standard error, at the end: requests that no stub\n"
      "answered, and stubs that were not called as expected.\n"
      "Exit codes: the command's own if it is not 0 (128 + n for signal n; 127 not found, 126 not executable), else 1\n"
      "with findings, else 0.\n"
      "Example: phantomime run ./my-pack -- pytest tests");
  return [command](Context& context) { return run_command(context, *command); };
}

}  // namespace phantomime::cli
