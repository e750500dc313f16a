#pragma once

#include <string>
#include <vector>

#include "phantomime/base/result.hpp"

namespace phantomime::cli {

/// A command and the world it is to run in. Standard input, output and error are the program's own, and so is whatever
/// else the program was started with.
struct ChildCommand {
  std::vector<std::string> words;        ///< the command, then its arguments
  std::vector<std::string> environment;  ///< NAME=VALUE, all of it
  std::string search_path;               ///< where a name without a slash is looked for: PATH
  std::vector<std::string> leftovers;    ///< files, then their folder: removed where the program is killed
};

/// How a command ended.
struct ChildEnd {
  enum class Kind {
    exited,        ///< value: its exit code
    signalled,     ///< value: the signal
    cannot_start,  ///< value: the errno
    lost,          ///< somebody killed the guard, and with it the command
  };
  Kind kind = Kind::lost;
  int value = 0;
};

/// Runs a command to its end, passing on the signals that ask the program to end or to do something (SIGINT, SIGTERM,
/// SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2). No process that came of the command is left afterwards, nor if this process is
/// killed, by whatever signal (on Linux; elsewhere those of its process group).
///
/// With a terminal the command stays in the program's process group, so that Ctrl-C, Ctrl-Z and `fg` do what they do
/// without us; the terminal's own signals reach it directly and are not passed on again. Without one it gets a group of
/// its own, and signals go to all of it.
///
/// One at a time in a process. Errors: io, where the system has no process or pipe left.
[[nodiscard]] Result<ChildEnd> run_child(const ChildCommand& command);

}  // namespace phantomime::cli
