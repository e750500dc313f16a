#pragma once

#include <memory>
#include <optional>
#include <string>

#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/cli/context.hpp"
#include "phantomime/cli/serve_log.hpp"
#include "phantomime/cli/serve_options.hpp"
#include "phantomime/server/file_watcher.hpp"
#include "phantomime/server/fixture_server.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::cli {

/// What a client must know to trust the server.
struct Certificate {
  net::TlsFiles files;
  std::string ca;  ///< what clients may trust; the certificate itself where the user brought one
  bool generated = false;
};

/// The server that `serve` and `run` play: from options over packs and certificate to bound ports, and what loads the
/// files again when they change. Everything that goes wrong is reported on the context.
class PlayedServer {
 public:
  /// Context and log must outlive it.
  PlayedServer(Context& context, ServeOptions options, ServeLog& log)
      : context_{context}, options_{std::move(options)}, log_{log} {}

  /// Reads options, packs and certificate. Nothing where all is well, else how the command ends.
  [[nodiscard]] std::optional<ExitCode> load();
  /// Who is asked what no stub matches; null: nobody. Before `start`.
  void answer_missing(std::shared_ptr<const directives::Responder> responder) { missing_ = std::move(responder); }
  /// Binds and plays; only once it has been loaded. The observer tells the log, and whatever else it was given.
  [[nodiscard]] std::optional<ExitCode> start(server::Observer observer);

  /// Adds what was touched to the file of `--coverage`, if there is one: once it has stopped.
  [[nodiscard]] std::optional<ExitCode> keep_coverage();

  /// What was loaded first; only between `load` and `start`.
  [[nodiscard]] const scenario::Scenario& scenario() const { return *loaded_.scenario; }
  [[nodiscard]] server::FixtureServer& server() { return *server_; }
  [[nodiscard]] const Certificate& certificate() const noexcept { return tls_; }
  /// What the admin API asks for; empty: nothing.
  [[nodiscard]] const std::string& admin_token() const noexcept { return token_; }
  /// The file of `--coverage`; empty: none.
  [[nodiscard]] const std::string& coverage_file() const noexcept { return options_.coverage; }

 private:
  [[nodiscard]] Result<std::string> read_admin_token();
  [[nodiscard]] Result<Certificate> read_certificate() const;
  [[nodiscard]] formats::LoadOptions load_options() const;
  void watch();

  Context& context_;
  ServeOptions options_;
  ServeLog& log_;
  World world_;
  std::string token_;
  server::LoadedPacks loaded_;
  Certificate tls_;
  SystemClock machine_;
  std::shared_ptr<scenario::CoverageLedger> coverage_;  ///< null: nobody wants to know
  std::shared_ptr<const directives::Responder> missing_;
  std::unique_ptr<server::FixtureServer> server_;
  std::unique_ptr<server::FileWatcher> watcher_;  ///< last: it changes what the server plays
};

/// An observer that tells the log.
[[nodiscard]] server::Observer observer_of(ServeLog& log, bool only_unmatched);

}  // namespace phantomime::cli
