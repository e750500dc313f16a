#include "phantomime/cli/program.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "phantomime/base/suggest.hpp"
#include "phantomime/base/version.hpp"
#include "phantomime/cli/commands.hpp"

namespace phantomime::cli {
namespace {

constexpr std::array rows{
    Command{"serve", "play packs on HTTPS and HTTP", declare_serve},
    Command{"run", "run a command against a server of its own, and judge what it asked", declare_run, true},
    Command{"record", "stand between a client and its server, and write down what they say", declare_record},
    Command{"learn", "make a pack of recordings of one session, and say what does not stay", declare_learn},
    Command{"verify", "hold a live server against what a pack knows of it", declare_verify},
    Command{"diff", "say what two recordings, or two versions of a pack, answer otherwise", declare_diff},
    Command{"accept", "write what a server said otherwise back into the pack", declare_accept},
    Command{"coverage", "say what of packs was touched, from the files of --coverage", declare_coverage},
    Command{"scrub", "take secrets out of a recording, and look for what is left", declare_scrub},
    Command{"explain", "say which stub answers a request, and why", declare_explain},
    Command{"lint", "find what is wrong or doubtful in packs", declare_lint},
    Command{"convert", "carry exchanges and stubs from one format into another", declare_convert},
    Command{"schema", "print the JSON Schema of the scenario format", declare_schema},
    Command{"packs", "list the packs built into the program", declare_packs},
    Command{"completion", "print what makes a shell complete these commands", declare_completion},
    Command{"man", "print the manual page", declare_man},
};

constexpr std::string_view footer =
    "Exit codes: 0 all well, 1 findings, 2 bad usage, 3 bad scenario or fixture, 4 could not run.\n"
    "The scenario language: scenarios/README.md.";

int usage_error(Context& context, const std::string& what, const std::string& hint) {
  context.err << render(Error{ErrorCode::usage, what, {}, hint});
  return static_cast<int>(ExitCode::usage);
}

/// CLI11 only says that an argument was not expected; a person who mistyped a command wants to hear which one is meant.
std::optional<int> unknown_command(const std::vector<std::string>& arguments, Context& context) {
  if (arguments.empty() || arguments.front().empty() || arguments.front().front() == '-') return {};
  const std::string& name = arguments.front();
  std::vector<std::string_view> names;
  for (const Command& row : rows) {
    if (row.name == name) return {};
    names.push_back(row.name);
  }
  const auto meant = nearest(name, names);
  std::string hint = meant.empty() ? "" : "did you mean '" + std::string{meant} + "'? ";
  hint += "commands:";
  for (const auto known : names) hint += " " + std::string{known};
  return usage_error(context, "there is no command '" + name + "'", hint);
}

/// The same for options: the first argument that looks like one and is none of the command's.
std::optional<int> unknown_option(const std::vector<std::string>& arguments, const CLI::App& command,
                                  Context& context) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  const std::vector<std::string_view> views{names.begin(), names.end()};
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    if (!name.starts_with("--") || name == "--" || std::find(names.begin(), names.end(), name) != names.end()) continue;
    const auto meant = nearest(name, views);
    return usage_error(context, "there is no option '" + name + "'",
                       (meant.empty() ? "" : "did you mean '" + std::string{meant} + "'? ") + "see phantomime " +
                           command.get_name() + " --help");
  }
  return {};
}

/// Takes `--` and what is behind it off, where the command takes that.
std::vector<std::string> take_command(std::vector<std::string> arguments, Context& context) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Command& one) {
    return one.runs_another && !arguments.empty() && arguments.front() == one.name;
  });
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (row == rows.end() || dashes == arguments.end()) return arguments;
  context.command.assign(std::next(dashes), arguments.end());
  arguments.erase(dashes, arguments.end());
  return arguments;
}

/// CLI11's sentences end in full stops and begin in upper case; ours do not.
std::string tidy(std::string what) {
  if (what.starts_with("The ")) what.front() = 't';
  while (!what.empty() && (what.back() == '.' || what.back() == '\n')) what.pop_back();
  return what;
}

int run_parsed(const std::vector<std::string>& arguments, Context& context) {
  const auto [declared, actions] = declare_program();
  CLI::App& app = *declared;
  std::vector<std::string> reversed{arguments.rbegin(), arguments.rend()};
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::Success& success) {  // --help, --version
    app.exit(success, context.out, context.err);
    return static_cast<int>(ExitCode::ok);
  } catch (const CLI::ParseError& error) {
    std::string command;
    for (const auto& [sub, action] : actions) {
      if (!sub->parsed()) continue;
      command = " " + sub->get_name();
      if (dynamic_cast<const CLI::ExtrasError*>(&error))
        if (const auto code = unknown_option(arguments, *sub, context)) return *code;
    }
    return usage_error(context, tidy(error.what()), "see phantomime" + command + " --help");
  }
  for (const auto& [command, action] : actions)
    if (command->parsed()) return static_cast<int>(action(context));
  context.err << app.help();
  return static_cast<int>(ExitCode::usage);
}

}  // namespace

std::span<const Command> commands() { return rows; }

Program declare_program() {
  Program program{std::make_shared<CLI::App>("Plays HTTP APIs from YAML scenarios.", "phantomime"), {}};
  CLI::App& app = *program.app;
  app.set_version_flag("--version", "phantomime " + std::string{version()}, "print the version and exit");
  app.set_help_flag("-h,--help", "print this and exit");
  app.require_subcommand(0, 1);
  app.footer(std::string{footer});
  for (const Command& row : rows) {
    CLI::App* command = app.add_subcommand(std::string{row.name}, std::string{row.summary});
    command->set_help_flag("-h,--help", "print this and exit");
    program.actions.emplace_back(command, row.declare(*command));
  }
  return program;
}

int run(const std::vector<std::string>& arguments, Context& context) {
  if (const auto code = unknown_command(arguments, context)) return *code;
  try {
    const int code = run_parsed(take_command(arguments, context), context);
    context.out.flush();
    if (!context.out) {
      context.err << render(Error{ErrorCode::io, "cannot write to standard output", {}, ""});
      return static_cast<int>(ExitCode::runtime);
    }
    return code;
  } catch (const std::exception& bug) {
    // Expected failures are values; whatever gets here is a bug or a machine out of memory, and is said as such.
    context.err << render(Error{ErrorCode::io, std::string{"unexpected: "} + bug.what(), {}, ""});
    return static_cast<int>(ExitCode::runtime);
  }
}

bool Context::colour() const {
  const auto unwanted = environment ? environment("NO_COLOR") : std::nullopt;
  return err_is_terminal && (!unwanted || unwanted->empty());
}

void report(Context& context, const Errors& errors) {
  context.err << render(errors);
  if (errors.size() > 1) context.err << '\n' << errors.size() << " errors\n";
}

}  // namespace phantomime::cli
