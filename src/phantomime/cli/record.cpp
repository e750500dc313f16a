#include <memory>

#include <CLI/CLI.hpp>

#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/record_log.hpp"
#include "phantomime/cli/record_options.hpp"
#include "phantomime/cli/record_run.hpp"

namespace phantomime::cli {
namespace {

ExitCode record(Context& context, const RecordOptions& options) {
  RecordLog log{context, options.quiet};
  RecordRun run{context, options, log};
  const SignalHandlers handlers{context.stop};
  if (const auto failed = run.prepare()) return *failed;
  if (const auto failed = run.start()) return *failed;
  if (options.ready_json) context.out << run.ready_json() << std::endl;
  context.stop.wait();
  return run.finish();
}

}  // namespace

Action declare_record(CLI::App& app) {
  const auto options = std::make_shared<RecordOptions>();
  declare_record_options(app, *options);
  app.footer(
      "Modes: what becomes of a request where DIR holds a recording; where it holds none, all but none record all.\n"
      "  once   what it knows is played, anything else gets 404; nothing is written\n"
      "  new    what it knows is played, anything else goes to the server and is recorded behind the rest\n"
      "  all    everything goes to the server and is recorded behind the rest, in a session of its own\n"
      "  none   as once; refused where DIR holds no recording\n"
      "What is known is what the pack in DIR plays, which is made when a session ends. Without --mode, --resume or\n"
      "--force a DIR that is taken is refused.\n"
      "Secrets are replaced by placeholders before anything is written; the exchange itself is not touched.\n"
      "The certificate, and the CA that signs for --forward, are kept in "
      "${XDG_DATA_HOME:-~/.local/share}/phantomime/tls.\n"
      "Exit codes: 1 a secret was left, 2 DIR is taken, 4 the server cannot be reached or the disk not be written.\n"
      "Example: phantomime record --target https://phantom.example --out recordings/monday");
  return [options](Context& context) { return record(context, *options); };
}

}  // namespace phantomime::cli
