// Part of the guard: the same rules, see child_guard.cpp.
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "phantomime/cli/child_guard.hpp"

namespace phantomime::cli {
namespace {

/// How long processes that were sent SIGKILL are waited for: one in a broken network file system never ends.
constexpr int kill_patience_ms = 5000;
/// Between two looks at the list: children of a child that was killed come to us only then, and no signal says so.
constexpr int round_ms = 20;

#ifdef SYS_getdents64

/// A decimal number at the beginning of a text; 0 if there is none.
pid_t number_at(const char* text) noexcept {
  pid_t number = 0;
  while (*text >= '0' && *text <= '9') number = number * 10 + (*text++ - '0');
  return number;
}

/// Of the process whose entry in /proc that is; 0 if it is none, or gone.
pid_t parent_of(int proc, const char* entry) noexcept {
  char path[32] = {};
  const std::size_t length = ::strnlen(entry, 16);
  std::memcpy(path, entry, length);
  std::memcpy(path + length, "/stat", 6);
  const int file = ::openat(proc, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[512] = {};
  const ssize_t count = ::read(file, text, sizeof text - 1);
  ::close(file);
  if (count <= 0) return 0;
  // `12 (a name, which may hold anything) S 11 ...`
  const char* behind = std::strrchr(text, ')');
  return behind && behind[1] == ' ' && behind[2] && behind[3] == ' ' ? number_at(behind + 4) : 0;
}

/// Sends a signal to every child of this process. False where the system does not list them.
bool signal_children(int signal) noexcept {
  const int proc = ::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (proc < 0) return false;
  const pid_t self = ::getpid();
  alignas(std::uint64_t) char entries[8192];
  // What the kernel writes: inode, offset (8 bytes each), length (2), type (1), name.
  constexpr std::size_t length_at = 16, name_at = 19;
  bool listed = false;
  for (;;) {
    const long count = ::syscall(SYS_getdents64, proc, entries, sizeof entries);
    if (count <= 0) break;
    for (long at = 0; at < count;) {
      std::uint16_t length = 0;
      std::memcpy(&length, entries + at + length_at, sizeof length);
      const char* name = entries + at + name_at;
      at += length;
      const pid_t process = number_at(name);
      if (process <= 0) continue;
      listed = true;
      if (parent_of(proc, name) == self) ::kill(process, signal);
    }
  }
  ::close(proc);
  return listed;
}

#else

bool signal_children(int) noexcept { return false; }

#endif

long long now_ms() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<long long>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

/// Takes in whoever ended; false once there is no child any more.
bool children_left() noexcept {
  for (;;) {
    const pid_t who = ::waitpid(-1, nullptr, WNOHANG);
    if (who < 0 && errno == EINTR) continue;
    if (who <= 0) return who == 0;
  }
}

/// Signals and waits, anew for those who come by the end of others; false once there is none any more.
bool signal_until(int signal, pid_t group, int patience) noexcept {
  sigset_t waiting;
  sigfillset(&waiting);
  sigdelset(&waiting, SIGCHLD);
  const long long end = now_ms() + patience;
  while (children_left()) {
    if (now_ms() >= end) return true;
    if (!signal_children(signal) && group > 0) ::kill(-group, signal);
    const timespec pause{0, round_ms * 1'000'000L};
    ::ppoll(nullptr, 0, &pause, &waiting);
  }
  return false;
}

}  // namespace

void end_children(pid_t group, int patience_ms) noexcept {
  if (signal_until(SIGTERM, group, patience_ms)) signal_until(SIGKILL, group, kill_patience_ms);
}

}  // namespace phantomime::cli
