// A server inside of a program: started, given worlds, ended.
#include <exception>
#include <utility>

#include "phantomime/base/clock.hpp"
#include "phantomime/mock/loaded_pack.hpp"
#include "phantomime/mock/told.hpp"
#include "phantomime/mock/world.hpp"
#include "phantomime/net/certificate.hpp"
#include "phantomime/server/coverage_keeper.hpp"

namespace phantomime::detail {
namespace {

using Sockets = ServerOptions::Sockets;

const Clock& machine() {
  static const SystemClock clock;
  return clock;
}

[[noreturn]] void cannot(const Error& error, Place place) { throw SetupError{failure_of({error}, place)}; }

server::FixtureServer::Options fixture_options(const ServerOptions& options, Place place) {
  server::FixtureServer::Options result;
  if (options.sockets == Sockets::http || options.sockets == Sockets::both)
    result.listeners.push_back({options.host, options.http_port, false});
  if (options.sockets == Sockets::https || options.sockets == Sockets::both)
    result.listeners.push_back({options.host, options.https_port, true});
  result.seed = options.seed;
  const auto clock = parse_clock_start(options.clock);
  if (!clock) cannot(clock.error(), place);
  result.clock = *clock;
  // A test holds its spaces as long as it wants them.
  result.space_idle = std::nullopt;
  return result;
}

}  // namespace

Server::Server(const Pack& pack, ServerOptions options, Place place)
    : edition_{edition_of(pack)},
      options_{std::move(options)},
      place_{place},
      coverage_file_{coverage_file()},
      coverage_{coverage_file_.empty() ? nullptr : std::make_shared<scenario::CoverageLedger>()} {
  server::FixtureServer::Options fixture = fixture_options(options_, place);
  if (options_.sockets == Sockets::https || options_.sockets == Sockets::both) {
    auto kept = net::keep_certificate(net::default_certificate_folder(), {options_.host});
    if (!kept) cannot(kept.error(), place);
    fixture.tls = kept->files;
    ca_ = kept->ca;
  }
  fixture.coverage = coverage_;
  server::Observer observer;
  observer.exchange = [this](const server::ExchangeEvent&) { arrivals_.add(); };
  auto started = server::FixtureServer::start(edition_, machine(), std::move(fixture), std::move(observer));
  if (!started) cannot(started.error(), place);
  fixture_ = std::move(*started);
}

std::uint16_t Server::port(bool tls) const {
  const auto ports = fixture_->ports();
  if (ports.empty() || (tls ? fixture_->https_url() : fixture_->http_url()).empty()) return 0;
  return tls ? ports.back() : ports.front();
}

std::string Server::url(const server::Space& space, bool tls) const {
  std::string url = tls ? fixture_->https_url() : fixture_->http_url();
  if (url.empty() || space.is_default()) return url;
  return url + std::string{server::space_prefix} + space.name();
}

std::shared_ptr<World> Server::world(const std::shared_ptr<Server>& self, std::shared_ptr<server::Space> space) {
  const std::lock_guard lock{mutex_};
  std::shared_ptr<World>& world = worlds_[space->name()];
  if (!world || &world->space() != space.get()) world = std::make_shared<World>(self, std::move(space));
  return world;
}

std::shared_ptr<World> Server::default_world(const std::shared_ptr<Server>& self) {
  return world(self, fixture_->spaces().find(server::default_space_name)->space);
}

void Server::drop(const World& world, Place place) {
  if (world.space().is_default()) return;
  const std::string& name = world.space().name();
  static_cast<void>(fixture_->spaces().drop(name));
  std::shared_ptr<World> dropped;
  {
    const std::lock_guard lock{mutex_};
    const auto found = worlds_.find(name);
    if (found == worlds_.end() || found->second.get() != &world) return;
    dropped = std::move(found->second);
    worlds_.erase(found);
  }
  for (const Failure& failure : dropped->findings(place)) tell_end(failure);
  dropped->let_go();
}

void Server::tell_end(const Failure& failure) noexcept {
  try {
    if (options_.on_failure)
      options_.on_failure(failure);
    else if (const Reporter reporter = current_reporter())
      reporter(failure);
  } catch (...) {
    // An end has nobody to throw to.
  }
}

void Server::finish(const std::shared_ptr<Server>& self) noexcept {
  try {
    fixture_->stop();
    // Spaces that a client made by their name alone are verified too.
    for (auto& entry : fixture_->spaces().list()) static_cast<void>(world(self, entry.space));
    std::map<std::string, std::shared_ptr<World>, std::less<>> worlds;
    {
      const std::lock_guard lock{mutex_};
      worlds.swap(worlds_);
    }
    for (const auto& [name, world] : worlds)
      for (const Failure& failure : world->findings(place_)) tell_end(failure);
    tell_unmet_of_packs();
    keep_coverage();
    for (const auto& [name, world] : worlds) world->let_go();
  } catch (const std::exception& error) {
    tell_end(
        {Failure::Kind::setup, place_.file, place_.line, std::string{"the end of the server failed: "} + error.what()});
  }
}

void Server::keep_coverage() {
  if (!coverage_) return;
  const auto kept = server::add_to_coverage_file(coverage_file_, coverage_->told());
  if (!kept) tell_end(failure_of({kept.error()}, place_));
}

/// The `expect:` of the packs' own stubs: the calls of all spaces count together.
void Server::tell_unmet_of_packs() {
  const server::Tally tally = fixture_->spaces().tally();
  const scenario::Scenario& scenario = edition_->scenario();
  for (const std::uint32_t stub : tally.unmet_expectations(scenario)) {
    const scenario::Stub& whole = scenario.stubs[stub];
    tell_end({Failure::Kind::calls, place_.file, place_.line,
              tell_unmet(whole, tally.calls_of(whole.name).all) +
                  (whole.where.source ? "\nat:       " + whole.where.to_string() : std::string{})});
  }
}

}  // namespace phantomime::detail
