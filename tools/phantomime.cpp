// The program: the library and a main().
#include <cstdlib>
#include <iostream>
#include <optional>

#include <unistd.h>

#include "phantomime/cli/program.hpp"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  phantomime::DiskFileStore files;
  phantomime::cli::StopSignal stop;
  const auto environment = [](const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here changes the environment
    return value ? std::optional<std::string>{value} : std::nullopt;
  };
  phantomime::cli::Context context{
      std::cout, std::cerr, files, environment, ::isatty(STDERR_FILENO) == 1, ::isatty(STDOUT_FILENO) == 1, stop};
  context.in = &std::cin;
  context.in_is_terminal = ::isatty(STDIN_FILENO) == 1;
  return phantomime::cli::run({argv + 1, argv + argc}, context);
}
