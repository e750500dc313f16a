#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/cli/context.hpp"

namespace CLI {
class App;
}

namespace phantomime::cli {

/// What a command does once its arguments are parsed.
using Action = std::function<ExitCode(Context&)>;

/// A row of the registry of commands: one file each.
struct Command {
  std::string_view name;
  std::string_view summary;
  /// Declares options and arguments on the command's own App and returns what to do with them. The App outlives the
  /// action.
  Action (*declare)(CLI::App& app) = nullptr;
  /// What stands behind `--` is another program's command line: it goes into the context unread.
  bool runs_another = false;
};

/// In the order of `--help`.
[[nodiscard]] std::span<const Command> commands();

/// The whole program, declared: its App, and what each command on it does.
struct Program {
  std::shared_ptr<CLI::App> app;
  std::vector<std::pair<CLI::App*, Action>> actions;
};
[[nodiscard]] Program declare_program();

[[nodiscard]] Action declare_serve(CLI::App& app);
[[nodiscard]] Action declare_run(CLI::App& app);
[[nodiscard]] Action declare_record(CLI::App& app);
[[nodiscard]] Action declare_learn(CLI::App& app);
[[nodiscard]] Action declare_verify(CLI::App& app);
[[nodiscard]] Action declare_coverage(CLI::App& app);
[[nodiscard]] Action declare_scrub(CLI::App& app);
[[nodiscard]] Action declare_explain(CLI::App& app);
[[nodiscard]] Action declare_lint(CLI::App& app);
[[nodiscard]] Action declare_accept(CLI::App& app);
[[nodiscard]] Action declare_convert(CLI::App& app);
[[nodiscard]] Action declare_diff(CLI::App& app);
[[nodiscard]] Action declare_schema(CLI::App& app);
[[nodiscard]] Action declare_packs(CLI::App& app);
[[nodiscard]] Action declare_completion(CLI::App& app);
[[nodiscard]] Action declare_man(CLI::App& app);

}  // namespace phantomime::cli
