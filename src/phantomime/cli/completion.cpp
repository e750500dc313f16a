#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/completions.hpp"
#include "phantomime/cli/outline.hpp"

namespace phantomime::cli {

Action declare_completion(CLI::App& app) {
  const auto shell = std::make_shared<std::string>();
  app.add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->option_text(" ");
  app.footer(
      "An installed phantomime brings them along. Else, for this session: source <(phantomime completion bash)\n"
      "the same with zsh, and in fish: phantomime completion fish | source");
  return [shell](Context& context) {
    const Outline program = outline_of_program();
    context.out << (*shell == "bash"  ? bash_completion(program)
                    : *shell == "zsh" ? zsh_completion(program)
                                      : fish_completion(program));
    return ExitCode::ok;
  };
}

}  // namespace phantomime::cli
