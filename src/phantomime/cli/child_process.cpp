#include "phantomime/cli/child_process.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "phantomime/cli/child_guard.hpp"
#include "phantomime/cli/command_lookup.hpp"
#include "phantomime/cli/descriptor_limit.hpp"
#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/system_error.hpp"

namespace phantomime::cli {
namespace {

using net::Descriptor;

constexpr std::array passed_on{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

/// The only things that the handler touches.
std::atomic<int> control_pipe{-1};
std::atomic<bool> terminal_signals_group{false};

extern "C" void pass_signal_on(int signal, siginfo_t* info, void*) {
  // A positive code is the kernel's: a key was pressed, and the terminal told everybody in the group itself.
  if (terminal_signals_group.load() && info->si_code > 0) return;
  const int before = errno;
  const char byte = static_cast<char>(signal);
  [[maybe_unused]] const auto written = ::write(control_pipe.load(), &byte, 1);
  errno = before;
}

/// While it lives, signals are passed on, and one for a closed pipe is none. What was ignored (nohup) stays so.
class SignalsPassedOn {
 public:
  explicit SignalsPassedOn(int control) {
    control_pipe = control;
    struct sigaction action {};
    action.sa_sigaction = pass_signal_on;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int signal : passed_on) install(signal, action);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigemptyset(&ignore.sa_mask);
    install(SIGPIPE, ignore);
    handled_[count_] = 0;
  }
  ~SignalsPassedOn() {
    for (std::size_t i = 0; i < count_; ++i) ::sigaction(handled_[i], &before_[i], nullptr);
    control_pipe = -1;
  }
  SignalsPassedOn(const SignalsPassedOn&) = delete;
  SignalsPassedOn& operator=(const SignalsPassedOn&) = delete;

  /// Those that are handled, the last one 0.
  [[nodiscard]] const int* handled() const noexcept { return handled_.data(); }

 private:
  void install(int signal, const struct sigaction& action) {
    struct sigaction before {};
    if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) return;
    ::sigaction(signal, &action, nullptr);
    handled_[count_] = signal;
    before_[count_++] = before;
  }

  std::array<int, passed_on.size() + 2> handled_{};
  std::array<struct sigaction, passed_on.size() + 1> before_{};
  std::size_t count_ = 0;
};

/// While it lives, processes whose parent ends become this process's children, if the guard is no more.
class OrphansComeHere {
 public:
  OrphansComeHere() { say(1); }
  ~OrphansComeHere() { say(0); }
  OrphansComeHere(const OrphansComeHere&) = delete;
  OrphansComeHere& operator=(const OrphansComeHere&) = delete;

 private:
  static void say(long yes) {
#ifdef __linux__
    ::prctl(PR_SET_CHILD_SUBREAPER, yes);
#else
    static_cast<void>(yes);
#endif
  }
};

struct Pipe {
  Descriptor read, write;
};

Error cannot_run(int error) {
  return {ErrorCode::io, "cannot start another process: " + net::system_reason(error), {}, ""};
}

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_run(errno);
  return Pipe{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

/// Whether one of the standard streams is the terminal that this process is controlled by.
bool has_terminal() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::tcgetpgrp(stream) >= 0) return true;
  return false;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

/// A command as the guard takes it: arrays of pointers, ready before the fork. The command must outlive it.
class WrittenOrders {
 public:
  explicit WrittenOrders(const ChildCommand& command)
      : paths_{command_candidates(command.words.front(), command.search_path)},
        candidates_{pointers(paths_)},
        arguments_{pointers(command.words)},
        script_{arguments_},
        environment_{pointers(command.environment)},
        leftovers_{pointers(command.leftovers)} {
    static char shell[] = "sh";
    script_.insert(script_.begin(), shell);
    orders.candidates = candidates_.data();
    orders.arguments = arguments_.data();
    orders.script = script_.data();
    orders.environment = environment_.data();
    orders.leftovers = leftovers_.data();
    orders.group = has_terminal() ? ::getpgrp() : 0;
    orders.files = descriptor_limit_before();
  }
  WrittenOrders(const WrittenOrders&) = delete;
  WrittenOrders& operator=(const WrittenOrders&) = delete;

  GuardOrders orders;

 private:
  std::vector<std::string> paths_;
  std::vector<char*> candidates_, arguments_, script_, environment_, leftovers_;
};

/// `control` is the program's end of the pipe: the guard must not hold it, or it would never see our end.
Result<pid_t> fork_guard(GuardOrders& orders, int control) {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &orders.mask);
  const pid_t guard = ::fork();
  if (guard == 0) {
    ::close(control);
    run_guard(orders);
  }
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &orders.mask, nullptr);
  if (guard < 0) return cannot_run(error);
  return guard;
}

/// What the guard says until it has no more to say.
std::optional<GuardMessage> listen(int status) {
  std::optional<GuardMessage> first;
  for (;;) {
    GuardMessage message;
    const ssize_t count = ::read(status, &message, sizeof message);
    if (count < 0 && errno == EINTR) continue;
    if (count != static_cast<ssize_t>(sizeof message)) return first;
    if (!first) first = message;  // behind "cannot start" comes the end of who could not
  }
}

ChildEnd end_of(const std::optional<GuardMessage>& message) {
  if (!message) return {ChildEnd::Kind::lost, 0};
  if (message->kind == GuardMessage::cannot_start) return {ChildEnd::Kind::cannot_start, message->value};
  if (WIFSIGNALED(message->value)) return {ChildEnd::Kind::signalled, WTERMSIG(message->value)};
  return {ChildEnd::Kind::exited, WEXITSTATUS(message->value)};
}

}  // namespace

Result<ChildEnd> run_child(const ChildCommand& command) {
  auto control = make_pipe();
  if (!control) return control.error();
  auto status = make_pipe();
  if (!status) return status.error();
  ::fcntl(control->write.value(), F_SETFL, O_NONBLOCK);  // no flood of signals may stop a handler

  WrittenOrders written{command};
  GuardOrders& orders = written.orders;
  orders.control = control->read.value();
  orders.status = status->write.value();
  terminal_signals_group = orders.group != 0;
  const SignalsPassedOn signals{control->write.value()};
  orders.handled = signals.handled();
  const OrphansComeHere orphans;
  const auto guard = fork_guard(orders, control->write.value());
  if (!guard) return guard.error();
  control->read.reset();
  status->write.reset();
  const auto message = listen(status->read.value());
  while (::waitpid(*guard, nullptr, 0) < 0 && errno == EINTR) {
  }
  // Somebody killed the guard, the system with no memory left perhaps: what it watched over came to us.
  if (!message) end_children(0, 0);
  return end_of(message);
}

}  // namespace phantomime::cli
