#pragma once

#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "phantomime/base/file_store.hpp"
#include "phantomime/cli/stop_signal.hpp"

namespace phantomime::cli {

/// How a command ends (design.md 9); documented in `--help`.
enum class ExitCode {
  ok = 0,
  findings = 1,
  usage = 2,
  bad_scenario = 3,
  runtime = 4,
  // Of `run` alone, which else ends with its command's own.
  not_executable = 126,
  command_not_found = 127,
};

/// The world as a command sees it, so that every command runs in-process in tests.
struct Context {
  std::ostream& out;  ///< for programs
  std::ostream& err;  ///< for people
  const FileStore& files;
  std::function<std::optional<std::string>(const char*)> environment;
  bool err_is_terminal = false;
  bool out_is_terminal = false;
  /// What ends a command that would run for ever.
  StopSignal& stop;
  /// What stood behind `--`, for a command that runs another one.
  std::vector<std::string> command{};
  std::istream* in = nullptr;  ///< what a person answers; null: nobody can be asked
  bool in_is_terminal = false;

  /// Whether text on `err` may be coloured: a terminal, and no NO_COLOR.
  [[nodiscard]] bool colour() const;
};

/// Prints errors for people on `err`, with a last line that counts them.
void report(Context& context, const Errors& errors);

}  // namespace phantomime::cli
