#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/descriptor_limit.hpp"
#include "phantomime/cli/serve_log.hpp"
#include "phantomime/net/certificate.hpp"
#include "phantomime/server/file_watcher.hpp"
#include "phantomime/server/fixture_server.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::cli {
namespace {

struct ServeOptions {
  std::vector<std::string> packs;
  std::string host = "127.0.0.1";
  int port = -1;  ///< -1: not given
  int https_port = 8443;
  int http_port = 8080;
  bool no_tls = false;
  std::string tls_cert, tls_key;
  std::string profile;
  std::string clock = "real";
  std::uint64_t seed = 0;
  std::string space_idle = "1h";
  std::string journal;
  std::string admin_token;
  bool ready_json = false;
  std::string log = "text";
  bool quiet = false;
};

void declare_options(CLI::App& app, ServeOptions& options) {
  const auto port = CLI::Range(0, 65535);
  app.add_option("PACK", options.packs,
                 "built-in packs, folders or files, played together; an earlier one wins a tie\n(default: " +
                     std::string{server::default_pack} + ")")
      ->option_text("...");
  app.add_option("--port", options.port, "HTTPS on N and no HTTP; 0: free ports for both")
      ->check(port)
      ->option_text("N");
  app.add_option("--https-port", options.https_port, "HTTPS on N, 0: a free port (default: 8443)")
      ->check(port)
      ->option_text("N");
  app.add_option("--http-port", options.http_port, "HTTP on N, 0: a free port (default: 8080)")
      ->check(port)
      ->option_text("N");
  app.add_option("--host", options.host, "address or name to listen on (default: 127.0.0.1)")->option_text("A");
  app.add_flag("--no-tls", options.no_tls, "HTTP only; with --port N: on N");
  auto* cert = app.add_option("--tls-cert", options.tls_cert, "a certificate of your own, PEM")->option_text("F");
  auto* key = app.add_option("--tls-key", options.tls_key, "its key, PEM")->option_text("F");
  cert->needs(key);
  key->needs(cert);
  app.add_option("--profile", options.profile, "the product version to play")->option_text("P");
  app.add_option("--clock", options.clock,
                 "real: the machine's (default); frozen: stands at the pack's epoch;\n"
                 "frozen@T: stands at T, such as frozen@2020-01-22T19:40:00Z")
      ->option_text("C");
  app.add_option("--seed", options.seed, "seed of everything random (default: 0)")->option_text("N");
  app.add_option("--space-idle", options.space_idle,
                 "a space that nobody used for so long makes room for others; never: none does\n(default: 1h)")
      ->option_text("D");
  app.add_option("--journal", options.journal,
                 "keeps every exchange in this folder too, redacted, as JSON lines; made where\nthere is none")
      ->option_text("DIR")
      ->check([](const std::string& folder) { return folder.empty() ? "the folder has no name" : ""; });
  app.add_option("--admin-token", options.admin_token,
                 "the admin API answers whoever sends this bearer token, from anywhere, and\nnobody else; better "
                 "set PHANTOMIME_ADMIN_TOKEN")
      ->option_text("T");
  app.add_flag("--ready-json", options.ready_json, "print one JSON line on standard output once it answers");
  app.add_option("--log", options.log, "text for people, json for machines (default: text)")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("text|json");
  app.add_flag("--quiet", options.quiet, "no line per request; at the end only what went wrong");
  app.footer(
      "Files that change are loaded again, all or nothing. The certificate is generated once and kept in\n"
      "${XDG_DATA_HOME:-~/.local/share}/phantomime/tls.\n"
      "Example: phantomime serve --port 0 --ready-json ./my-pack");
}

/// Where to listen: see the table of `--port` in design.md 8.
std::vector<net::Listener> listeners(const ServeOptions& options) {
  const auto number = [](int port) { return static_cast<std::uint16_t>(port); };
  std::vector<net::Listener> result;
  const bool given = options.port >= 0;
  const bool https = !options.no_tls;
  const bool http = options.no_tls || !given || options.port == 0;
  if (https) result.push_back({options.host, number(given ? options.port : options.https_port), true});
  if (http) result.push_back({options.host, number(given ? options.port : options.http_port), false});
  return result;
}

struct Certificate {
  net::TlsFiles files;
  std::string ca;  ///< what clients may trust; the certificate itself where the user brought one
  bool generated = false;
};

Result<Certificate> certificate(const ServeOptions& options) {
  if (options.no_tls) return Certificate{};
  if (!options.tls_cert.empty()) return Certificate{{options.tls_cert, options.tls_key}, options.tls_cert, false};
  auto kept = net::keep_certificate(net::default_certificate_folder(), {options.host});
  if (!kept) return std::move(kept).error();
  return Certificate{kept->files, kept->ca, true};
}

/// The token that the admin API asks for, empty where there is none. Errors: usage, one that no client could send.
Result<std::string> admin_token(const Context& context, const ServeOptions& options, ServeLog& log) {
  std::string token = options.admin_token;
  if (!token.empty())
    log.warn("the list of processes shows --admin-token to everybody on this machine: set PHANTOMIME_ADMIN_TOKEN");
  else if (context.environment)
    token = context.environment("PHANTOMIME_ADMIN_TOKEN").value_or("");
  const bool sendable = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (sendable) return token;
  return Error{ErrorCode::usage,
               "the admin token has a character that no header can carry",
               {},
               "use letters, digits and '-._~+/='"};
}

std::string ready_json(const server::FixtureServer& server, const std::string& ca) {
  OrderedJson ready{{"event", "ready"}};
  if (const auto url = server.https_url(); !url.empty()) ready["https"] = url;
  if (const auto url = server.http_url(); !url.empty()) ready["http"] = url;
  ready["admin"] = server.admin_url();
  if (!ca.empty()) ready["ca"] = ca;
  return ready.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// Reloads what is played whenever its files change, all or nothing.
std::unique_ptr<server::FileWatcher> watch(Context& context, const ServeOptions& options,
                                           const server::LoadedPacks& loaded, server::FixtureServer& server,
                                           ServeLog& log) {
  if (loaded.watched.empty()) return nullptr;  // built-in packs do not change
  auto self = std::make_shared<server::FileWatcher*>(nullptr);
  const auto reload = [&context, options, &server, &log, self] {
    Errors errors;
    auto next = server::load_packs(context.files, options.packs, {options.profile}, errors);
    if (!next) {
      log.reload_failed(errors);
      return;
    }
    server.replace(next->scenario);
    log.reloaded(*next->scenario);  // whoever reads this and asks gets the new edition
    if (*self) (*self)->watch(std::move(next->watched));
  };
  auto watcher = std::make_unique<server::FileWatcher>(loaded.watched, reload);
  *self = watcher.get();
  return watcher;
}

server::Observer observer_of(ServeLog& log, bool quiet) {
  server::Observer observer;
  observer.exchange = [&log](const server::ExchangeEvent& event) { log.exchange(event); };
  observer.only_unmatched = quiet;
  observer.refused = [&log](const net::Refusal& refusal) { log.refused(refusal); };
  observer.warning = [&log](std::string_view what) { log.warn(what); };
  return observer;
}

/// What is said of spaces, the default one among them, read.
struct World {
  VirtualClock::Start clock;
  std::optional<std::chrono::nanoseconds> space_idle;
};

/// Errors: those of the text, with the option's name before them.
Result<World> world_of(const ServeOptions& options) {
  const auto of_option = [](std::string_view option, Error error) {
    error.what = std::string{option} + ": " + error.what;
    return error;
  };
  const auto clock = parse_clock_start(options.clock);
  if (!clock) return of_option("--clock", clock.error());
  if (options.space_idle == "never") return World{*clock, std::nullopt};
  const auto idle = parse_duration(options.space_idle);
  if (!idle) return of_option("--space-idle", idle.error());
  if (*idle > std::chrono::nanoseconds{0}) return World{*clock, *idle};
  return Error{ErrorCode::usage,
               "--space-idle: no time at all would drop every space at once",
               {},
               "write a duration such as 10m, or never"};
}

ExitCode play(Context& context, const ServeOptions& options, server::LoadedPacks loaded, const Certificate& tls,
              const World& world) {
  ServeLog log{context, options.log == "json" ? LogFormat::json : LogFormat::text, options.quiet};
  auto token = admin_token(context, options, log);
  if (!token) {
    report(context, {token.error()});
    return ExitCode::usage;
  }
  server::FixtureServer::Options server_options;
  server_options.listeners = listeners(options);
  server_options.tls = tls.files;
  server_options.seed = options.seed;
  server_options.clock = world.clock;
  server_options.space_idle = world.space_idle;
  server_options.admin_token = std::move(*token);
  server_options.journal_folder = options.journal;
  raise_descriptor_limit();
  const SystemClock machine;
  const SignalHandlers handlers{context.stop};
  auto server = server::FixtureServer::start(std::move(loaded.scenario), machine, std::move(server_options),
                                             observer_of(log, options.quiet));
  if (!server) {
    report(context, {server.error()});
    return ExitCode::runtime;
  }
  const auto watcher = watch(context, options, loaded, **server, log);
  log.started(**server, tls.generated);
  if (options.ready_json) context.out << ready_json(**server, tls.ca) << std::endl;
  context.stop.wait();
  (*server)->stop();
  log.summary(**server);
  return ExitCode::ok;
}

ExitCode serve(Context& context, ServeOptions options) {
  const auto world = world_of(options);
  if (!world) {
    report(context, {world.error()});
    return ExitCode::usage;
  }
  if (options.packs.empty()) options.packs = {std::string{server::default_pack}};
  Errors errors;
  auto loaded = server::load_packs(context.files, options.packs, {options.profile}, errors);
  if (!loaded) {
    report(context, errors);
    return ExitCode::bad_scenario;
  }
  auto tls = certificate(options);
  if (!tls) {
    report(context, {tls.error()});
    return ExitCode::runtime;
  }
  return play(context, options, std::move(*loaded), *tls, *world);
}

}  // namespace

Action declare_serve(CLI::App& app) {
  const auto options = std::make_shared<ServeOptions>();
  declare_options(app, *options);
  return [options](Context& context) { return serve(context, *options); };
}

}  // namespace phantomime::cli
