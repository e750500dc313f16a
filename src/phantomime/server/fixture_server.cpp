#include "phantomime/server/fixture_server.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "phantomime/http/redaction.hpp"
#include "phantomime/net/listener_url.hpp"
#include "phantomime/server/admin_api.hpp"

namespace phantomime::server {
namespace {

using scenario::Engine;
using scenario::Played;

/// From so many stubs on, the first request that none matches would wait for more than a few milliseconds for the index
/// that explains it (100,000: 0.2 s), and whoever is served by the same worker with it.
constexpr std::size_t many_stubs = 2'000;

ExchangeEvent describe(const Engine& engine, const Played& played, std::chrono::nanoseconds took) {
  const http::Request& request = played.entry->request;
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
  if (played.reply.fault) event.fault = http::fault_text(*played.reply.fault);
  return event;
}

}  // namespace

FixtureServer::FixtureServer(const Clock& machine, Options options, Observer observer)
    : machine_{machine}, options_{std::move(options)}, observer_{std::move(observer)}, started_{machine.now()} {}

FixtureServer::~FixtureServer() { stop(); }

Result<std::unique_ptr<FixtureServer>> FixtureServer::start(std::shared_ptr<const scenario::Scenario> scenario,
                                                            const Clock& machine, Options options, Observer observer) {
  return start(std::make_shared<const scenario::Edition>(std::move(scenario)), machine, std::move(options),
               std::move(observer));
}

Result<std::unique_ptr<FixtureServer>> FixtureServer::start(std::shared_ptr<const scenario::Edition> edition,
                                                            const Clock& machine, Options options, Observer observer) {
  std::unique_ptr<FixtureServer> self{new FixtureServer{machine, std::move(options), std::move(observer)}};
  Spaces::Options spaces;
  spaces.settings = {self->options_.seed, self->options_.clock};
  spaces.settings.totals = self->metrics_.journals();
  spaces.settings.coverage = self->options_.coverage;
  spaces.settings.missing = self->options_.missing;
  if (self->options_.missing) self->expect_responders();
  if (self->options_.coverage) self->options_.coverage->survey(edition);
  if (!self->options_.journal_folder.empty()) {
    auto journal =
        DiskJournal::open({.folder = self->options_.journal_folder, .queue = {}, .warn = self->observer_.warning});
    if (!journal) return std::move(journal).error();
    self->journal_ = std::move(*journal);
    spaces.settings.sequence = self->journal_->sequence();
  }
  spaces.most = self->options_.most_spaces;
  spaces.idle = self->options_.space_idle;
  spaces.shared_listeners = static_cast<std::uint32_t>(std::max<std::size_t>(1, self->options_.listeners.size()));
  self->spaces_ = std::make_unique<Spaces>(edition, machine, spaces);
  self->prepare_misses(std::move(edition));
  if (auto served = self->serve(); !served) return served.error();
  return self;
}

/// Puts it on sockets, where it is to have any.
Result<void> FixtureServer::serve() {
  if (options_.listeners.empty()) return {};
  net::Server::Options transport;
  transport.listeners = options_.listeners;
  transport.tls = options_.tls;
  transport.limits = options_.limits;
  transport.workers = options_.workers;
  net::Handler handler;
  handler.answer = [this](http::Request& request) { return answer(request); };
  handler.may_block = [this](const http::Request& request) { return may_block(request); };
  handler.answer_blocking = [this](http::Request& request) {
    return is_admin_target(request.target) ? answer_admin_api(request) : answer(request);
  };
  handler.spoil_handshake = [this](std::uint32_t listener) -> std::optional<http::Transmission> {
    const auto space = spaces_->behind(listener);
    return space && !space->faults().empty() ? space->faults().handshake() : std::nullopt;
  };
  handler.refused = [this](const net::Refusal& refusal) {
    metrics_.refused(refusal.status);
    if (observer_.refused) observer_.refused(refusal);
  };
  auto server = net::Server::start(std::move(transport), std::move(handler));
  if (!server) return std::move(server).error();
  server_ = std::move(*server);
  doors_ = server_.get();
  return {};
}

bool FixtureServer::may_block(const http::Request& request) {
  if (is_admin_target(request.target)) return true;
  if (!responders_expected_.load(std::memory_order_acquire)) return false;
  http::Request looked_at = request;
  const Spaces::Entered entered = spaces_->enter(take_space_choice(looked_at));
  return entered.space && entered.space->stage().engine()->may_respond_in_code(looked_at);
}

std::shared_ptr<Engine> FixtureServer::engine() const { return spaces_->default_space().stage().engine(); }

void FixtureServer::replace(std::shared_ptr<const scenario::Scenario> scenario) {
  auto edition = std::make_shared<const scenario::Edition>(std::move(scenario));
  if (options_.coverage) options_.coverage->survey(edition);
  spaces_->replace(edition);
  prepare_misses(std::move(edition));
}

void FixtureServer::prepare_misses(std::shared_ptr<const scenario::Edition> edition) {
  if (edition->scenario().stubs.size() < many_stubs) return;
  const std::lock_guard lock{preparing_mutex_};
  preparing_ = std::async(std::launch::async, [edition = std::move(edition)] { edition->index().prepare_nearby(); });
}

http::Reply FixtureServer::answer(http::Request& request) {
  Spaces::Entered entered = spaces_->enter(take_space_choice(request));
  if (entered.space) return play(std::move(request), *entered.space);
  metrics_.refused(entered.refusal->status);
  if (observer_.refused) observer_.refused({entered.refusal->status, std::string{entered.why}, request.peer});
  return std::move(*entered.refusal);
}

void FixtureServer::write_down(const Played& played, const Engine& engine, const Space& space) noexcept {
  DiskRecord record;
  record.entry = played.entry;
  record.machine = machine_.now();
  try {
    record.space = space.name();
    record.stub = engine.stub_name(*played.entry);
    record.reply_headers = played.reply.headers;
    record.reply_body = played.reply.body;
  } catch (const std::bad_alloc&) {
    // Without memory for all of it some must do: its number was given, and others wait behind it.
  }
  journal_->put(std::move(record));
}

http::Reply FixtureServer::play(http::Request&& request, Space& space) {
  const auto begin = std::chrono::steady_clock::now();
  std::shared_ptr<Engine> engine;
  // Drawn now: the request is the engine's from here on.
  auto fault = space.faults().hit(request);
  Played played = space.stage().play(std::move(request), &engine);
  if (fault) fault->give_to(played.reply);
  // No lock is held any more: where the disk is slow this thread waits, and whoever it would serve next.
  if (journal_) write_down(played, *engine, space);
  // Only what waits needs to know in whose time.
  if (played.reply.fault || played.reply.delay.count() > 0) {
    played.reply.clock = space.shared_clock();
    played.reply.played_at = played.at;
  }
  if (observer_.exchange && (!observer_.only_unmatched || played.kind == Played::Kind::unmatched)) {
    ExchangeEvent event = describe(*engine, played, std::chrono::steady_clock::now() - begin);
    if (!space.is_default()) event.space = space.name();
    event.passed_on = options_.missing && played.kind == Played::Kind::unmatched;
    observer_.exchange(event);
  }
  const auto took = std::chrono::steady_clock::now() - begin;
  // A stub whose responder took its time may have gone meanwhile.
  if (played.kind == Played::Kind::matched && played.stub != scenario::Index::none)
    metrics_.matched(
        engine->mark(played.stub), [&] { return std::string_view{engine->scenario().stubs[played.stub].name}; },
        played.reply.status, took);
  else
    metrics_.exchange(played.kind, played.reply.status, took);
  return std::move(played.reply);
}

http::Reply FixtureServer::answer_admin_api(http::Request& request) {
  std::vector<std::string> hosts;
  hosts.reserve(options_.listeners.size());
  for (const net::Listener& listener : options_.listeners) hosts.push_back(listener.host);
  const auto uptime = std::chrono::duration_cast<std::chrono::milliseconds>(machine_.now() - started_);
  const net::Server* server = doors_;
  http::Reply reply =
      answer_admin(std::move(request), {*spaces_, *this, uptime, options_.admin_token, std::move(hosts), journal_.get(),
                                        &metrics_, server ? server->counts() : net::Server::Counts{}});
  metrics_.admin(reply.status);
  return reply;
}

Result<Doors::Opened> FixtureServer::open(std::uint16_t port, bool tls) {
  net::Server* server = doors_;
  if (!server) return Error{ErrorCode::limit, "the server is still starting", {}, "try again"};
  auto opened = server->listen({options_.listeners.front().host, port, tls});
  if (!opened) return std::move(opened).error();
  return Opened{opened->number, opened->port, tls};
}

void FixtureServer::close(std::uint32_t listener) {
  if (net::Server* server = doors_) server->close(listener);
}

std::string FixtureServer::url(bool tls) const {
  const net::Server* server = doors_;
  for (std::size_t i = 0; i < options_.listeners.size(); ++i) {
    const net::Listener& listener = options_.listeners[i];
    if (listener.tls == tls) return net::listener_url(tls, listener.host, server ? server->ports()[i] : listener.port);
  }
  return {};
}

std::string FixtureServer::url(const Opened& door) const {
  return net::listener_url(door.tls, options_.listeners.front().host, door.port);
}

std::string FixtureServer::https_url() const { return url(true); }
std::string FixtureServer::http_url() const { return url(false); }
std::string FixtureServer::admin_url() const {
  const std::string plain = http_url();
  return (plain.empty() ? https_url() : plain) + std::string{admin_prefix};
}

void FixtureServer::stop() {
  if (server_) server_->stop();
  if (spaces_) spaces_->finish();
  if (journal_) journal_->stop();
}

}  // namespace phantomime::server
