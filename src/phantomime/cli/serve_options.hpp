#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/net/transport.hpp"
#include "phantomime/server/recorded_source.hpp"

namespace CLI {
class App;
}

namespace phantomime::cli {

/// What a command line says of the server to be played: the options that `serve` and `run` share.
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
  std::string coverage;
  server::RecordedPlay recorded;
};

/// Where a server listens that is not told.
enum class Ports {
  well_known,  ///< 8443 and 8080, for people
  free,        ///< whatever is free, for programs
};

/// Declares PACK and the options; `options` must outlive the app.
void declare_serve_options(CLI::App& app, ServeOptions& options, Ports ports);

/// Where to listen: see the table of `--port` in design.md 8.
[[nodiscard]] std::vector<net::Listener> listeners(const ServeOptions& options);

/// What is said of spaces, the default one among them, read.
struct World {
  VirtualClock::Start clock;
  std::optional<std::chrono::nanoseconds> space_idle;
};
/// Errors: those of the text, with the option's name before them.
[[nodiscard]] Result<World> world_of(const ServeOptions& options);

}  // namespace phantomime::cli
