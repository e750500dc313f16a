#include <fmt/format.h>

#include "phantomime/cli/completions.hpp"

namespace phantomime::cli {
// Where CMake joins sources into one unit, the three shells' helpers must not meet.
namespace in_fish {
namespace {

/// In '...', on one line.
std::string in_quotes(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "'";
}

std::string joined(const std::vector<std::string>& all) {
  std::string result;
  for (const auto& word : all) result += (result.empty() ? "" : " ") + word;
  return in_quotes(result);
}

/// The options of `complete` that say what comes after one of ours.
std::string offer(const Completes& completes) {
  using As = Completes::As;
  switch (completes.as) {
    case As::nothing:
      return "";
    case As::text:
      return " -x";
    case As::words:
      return " -x -a " + joined(completes.words);
    case As::packs:
      return " -r -F -a " + joined(completes.words);
    case As::files:
      return " -r -F";
    case As::folders:
      return " -x -a '(__fish_complete_directories)'";
    case As::command:
      return " -x -a '(__fish_complete_subcommand)'";
  }
  return "";
}

std::string option_line(const std::string& head, const OutlineOption& option) {
  std::string result = head;
  for (const auto& name : option.names)
    result += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return result + offer(option.completes) + " -d " + in_quotes(option.summary) + "\n";
}

/// What arguments are completed with, whichever comes first: fish does not count them.
std::string argument_line(const std::string& head, const OutlineOption& argument) {
  using As = Completes::As;
  const auto& what = argument.completes;
  if (what.as == As::text || what.as == As::nothing) return "";
  const bool files = what.as == As::packs || what.as == As::files;
  std::string result = head + (files ? " -F" : "");
  if (!what.words.empty()) result += " -a " + joined(what.words);
  if (what.as == As::folders) result += " -a '(__fish_complete_directories)'";
  if (what.as == As::command) result += " -a '(__fish_complete_command)'";
  return result + "\n";
}

std::string completion(const Outline& program) {
  const std::string complete = "complete -c " + program.name;
  std::string result =
      fmt::format("# fish completion for {0}; made by `{0} completion fish`.\n{1} -f\n", program.name, complete);
  const std::string first = complete + " -n __fish_use_subcommand";
  for (const auto& option : program.options) result += option_line(first, option);
  for (const auto& command : program.commands)
    result += first + " -a " + command.name + " -d " + in_quotes(command.summary) + "\n";
  for (const auto& command : program.commands) {
    const std::string head = complete + " -n '__fish_seen_subcommand_from " + command.name + "'";
    for (const auto& option : command.options) result += option_line(head, option);
    for (const auto& argument : command.arguments) result += argument_line(head, argument);
  }
  return result;
}

}  // namespace
}  // namespace in_fish

std::string fish_completion(const Outline& program) { return in_fish::completion(program); }

}  // namespace phantomime::cli
