#pragma once

#include <cstdint>

#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>

namespace phantomime::cli {

/// What the guard tells the program, in one write: smaller than a pipe ever splits.
struct GuardMessage {
  enum Kind : std::int32_t {
    cannot_start,  ///< value: the errno of exec
    ended,         ///< value: what waitpid said
  };
  Kind kind = ended;
  std::int32_t value = 0;
};

/// All that the guard and its child need, made before the fork: behind it nothing may be allocated.
struct GuardOrders {
  const char* const* candidates = nullptr;  ///< paths to try, the last one null
  char** arguments = nullptr;               ///< the command's; the last one null
  char** script = nullptr;  ///< `sh`, a place for the path, the rest of the arguments: for a script without `#!`
  char* const* environment = nullptr;
  const char* const* leftovers = nullptr;  ///< files, then their folder, to remove if the program is gone
  int control = -1;                        ///< bytes are signals to pass on; its end is the program's
  int status = -1;                         ///< takes messages
  pid_t group = 0;                         ///< the process group of the command; 0: one of its own
  sigset_t mask{};                         ///< the command's signal mask
  const int* handled = nullptr;            ///< signals to set back to their default, the last one 0
  rlimit files{};                          ///< the command's limit of open files; 0: as it is
};

/// The guard: a process between the program and its command, which outlives both by a moment. It starts the command,
/// passes signals on, and whatever ends first, the command or the program (by SIGKILL even), it ends every process that
/// came of the command. To be called in a child just forked with every signal blocked; never returns.
[[noreturn]] void run_guard(const GuardOrders& orders) noexcept;

/// Ends all children of this process, those that become its children by that (it must be a subreaper) among them: asks
/// with SIGTERM, and after `patience_ms` with SIGKILL. `group` is signalled where the system cannot list processes.
/// Async-signal-safe; faster where SIGCHLD is blocked and has a handler.
void end_children(pid_t group, int patience_ms) noexcept;

}  // namespace phantomime::cli
