#include "phantomime/cli/played_server.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/cli/descriptor_limit.hpp"
#include "phantomime/net/certificate.hpp"
#include "phantomime/server/coverage_keeper.hpp"

namespace phantomime::cli {

/// Errors: usage, a token that no client could send.
Result<std::string> PlayedServer::read_admin_token() {
  std::string token = options_.admin_token;
  if (!token.empty())
    log_.warn("the list of processes shows --admin-token to everybody on this machine: set PHANTOMIME_ADMIN_TOKEN");
  else if (context_.environment)
    token = context_.environment("PHANTOMIME_ADMIN_TOKEN").value_or("");
  const bool sendable = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (sendable) return token;
  return Error{ErrorCode::usage,
               "the admin token has a character that no header can carry",
               {},
               "use letters, digits and '-._~+/='"};
}

Result<Certificate> PlayedServer::read_certificate() const {
  if (options_.no_tls) return Certificate{};
  if (!options_.tls_cert.empty()) return Certificate{{options_.tls_cert, options_.tls_key}, options_.tls_cert, false};
  auto kept = net::keep_certificate(net::default_certificate_folder(), {options_.host});
  if (!kept) return std::move(kept).error();
  return Certificate{kept->files, kept->ca, true};
}

std::optional<ExitCode> PlayedServer::load() {
  const auto fail = [this](const Error& error, ExitCode code) {
    report(context_, {error});
    return code;
  };
  auto world = world_of(options_);
  if (!world) return fail(world.error(), ExitCode::usage);
  world_ = *world;
  if (options_.packs.empty()) options_.packs = {std::string{server::default_pack}};
  Errors errors;
  auto loaded = server::load_played(context_.files, options_.packs, load_options(), options_.recorded, errors);
  if (!loaded) {
    report(context_, errors);
    return ExitCode::bad_scenario;
  }
  loaded_ = std::move(*loaded);
  auto tls = read_certificate();
  if (!tls) return fail(tls.error(), ExitCode::runtime);
  tls_ = std::move(*tls);
  auto token = read_admin_token();
  if (!token) return fail(token.error(), ExitCode::usage);
  token_ = std::move(*token);
  if (options_.coverage.empty()) return std::nullopt;
  coverage_ = std::make_shared<scenario::CoverageLedger>();
  return keep_coverage();  // of nothing yet: that the file cannot be kept is said before anything runs
}

std::optional<ExitCode> PlayedServer::start(server::Observer observer) {
  server::FixtureServer::Options server_options;
  server_options.listeners = listeners(options_);
  server_options.tls = tls_.files;
  server_options.seed = options_.seed;
  server_options.clock = world_.clock;
  server_options.space_idle = world_.space_idle;
  server_options.admin_token = token_;
  server_options.journal_folder = options_.journal;
  server_options.coverage = coverage_;
  server_options.missing = missing_;
  raise_descriptor_limit();
  auto server = server::FixtureServer::start(std::move(loaded_.scenario), machine_, std::move(server_options),
                                             std::move(observer));
  if (!server) {
    report(context_, {server.error()});
    return ExitCode::runtime;
  }
  server_ = std::move(*server);
  watch();
  return std::nullopt;
}

formats::LoadOptions PlayedServer::load_options() const { return {options_.profile, !options_.coverage.empty()}; }

std::optional<ExitCode> PlayedServer::keep_coverage() {
  if (!coverage_) return std::nullopt;
  const auto kept = server::add_to_coverage_file(options_.coverage, coverage_->told());
  if (kept) return std::nullopt;
  report(context_, {kept.error()});
  return ExitCode::runtime;
}

/// Reloads what is played whenever its files change, all or nothing.
void PlayedServer::watch() {
  if (loaded_.watched.empty()) return;  // built-in packs do not change
  const auto reload = [this] {
    Errors errors;
    auto next = server::load_played(context_.files, options_.packs, load_options(), options_.recorded, errors);
    if (!next) {
      log_.reload_failed(errors);
      return;
    }
    server_->replace(next->scenario);
    log_.reloaded(*next->scenario);  // whoever reads this and asks gets the new edition
    if (watcher_) watcher_->watch(std::move(next->watched));
  };
  watcher_ = std::make_unique<server::FileWatcher>(loaded_.watched, reload);
}

server::Observer observer_of(ServeLog& log, bool only_unmatched) {
  server::Observer observer;
  observer.exchange = [&log](const server::ExchangeEvent& event) { log.exchange(event); };
  observer.only_unmatched = only_unmatched;
  observer.refused = [&log](const net::Refusal& refusal) { log.refused(refusal); };
  observer.warning = [&log](std::string_view what) { log.warn(what); };
  return observer;
}

}  // namespace phantomime::cli
