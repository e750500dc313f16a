#include <string>

#include <CLI/CLI.hpp>

#include "phantomime/base/version.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/manual_page.hpp"
#include "phantomime/cli/outline.hpp"

namespace phantomime::cli {

Action declare_man(CLI::App& app) {
  app.footer("An installed phantomime brings it along: man phantomime. Else: phantomime man | man -l -");
  return [](Context& context) {
    context.out << manual_page(outline_of_program(), version());
    return ExitCode::ok;
  };
}

}  // namespace phantomime::cli
