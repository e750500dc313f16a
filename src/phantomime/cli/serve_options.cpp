#include "phantomime/cli/serve_options.hpp"

#include <string_view>

#include <CLI/CLI.hpp>

#include "phantomime/base/time_text.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::cli {
namespace {

void declare_ports(CLI::App& app, ServeOptions& options, Ports ports) {
  const auto number = CLI::Range(0, 65535);
  const bool free = ports == Ports::free;
  if (free) options.https_port = options.http_port = 0;
  app.add_option("--port", options.port, "HTTPS on N and no HTTP; 0: free ports for both")
      ->check(number)
      ->option_text("N");
  app.add_option("--https-port", options.https_port,
                 free ? "HTTPS on N (default: a free port)" : "HTTPS on N, 0: a free port (default: 8443)")
      ->check(number)
      ->option_text("N");
  app.add_option("--http-port", options.http_port,
                 free ? "HTTP on N (default: a free port)" : "HTTP on N, 0: a free port (default: 8080)")
      ->check(number)
      ->option_text("N");
}

void declare_tls(CLI::App& app, ServeOptions& options) {
  app.add_flag("--no-tls", options.no_tls, "HTTP only; with --port N: on N");
  auto* cert = app.add_option("--tls-cert", options.tls_cert, "a certificate of your own, PEM")->option_text("F");
  auto* key = app.add_option("--tls-key", options.tls_key, "its key, PEM")->option_text("F");
  cert->needs(key);
  key->needs(cert);
}

void declare_world(CLI::App& app, ServeOptions& options) {
  app.add_option("--profile", options.profile, "the product version to play")->option_text("P");
  app.add_option("--clock", options.clock,
                 "real: the machine's (default); frozen: stands at the pack's epoch;\n"
                 "frozen@T: stands at T, such as frozen@2020-01-22T19:40:00Z")
      ->option_text("C");
  app.add_option("--seed", options.seed, "seed of everything random (default: 0)")->option_text("N");
  app.add_option("--space-idle", options.space_idle,
                 "a space that nobody used for so long makes room for others; never: none does\n(default: 1h)")
      ->option_text("D");
}

}  // namespace

void declare_serve_options(CLI::App& app, ServeOptions& options, Ports ports) {
  app.add_option("PACK", options.packs,
                 "built-in packs, folders or files, played together; an earlier one wins a tie\n(default: " +
                     std::string{server::default_pack} + ")")
      ->option_text("...");
  app.add_flag(
      "--exact", options.recorded.exact,
      "each PACK is a recording, and its log itself is played: every request gets the\nrecorded answer byte for byte");
  app.add_flag("--ordered", options.recorded.ordered,
               "requests must come in the order of the recording; those that overlapped in it may\ncome in either");
  declare_ports(app, options, ports);
  app.add_option("--host", options.host, "address or name to listen on (default: 127.0.0.1)")->option_text("A");
  declare_tls(app, options);
  declare_world(app, options);
  app.add_option("--journal", options.journal,
                 "keeps every exchange in this folder too, redacted, as JSON lines; made where\nthere is none")
      ->option_text("DIR")
      ->check([](const std::string& folder) { return folder.empty() ? "the folder has no name" : ""; });
  app.add_option("--coverage", options.coverage,
                 "adds what is touched of the packs to this file when it ends, for phantomime coverage")
      ->option_text("FILE")
      ->check([](const std::string& file) { return file.empty() ? "the file has no name" : ""; });
  app.add_option("--admin-token", options.admin_token,
                 "the admin API answers whoever sends this bearer token, from anywhere, and\nnobody else; better "
                 "set PHANTOMIME_ADMIN_TOKEN")
      ->option_text("T");
}

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

}  // namespace phantomime::cli
