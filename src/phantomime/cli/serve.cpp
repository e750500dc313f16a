#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "phantomime/base/json.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/missing_options.hpp"
#include "phantomime/cli/played_server.hpp"

namespace phantomime::cli {
namespace {

struct ServeCommand {
  ServeOptions server;
  MissingOptions missing;
  bool ready_json = false;
  std::string log = "text";
  bool quiet = false;
};

std::string ready_json(const server::FixtureServer& server, const std::string& ca) {
  OrderedJson ready{{"event", "ready"}};
  if (const auto url = server.https_url(); !url.empty()) ready["https"] = url;
  if (const auto url = server.http_url(); !url.empty()) ready["http"] = url;
  ready["admin"] = server.admin_url();
  if (!ca.empty()) ready["ca"] = ca;
  return ready.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

ExitCode serve(Context& context, const ServeCommand& command) {
  ServeLog log{context, command.log == "json" ? LogFormat::json : LogFormat::text, command.quiet};
  MissingRecorder missing{context, command.missing, log};
  PlayedServer played{context, command.server, log};
  if (const auto failed = played.load()) return *failed;
  const SignalHandlers handlers{context.stop};
  if (const auto failed = missing.start()) return *failed;
  played.answer_missing(missing.responder());
  if (const auto failed = played.start(observer_of(log, command.quiet))) return *failed;
  log.started(played.server(), played.certificate().generated);
  if (command.ready_json) context.out << ready_json(played.server(), played.certificate().ca) << std::endl;
  context.stop.wait();
  played.server().stop();
  log.summary(played.server());
  const ExitCode recorded = missing.finish();
  return played.keep_coverage().value_or(recorded);
}

}  // namespace

Action declare_serve(CLI::App& app) {
  const auto command = std::make_shared<ServeCommand>();
  declare_serve_options(app, command->server, Ports::well_known);
  declare_missing_options(app, command->missing);
  app.add_flag("--ready-json", command->ready_json, "print one JSON line on standard output once it answers");
  app.add_option("--log", command->log, "text for people, json for machines (default: text)")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("text|json");
  app.add_flag("--quiet", command->quiet, "no line per request; at the end only what went wrong");
  app.footer(
      "Files that change are loaded again, all or nothing. The certificate is generated once and kept in\n"
      "${XDG_DATA_HOME:-~/.local/share}/phantomime/tls.\n"
      "Example: phantomime serve --port 0 --ready-json ./my-pack");
  return [command](Context& context) { return serve(context, *command); };
}

}  // namespace phantomime::cli
