#include "phantomime/cli/password_prompt.hpp"

#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/write_all.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t longest_password = 4096;

/// No echo while it lives.
class QuietTerminal {
 public:
  explicit QuietTerminal(int terminal) : terminal_{terminal}, known_{::tcgetattr(terminal, &before_) == 0} {
    if (!known_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    known_ = ::tcsetattr(terminal, TCSAFLUSH, &quiet) == 0;
  }
  ~QuietTerminal() {
    if (known_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  [[nodiscard]] bool is_quiet() const noexcept { return known_; }

 private:
  int terminal_;
  termios before_{};
  bool known_;
};

Error no_terminal() {
  return {ErrorCode::usage,
          "there is no terminal to ask for the password on",
          {},
          "put it into PHANTOMIME_PASSWORD, or into a netrc file (--netrc)"};
}

}  // namespace

Result<std::string> ask_password(const std::string& question) {
  const net::Descriptor terminal{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
  if (!terminal) return no_terminal();
  const QuietTerminal quiet{terminal.value()};
  if (!quiet.is_quiet()) return no_terminal();
  static_cast<void>(net::write_all(terminal.value(), question + ": "));
  std::string password;
  for (char letter = 0; password.size() < longest_password;) {
    const ssize_t count = ::read(terminal.value(), &letter, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || letter == '\n') break;
    password += letter;
  }
  static_cast<void>(net::write_all(terminal.value(), "\n"));
  return password;
}

}  // namespace phantomime::cli
