// Runs between fork and exit of a process that was forked from one with many threads: system calls only, no memory from
// the heap, no locks, no exceptions.
#include "phantomime/cli/child_guard.hpp"

#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace phantomime::cli {
namespace {

constexpr int term_patience_ms = 1000;

void tell(int status, GuardMessage message) noexcept {
  while (::write(status, &message, sizeof message) < 0 && errno == EINTR) {
  }
}

void close_between(int first, int last) noexcept {
  if (first > last) return;
#ifdef SYS_close_range
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), static_cast<unsigned>(last), 0U) == 0) return;
#endif
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const auto highest = limit.rlim_cur < 1'000'000 ? static_cast<int>(limit.rlim_cur) : 1'000'000;
  for (int file = first; file <= last && file < highest; ++file) ::close(file);
}

/// The server's sockets among them: a port must not stay taken because the guard is still there.
void close_all_but(int one, int other) noexcept {
  const int low = one < other ? one : other;
  const int high = one < other ? other : one;
  close_between(3, low - 1);
  close_between(low + 1, high - 1);
  close_between(high + 1, INT_MAX);
}

/// As execvp would, but with paths made before: the first that can be run is.
int execute(const GuardOrders& orders) noexcept {
  int why = ENOENT;
  for (const char* const* path = orders.candidates; *path; ++path) {
    ::execve(*path, orders.arguments, orders.environment);
    if (errno == ENOEXEC) {  // a script without `#!`: the shell's, says POSIX
      orders.script[1] = const_cast<char*>(*path);
      ::execve("/bin/sh", orders.script, orders.environment);
      return ENOEXEC;
    }
    if (errno == ENOENT || errno == ENOTDIR) continue;
    why = errno;
    if (why != EACCES) break;
  }
  return why;
}

[[noreturn]] void become_command(const GuardOrders& orders, pid_t guard) noexcept {
  ::setpgid(0, orders.group);
#ifdef __linux__
  // If even the guard is killed, the command is not left behind. The guard may be gone already: then nobody would tell.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (::getppid() != guard) ::_exit(128 + SIGKILL);
  for (const int* signal = orders.handled; *signal; ++signal) ::signal(*signal, SIG_DFL);
  if (orders.files.rlim_max > 0) ::setrlimit(RLIMIT_NOFILE, &orders.files);
  ::pthread_sigmask(SIG_SETMASK, &orders.mask, nullptr);
  const int why = execute(orders);
  tell(orders.status, {GuardMessage::cannot_start, why});
  ::_exit(127);
}

extern "C" void on_child(int) {}  // only there to interrupt poll

/// Makes this process one to whom orphans come, and that SIGCHLD wakes.
void prepare() noexcept {
  ::setpgid(0, 0);  // whoever kills the program's whole group does not hit who cleans up behind it
#ifdef __linux__
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
  struct sigaction action {};
  action.sa_handler = on_child;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGCHLD, &action, nullptr);
}

/// Takes in whoever ended. Whether `child` was among them; then `status` says how.
bool reap(pid_t child, int& status) noexcept {
  bool ended = false;
  for (;;) {
    int its = 0;
    const pid_t who = ::waitpid(-1, &its, WNOHANG);
    if (who < 0 && errno == EINTR) continue;
    if (who <= 0) return ended;
    if (who != child) continue;
    ended = true;
    status = its;
  }
}

enum class First { child, program };

/// Passes signals on until either the command or the program ends.
First watch(const GuardOrders& orders, pid_t child, int& status) noexcept {
  sigset_t waiting;
  sigfillset(&waiting);
  sigdelset(&waiting, SIGCHLD);
  for (;;) {
    if (reap(child, status)) return First::child;
    pollfd control{orders.control, POLLIN, 0};
    if (::ppoll(&control, 1, nullptr, &waiting) <= 0) continue;
    char signal = 0;
    const ssize_t count = ::read(orders.control, &signal, 1);
    if (count == 0) return First::program;
    // Not taken in yet, so the number is still its own. A group of its own gets the signal whole, as from a terminal.
    if (count == 1) ::kill(orders.group == 0 ? -child : child, signal);
  }
}

bool program_is_gone(const GuardOrders& orders) noexcept {
  pollfd control{orders.control, 0, 0};
  return ::poll(&control, 1, 0) > 0 && (control.revents & POLLHUP) != 0;
}

void remove_leftovers(const GuardOrders& orders) noexcept {
  for (const char* const* path = orders.leftovers; *path; ++path)
    if (::unlink(*path) != 0) ::rmdir(*path);
}

}  // namespace

void run_guard(const GuardOrders& orders) noexcept {
  prepare();
  const pid_t guard = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) become_command(orders, guard);
  if (child < 0) {
    tell(orders.status, {GuardMessage::cannot_start, errno});
    ::_exit(1);
  }
  ::setpgid(child, orders.group == 0 ? child : orders.group);  // both do: whoever comes first
  close_all_but(orders.control, orders.status);
  int status = 0;
  const First first = watch(orders, child, status);
  if (first == First::child) tell(orders.status, {GuardMessage::ended, status});
  end_children(orders.group == 0 ? child : 0, term_patience_ms);
  if (first == First::program || program_is_gone(orders)) remove_leftovers(orders);
  ::_exit(0);
}

}  // namespace phantomime::cli
