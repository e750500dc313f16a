#include "phantomime/cli/record_options.hpp"

#include <chrono>
#include <optional>

#include <CLI/CLI.hpp>

#include "phantomime/base/time_text.hpp"

namespace phantomime::cli {
namespace {

/// Beyond a gigabyte a body is not held but streamed: that is what streaming is for.
constexpr std::size_t most_body_limit = std::size_t{1} << 30;

std::string has_name(const std::string& path) { return path.empty() ? "it has no name" : ""; }

Result<std::chrono::milliseconds> timeout_of(const char* option, const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration) {
    Error error = duration.error();
    error.what = std::string{option} + ": " + error.what;
    return error;
  }
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(*duration);
  if (time.count() > 0) return time;
  return Error{ErrorCode::usage,
               std::string{option} + ": no time at all lets nothing happen",
               {},
               "write a duration such as 10s"};
}

void declare_listener(CLI::App& app, RecordOptions& options) {
  app.add_option("--port", options.port, "listen on N, 0: a free port (default: 8443; with --no-tls or --forward 8080)")
      ->check(CLI::Range(0, 65535))
      ->option_text("N");
  app.add_option("--host", options.host, "address or name to listen on (default: 127.0.0.1)")->option_text("A");
  app.add_flag("--no-tls", options.no_tls, "HTTP to the client, whatever the target speaks");
}

void declare_modes(CLI::App& app, RecordOptions& options) {
  app.add_option("--mode", options.mode, "what to do with requests that OUT knows, see below (default: once)")
      ->check(CLI::IsMember({"once", "new", "all", "none"}))
      ->option_text("once|new|all|none");
  auto* resume = app.add_flag("--resume", options.resume, "go on with the recording in DIR, in a session of its own");
  auto* force = app.add_flag("--force", options.force, "replace the recording in DIR");
  resume->excludes(force);
}

}  // namespace

CLI::Option* declare_upstream_options(CLI::App& app, UpstreamOptions& options) {
  auto* target = app.add_option("--target", options.target, "the server to record: http(s)://HOST[:PORT][/PATH]")
                     ->option_text("URL");
  app.add_flag("-k,--insecure", options.insecure, "take any certificate of the server's");
  app.add_option("--cacert", options.ca_file, "trust this CA, PEM, and no other")->option_text("F")->check(has_name);
  auto* cert = app.add_option("--cert", options.certificate, "a client certificate, PEM")->option_text("F");
  auto* key = app.add_option("--key", options.key, "its key, PEM")->option_text("F");
  cert->needs(key);
  key->needs(cert);
  app.add_option("--connect-timeout", options.connect_timeout, "until it is connected, else 502 (default: 10s)")
      ->option_text("D");
  app.add_option("--timeout", options.timeout, "between two reads or writes, else 504 (default: 60s)")
      ->option_text("D");
  return target;
}

CLI::Option* declare_keeping_options(CLI::App& app, KeepingOptions& options, const std::string& folder_option) {
  auto* folder = app.add_option(folder_option, options.folder, "the recording's folder; made where there is none")
                     ->option_text("DIR")
                     ->check(has_name);
  app.add_option("--redact", options.redact,
                 "on: secrets become placeholders before they reach the disk; off: they\n"
                 "are written as they come (default: on)")
      ->check(CLI::IsMember({"on", "off"}))
      ->option_text("on|off");
  app.add_option("--rules", options.rules, "what else is secret, and what is not, YAML")
      ->option_text("FILE")
      ->check(has_name);
  app.add_option("--body-limit", options.body_limit,
                 "bodies up to this size are scanned whole, larger ones as they stream (default: 16MB)")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(std::size_t{0}, most_body_limit))
      ->option_text("SIZE");
  app.add_option("--on-full-disk", options.on_full,
                 "stop: what cannot be recorded is not answered, and it ends with 4; pass: it goes\n"
                 "on unrecorded (default: stop)")
      ->check(CLI::IsMember({"stop", "pass"}))
      ->option_text("stop|pass");
  return folder;
}

void declare_record_options(CLI::App& app, RecordOptions& options) {
  auto* target = declare_upstream_options(app, options.upstream);
  declare_keeping_options(app, options.keeping, "--out")->required();
  declare_listener(app, options);
  auto* forward = app.add_flag("--forward", options.forward,
                               "a forward proxy instead: clients find it by HTTP_PROXY and HTTPS_PROXY");
  forward->excludes(target);
  declare_modes(app, options);
  app.add_flag("--ready-json", options.ready_json, "print one JSON line on standard output once it answers");
  app.add_flag("--quiet", options.quiet, "no line per exchange; at the end only what went wrong");
}

Result<net::Upstream> upstream_of(const UpstreamOptions& options) {
  const auto connect = timeout_of("--connect-timeout", options.connect_timeout);
  if (!connect) return connect.error();
  const auto idle = timeout_of("--timeout", options.timeout);
  if (!idle) return idle.error();
  net::Upstream upstream;
  upstream.verify = options.insecure ? net::Upstream::Verify::nobody : net::Upstream::Verify::peer;
  upstream.ca_file = options.ca_file;
  upstream.certificate = options.certificate;
  upstream.key = options.key;
  upstream.connect_timeout = *connect;
  upstream.idle_timeout = *idle;
  return upstream;
}

server::Recorder::Options keeping_of(const KeepingOptions& options) {
  server::Recorder::Options keeping;
  keeping.folder = options.folder;
  while (keeping.folder.size() > 1 && keeping.folder.back() == '/') keeping.folder.pop_back();
  keeping.body_limit = options.body_limit;
  keeping.on_full = options.on_full == "pass" ? server::Recorder::OnFull::pass : server::Recorder::OnFull::stop;
  return keeping;
}

net::Listener listener_of(const RecordOptions& options) {
  const bool tls = !options.forward && !options.no_tls;
  const int usual = tls ? 8443 : 8080;
  return {options.host, static_cast<std::uint16_t>(options.port >= 0 ? options.port : usual), tls};
}

}  // namespace phantomime::cli
