#include "phantomime/cli/outline.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "phantomime/cli/commands.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::cli {
namespace {

/// A value from a closed list shows it in its type, which is the only place where CLI11 says it: "TEXT:{text,json}".
std::vector<std::string> closed_list(const std::string& type) {
  const auto open = type.find(":{");
  if (open == std::string::npos || type.back() != '}') return {};
  return CLI::detail::split(type.substr(open + 2, type.size() - open - 3), ',');
}

Completes completes(const CLI::Option& option, const KnownWords& known) {
  using As = Completes::As;
  if (option.get_items_expected_max() == 0) return {As::nothing};
  if (auto words = closed_list(option.get_type_name()); !words.empty()) return {As::words, std::move(words)};
  const std::string name = option.get_name();
  const std::string& value = option.get_option_text();
  if (name == "PACK") return {As::packs, known.packs};
  if (name == "--profile") return {As::words, known.profiles};
  if (name == "CMD" || name == "COMMAND") return {As::command};
  if (value == "F" || value.find("FILE") != std::string::npos || name.find("FILE") != std::string::npos)
    return {As::files};
  if (value == "DIR" || name == "DIR") return {As::folders};
  return {As::text};
}

OutlineOption outline_of(const CLI::Option& option, const KnownWords& known) {
  OutlineOption result;
  if (option.nonpositional()) {
    for (const auto& name : option.get_snames()) result.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) result.names.push_back("--" + name);
  } else {
    result.names.push_back(option.get_name());
  }
  result.value = CLI::detail::trim_copy(option.get_option_text());
  result.summary = option.get_description();
  result.completes = completes(option, known);
  result.repeats = option.get_items_expected_max() > 1;
  return result;
}

Outline outline_of(const CLI::App& app, const std::string& path, const KnownWords& known) {
  Outline result{app.get_name(), app.get_description(), CLI::Formatter{}.make_usage(&app, path), app.get_footer()};
  result.usage.erase(0, std::string_view{"Usage: "}.size());
  while (!result.usage.empty() && result.usage.back() == '\n') result.usage.pop_back();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;  // hidden
    (option->nonpositional() ? result.options : result.arguments).push_back(outline_of(*option, known));
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); }))
    result.commands.push_back(outline_of(*command, path + " " + command->get_name(), known));
  for (Outline& command : result.commands)
    if (command.footer == result.footer) command.footer.clear();  // CLI11 hands it down
  return result;
}

}  // namespace

Outline outline_of(const CLI::App& app, const KnownWords& known) { return outline_of(app, app.get_name(), known); }

Outline outline_of_program() {
  KnownWords known;
  if (const auto packs = server::builtin_packs()) {
    for (const auto& pack : *packs) {
      known.packs.push_back(pack.name);
      for (const auto& profile : pack.profiles)
        if (std::find(known.profiles.begin(), known.profiles.end(), profile) == known.profiles.end())
          known.profiles.push_back(profile);
    }
  }
  return outline_of(*declare_program().app, known);
}

}  // namespace phantomime::cli
