#include <CLI/CLI.hpp>

#include "phantomime/cli/commands.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::cli {

Action declare_packs(CLI::App&) {
  return [](Context& context) {
    const auto packs = server::builtin_packs();
    if (!packs) {
      report(context, {packs.error()});
      return ExitCode::bad_scenario;
    }
    for (const auto& pack : *packs) {
      context.out << pack.name << (pack.name == server::default_pack ? " (default)" : "") << "  " << pack.stubs
                  << " stubs  " << pack.summary << '\n';
      for (const auto& profile : pack.profiles) context.out << "  profile " << profile << '\n';
    }
    return ExitCode::ok;
  };
}

}  // namespace phantomime::cli
