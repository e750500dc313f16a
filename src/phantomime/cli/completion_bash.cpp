#include <fmt/format.h>

#include "phantomime/cli/completions.hpp"

namespace phantomime::cli {
// Where CMake joins sources into one unit, the three shells' helpers must not meet.
namespace in_bash {
namespace {

/// For compgen -W, which expands what it reads: a word of other characters is not offered.
std::string words(const std::vector<std::string>& all) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+:@%/";
  std::string result;
  for (const auto& word : all)
    if (word.find_first_not_of(plain) == std::string::npos) result += (result.empty() ? "" : " ") + word;
  return result;
}

/// What a value is completed with, as a command line.
std::string offer(const Completes& completes) {
  using As = Completes::As;
  switch (completes.as) {
    case As::words:
      return fmt::format("_phantomime_offer '{}'", words(completes.words));
    case As::packs:
      return fmt::format("_phantomime_offer '{}' -f", words(completes.words));
    case As::files:
      return "_phantomime_offer '' -f";
    case As::folders:
      return "_phantomime_offer '' -d";
    case As::command:
      return "_phantomime_offer '' -c";
    case As::nothing:
    case As::text:
      break;
  }
  return ":";
}

/// The `case` branches of a command: what its options take, then what its arguments are.
std::string values(const Outline& command) {
  std::string result;
  for (const auto& option : command.options) {
    if (!takes_value(option)) continue;
    std::string patterns;
    for (const auto& name : option.names)
      patterns += fmt::format("{}'{} {}'", patterns.empty() ? "" : "|", command.name, name);
    result += fmt::format("        {}) {} ;;\n", patterns, offer(option.completes));
  }
  return result;
}

/// Arguments are counted from 0, those after `--` as --0, --1, ...: where a command takes another program, it stands
/// there.
std::string arguments(const Outline& command) {
  std::string after_dashes, result;
  int position = 0;
  for (const auto& argument : command.arguments) {
    const std::string offered = offer(argument.completes);
    if (argument.completes.as == Completes::As::command) {
      after_dashes = fmt::format("        '{0} --0') {1} ;;\n        '{0} --'*) _phantomime_offer '' -f ;;\n",
                                 command.name, offered);
    } else if (argument.repeats) {
      result += fmt::format("        '{} '*) {} ;;\n", command.name, offered);  // takes all that is left
    } else {
      result += fmt::format("        '{0} {1}'|'{0} --{1}') {2} ;;\n", command.name, position, offered);
    }
    ++position;
  }
  return after_dashes + result;
}

std::vector<std::string> option_names(const Outline& command, bool with_value_only) {
  std::vector<std::string> names;
  for (const auto& option : command.options)
    if (!with_value_only || takes_value(option)) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

constexpr std::string_view script = R"sh(# bash completion for {name}; made by `{name} completion bash`.

# _phantomime_offer WORDS [-f|-d|-c]: those of the words, files, folders or commands that begin as $cur does.
_phantomime_offer() {{
    local found=()
    mapfile -t found < <(compgen -W "$1" -- "$cur"; [[ $2 ]] && compgen "$2" -- "$cur")
    COMPREPLY=("${{found[@]}}")
    [[ $2 == -[fd] ]] && compopt -o filenames 2>/dev/null
    return 0
}}

_phantomime() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
    local command='' options valued position=0 i=1 word
    COMPREPLY=()
    # --option=value comes as three words.
    if [[ $cur == = ]]; then
        cur=
    elif [[ $before == = ]]; then
        before=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    while ((i < COMP_CWORD)) && [[ ${{COMP_WORDS[i]}} == -* ]]; do ((++i)); done
    ((i < COMP_CWORD)) && command=${{COMP_WORDS[i]}}
    case $command in
        '') _phantomime_offer '{commands}'; return ;;
{options}        *) return ;;
    esac
    # How many arguments stand before the cursor. After -- all are arguments.
    while ((++i < COMP_CWORD)); do
        word=${{COMP_WORDS[i]}}
        if [[ $word == -- ]]; then
            options='' before='' position=--$((position + COMP_CWORD - i - 1))
            break
        elif [[ " $valued " == *" $word "* ]]; then
            ((++i))
            [[ ${{COMP_WORDS[i]}} == = ]] && ((++i))
        elif [[ $word != -* ]]; then
            ((++position))
        fi
    done
    case "$command $before" in
{values}        *)
            if [[ $cur == -* && $options ]]; then
                _phantomime_offer "$options"
                return
            fi
            case "$command $position" in
{arguments}            esac ;;
    esac
}}
complete -F _phantomime {name}
)sh";

std::string indented(const std::string& text) {
  std::string result;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find('\n', from);
    result += "    " + text.substr(from, end - from + 1);
    from = end + 1;
  }
  return result;
}

std::string completion(const Outline& program) {
  std::vector<std::string> first;
  std::string all_options, all_values, all_arguments;
  for (const auto& command : program.commands) {
    first.push_back(command.name);
    all_options += fmt::format("        {}) options='{}' valued='{}' ;;\n", command.name,
                               words(option_names(command, false)), words(option_names(command, true)));
    all_values += values(command);
    all_arguments += indented(arguments(command));
  }
  for (const auto& name : option_names(program, false)) first.push_back(name);
  return fmt::format(script, fmt::arg("name", program.name), fmt::arg("commands", words(first)),
                     fmt::arg("options", all_options), fmt::arg("values", all_values),
                     fmt::arg("arguments", all_arguments));
}

}  // namespace
}  // namespace in_bash

std::string bash_completion(const Outline& program) { return in_bash::completion(program); }

}  // namespace phantomime::cli
