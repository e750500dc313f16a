#include "phantomime/server/fixture_server.hpp"

#include <utility>

#include <fmt/format.h>

#include "phantomime/http/redaction.hpp"
#include "phantomime/server/admin_api.hpp"

namespace phantomime::server {
namespace {

using scenario::Engine;
using scenario::Played;

ExchangeEvent describe(const Engine& engine, const http::Request& request, const Played& played,
                       std::chrono::nanoseconds took) {
  ExchangeEvent event;
  event.at = played.at;
  event.peer = request.peer;
  event.method = request.method;
  event.target = http::redact_url(request.target);
  event.status = played.reply.status;
  event.kind = played.kind;
  if (played.stub != scenario::Index::none) event.stub = engine.scenario().stubs[played.stub].name;
  if (played.near_miss) event.near_miss = played.near_miss->header_line();
  event.error = played.error;
  event.took = took;
  event.delay = played.reply.delay;
  return event;
}

VirtualClock::Start clock_start(VirtualClock::Start start, const scenario::Scenario& scenario) {
  if (start.mode == VirtualClock::Mode::real || start.instant) return start;
  for (const scenario::Pack& pack : scenario.packs) {
    if (!pack.epoch) continue;
    start.instant = pack.epoch;
    break;
  }
  return start;
}

}  // namespace

FixtureServer::FixtureServer(const Clock& machine, Options options, Observer observer)
    : machine_{machine},
      options_{std::move(options)},
      observer_{std::move(observer)},
      started_{machine.now()},
      clock_{std::make_shared<VirtualClock>(machine, options_.clock)} {}

FixtureServer::~FixtureServer() { stop(); }

Result<std::unique_ptr<FixtureServer>> FixtureServer::start(std::shared_ptr<const scenario::Scenario> scenario,
                                                            const Clock& machine, Options options, Observer observer) {
  options.clock = clock_start(options.clock, *scenario);
  std::unique_ptr<FixtureServer> self{new FixtureServer{machine, std::move(options), std::move(observer)}};
  self->stage_ =
      std::make_unique<Stage>(std::move(scenario), *self->clock_, Engine::Options{self->options_.seed, true});

  net::Server::Options transport;
  transport.listeners = self->options_.listeners;
  transport.tls = self->options_.tls;
  transport.limits = self->options_.limits;
  transport.workers = self->options_.workers;
  net::Handler handler;
  handler.answer = [raw = self.get()](const http::Request& request) { return raw->answer(request); };
  handler.may_block = [](const http::Request& request) { return is_admin_target(request.target); };
  handler.answer_blocking = [raw = self.get()](const http::Request& request) { return raw->answer_admin_api(request); };
  handler.refused = self->observer_.refused;
  auto server = net::Server::start(std::move(transport), std::move(handler));
  if (!server) return std::move(server).error();
  self->server_ = std::move(*server);
  return self;
}

std::shared_ptr<Engine> FixtureServer::engine() const { return stage_->engine(); }

void FixtureServer::replace(std::shared_ptr<const scenario::Scenario> scenario) { stage_->reload(std::move(scenario)); }

http::Reply FixtureServer::answer(const http::Request& request) {
  const auto begin = observer_.exchange ? std::chrono::steady_clock::now() : std::chrono::steady_clock::time_point{};
  std::shared_ptr<Engine> engine;
  Played played = stage_->play(request, observer_.exchange ? &engine : nullptr);
  // Only what waits needs to know in whose time.
  if (played.reply.delay.count() > 0) {
    played.reply.clock = clock_;
    played.reply.played_at = played.at;
  }
  if (observer_.exchange && (!observer_.only_unmatched || played.kind == Played::Kind::unmatched))
    observer_.exchange(describe(*engine, request, played, std::chrono::steady_clock::now() - begin));
  return std::move(played.reply);
}

http::Reply FixtureServer::answer_admin_api(const http::Request& request) {
  std::vector<std::string> hosts;
  hosts.reserve(options_.listeners.size());
  for (const net::Listener& listener : options_.listeners) hosts.push_back(listener.host);
  const auto uptime = std::chrono::duration_cast<std::chrono::milliseconds>(machine_.now() - started_);
  return answer_admin(request, {*stage_, *clock_, uptime, options_.admin_token, std::move(hosts)});
}

std::string FixtureServer::url(bool tls) const {
  for (std::size_t i = 0; i < options_.listeners.size(); ++i) {
    const net::Listener& listener = options_.listeners[i];
    if (listener.tls != tls) continue;
    std::string host = listener.host;
    // Nobody can connect to "any address"; a client on this machine reaches it on loopback.
    if (host == "0.0.0.0" || host.empty()) host = "127.0.0.1";
    if (host == "::") host = "::1";
    if (host.find(':') != std::string::npos) host = fmt::format("[{}]", host);
    return fmt::format("{}://{}:{}", tls ? "https" : "http", host, server_->ports()[i]);
  }
  return {};
}

std::string FixtureServer::https_url() const { return url(true); }
std::string FixtureServer::http_url() const { return url(false); }
std::string FixtureServer::admin_url() const {
  const std::string plain = http_url();
  return (plain.empty() ? https_url() : plain) + std::string{admin_prefix};
}

void FixtureServer::stop() {
  if (server_) server_->stop();
}

}  // namespace phantomime::server
