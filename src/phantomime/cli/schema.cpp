#include <CLI/CLI.hpp>

#include "phantomime/cli/commands.hpp"
#include "phantomime/formats/scenario_schema.hpp"

namespace phantomime::cli {

Action declare_schema(CLI::App& app) {
  app.footer(
      "For editors: phantomime schema > phantomime.schema.json, then begin a file with\n"
      "# yaml-language-server: $schema=phantomime.schema.json");
  return [](Context& context) {
    context.out << formats::scenario_schema() << '\n';
    return ExitCode::ok;
  };
}

}  // namespace phantomime::cli
