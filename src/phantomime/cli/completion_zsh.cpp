#include <utility>

#include <fmt/format.h>

#include "phantomime/cli/completions.hpp"

namespace phantomime::cli {
// Where CMake joins sources into one unit, the three shells' helpers must not meet.
namespace in_zsh {
namespace {

/// On one line, inside of '...'.
std::string in_quotes(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'')
      result += "'\\''";
    else
      result += c == '\n' ? ' ' : c;
  }
  return result;
}

/// The same inside of a specification of _arguments, where brackets and colons mean something.
std::string described(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return in_quotes(result);
}

std::string joined(const std::vector<std::string>& all) {
  std::string result;
  for (const auto& word : all) result += (result.empty() ? "" : " ") + described(word);
  return result;
}

/// What follows the second colon of a specification.
std::string offer(const Completes& completes) {
  using As = Completes::As;
  switch (completes.as) {
    case As::words:
      return "(" + joined(completes.words) + ")";
    case As::packs:
      return "_phantomime_packs";
    case As::files:
      return "_files";
    case As::folders:
      return "_files -/";
    case As::command:
      return "_normal";
    case As::nothing:
    case As::text:
      break;
  }
  return " ";
}

std::string label(const OutlineOption& option) {
  return described(option.value.empty() || option.value == "..." ? option.names.front() : option.value);
}

std::string specification(const OutlineOption& option, const std::string& name) {
  const bool value = takes_value(option);
  // --name=value and --name value; -n value and -nvalue.
  const std::string after = !value ? "" : name.starts_with("--") ? "=" : "+";
  std::string result = fmt::format("'{}{}{}[{}]", option.repeats ? "*" : "", name, after, described(option.summary));
  if (value) result += fmt::format(":{}:{}", label(option), offer(option.completes));
  return result + "'";
}

std::string specifications(const Outline& command) {
  std::string result;
  for (const auto& option : command.options)
    for (const auto& name : option.names) result += " \\\n                " + specification(option, name);
  bool rest = false;
  for (const auto& argument : command.arguments) {
    const auto& what = argument.completes;
    // Only one specification may take all that is left.
    if (argument.repeats && std::exchange(rest, true)) continue;
    const std::string_view many = what.as == Completes::As::command ? "*:" : "*";
    result +=
        fmt::format(" \\\n                '{}:{}:{}'", argument.repeats ? many : "", label(argument), offer(what));
  }
  return result;
}

constexpr std::string_view script = R"sh(#compdef {name}
# zsh completion for {name}; made by `{name} completion zsh`.

_phantomime_packs() {{
    _alternative 'packs:built-in pack:({packs})' 'files:file:_files'
}}

_phantomime() {{
    local curcontext=$curcontext state line
    local -a commands
    typeset -A opt_args
    commands=(
{commands}    )
    _arguments -C{options} \
        '1: :->command' '*:: :->rest'
    case $state in
    command) _describe -t commands command commands ;;
    rest)
        case $words[1] in
{branches}        esac ;;
    esac
}}

# Sourced, or called by the completion system that found the file.
if [[ $funcstack[1] == _phantomime ]]; then
    _phantomime "$@"
else
    compdef _phantomime {name}
fi
)sh";

/// The built-in packs, from the first argument that takes them.
std::vector<std::string> packs(const Outline& program) {
  for (const auto& command : program.commands)
    for (const auto& argument : command.arguments)
      if (argument.completes.as == Completes::As::packs) return argument.completes.words;
  return {};
}

std::string completion(const Outline& program) {
  std::string commands, options, branches;
  for (const auto& option : program.options)
    for (const auto& name : option.names) options += " \\\n        " + specification(option, name);
  for (const auto& command : program.commands) {
    commands += fmt::format("        '{}:{}'\n", command.name, described(command.summary));
    branches += fmt::format("        {})\n            _arguments{} ;;\n", command.name, specifications(command));
  }
  return fmt::format(script, fmt::arg("name", program.name), fmt::arg("packs", joined(packs(program))),
                     fmt::arg("commands", commands), fmt::arg("options", options), fmt::arg("branches", branches));
}

}  // namespace
}  // namespace in_zsh

std::string zsh_completion(const Outline& program) { return in_zsh::completion(program); }

}  // namespace phantomime::cli
