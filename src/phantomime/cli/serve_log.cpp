#include "phantomime/cli/serve_log.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/cli/shown_text.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::cli {
namespace {

using scenario::Played;
using scenario::Scenario;
using server::ExchangeEvent;
using server::FixtureServer;

constexpr std::size_t unmatched_kept = 100;

std::string_view name_of(Played::Kind kind) {
  switch (kind) {
    case Played::Kind::matched:
      return "matched";
    case Played::Kind::refused:
      return "refused";
    case Played::Kind::unmatched:
      break;
  }
  return "unmatched";
}

/// A stub worth trying first: a GET at a literal path without conditions, in whatever state.
const scenario::Stub* inviting(const Scenario& scenario) {
  for (const auto& stub : scenario.stubs)
    if (stub.request.path && stub.request.path->kind() == matchers::PathPattern::Kind::literal &&
        stub.request.conditions.empty() && stub.bounds.empty() && stub.request.method_matches("GET"))
      return &stub;
  for (const auto& stub : scenario.stubs)
    if (stub.example && stub.example->method == "GET") return &stub;
  return nullptr;
}

std::string curl_line(const FixtureServer& server, const Scenario& scenario) {
  const auto* stub = inviting(scenario);
  if (!stub) return {};
  const bool tls = !server.https_url().empty();
  std::string url = tls ? server.https_url() : server.http_url();
  if (const auto host = url.find("127.0.0.1"); host != std::string::npos) url.replace(host, 9, "localhost");
  url += stub->example ? stub->example->target : stub->request.path->canonical();
  std::string line = tls ? "curl -k " : "curl ";
  const auto& pack = scenario.packs[stub->pack];
  const auto credential = pack.accept.empty() ? pack.sample : pack.accept.front();
  if (credential && !stub->request.without_pack_credentials) line += credential->curl_options() + " ";
  return line + (url.find_first_of("?&;*'\"() ") == std::string::npos ? url : "'" + url + "'");
}

OrderedJson clock_json(const VirtualClock& clock) {
  const VirtualClock::Moment moment = clock.moment();
  return {{"frozen", moment.frozen}, {"now", format_instant(moment.now)}};
}

/// The calls of all spaces: of the stubs as they stand in the files, then of those that only other spaces have.
std::vector<std::pair<std::string, std::uint64_t>> calls_in_order(const server::Tally& tally,
                                                                  const Scenario& scenario) {
  std::vector<std::pair<std::string, std::uint64_t>> calls;
  std::set<std::string_view> told;
  for (const auto& stub : scenario.stubs) {
    told.insert(stub.name);
    if (const auto its = tally.calls_of(stub.name).all) calls.emplace_back(stub.name, its);
  }
  for (const auto& [stub, its] : tally.calls)
    if (!told.contains(stub)) calls.emplace_back(stub, its.all);
  return calls;
}

std::string journal_line(const server::DiskJournal& journal) {
  const auto counts = journal.counts();
  return fmt::format("journal: {} exchanges in {}{}", counts.written, visible(journal.folder()),
                     counts.dropped ? fmt::format("; {} could not be written", counts.dropped) : std::string{});
}

}  // namespace

std::string packs_text(const Scenario& scenario) {
  std::string text;
  for (const auto& pack : scenario.packs) {
    if (!text.empty()) text += " + ";
    text += pack.name;
    if (!pack.profile.empty()) text += " (profile " + pack.profile + ")";
  }
  return text;
}

std::string world_text(const FixtureServer& server) {
  const VirtualClock::Moment moment = server.clock().moment();
  return fmt::format("seed {}", server.seed()) +
         (moment.frozen ? "; clock frozen at " + format_instant(moment.now) : std::string{});
}

std::string ServeLog::paint(std::string_view text, std::string_view colour) const {
  if (!context_.colour()) return std::string{text};
  return std::string{colour} + std::string{text} + "\033[0m";
}

void ServeLog::line(std::string_view text) { context_.err << text << '\n' << std::flush; }

void ServeLog::started(const FixtureServer& server, bool generated_certificate) {
  if (quiet_) return;
  const auto engine = server.engine();
  const Scenario& scenario = engine->scenario();
  const std::lock_guard lock{mutex_};
  if (format_ == LogFormat::json) {
    OrderedJson event{{"event", "started"},
                      {"packs", packs_text(scenario)},
                      {"stubs", scenario.stubs.size()},
                      {"https", server.https_url()},
                      {"http", server.http_url()},
                      {"seed", server.seed()},
                      {"clock", clock_json(server.clock())}};
    if (const auto* journal = server.journal()) event["journal"] = journal->folder();
    line(event.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
    return;
  }
  line(fmt::format("playing {}: {} stubs", paint(packs_text(scenario), bold), scenario.stubs.size()));
  if (scenario.packs.size() == 1 && !scenario.packs.front().summary.empty())
    line("  " + scenario.packs.front().summary);
  if (!server.https_url().empty())
    line("  " + server.https_url() +
         (generated_certificate ? paint("  own certificate: -k, or trust it with --cacert", dim) : ""));
  if (!server.http_url().empty()) line("  " + server.http_url());
  line("  " + world_text(server));
  if (const auto* journal = server.journal()) line("  journal in " + visible(journal->folder()));
  if (const std::string curl = curl_line(server, scenario); !curl.empty()) line("try\n  " + curl);
  line(paint("Ctrl-C ends it", dim));
}

void ServeLog::remember_unmatched(const ExchangeEvent& event) {
  const std::string what = event.method + " " + event.target;
  if (unmatched_.size() >= unmatched_kept && !unmatched_.contains(what))
    ++unmatched_others_;
  else
    ++unmatched_[what];
}

void ServeLog::exchange(const ExchangeEvent& event) {
  const std::lock_guard lock{mutex_};
  if (event.kind == Played::Kind::unmatched) remember_unmatched(event);
  if (quiet_) return;
  if (format_ == LogFormat::json)
    json_exchange(event);
  else
    text_exchange(event);
}

void ServeLog::text_exchange(const ExchangeEvent& event) {
  const std::string time = format_instant(event.at).substr(11, 12);
  const std::string_view colour = event.kind == Played::Kind::matched   ? green
                                  : event.kind == Played::Kind::refused ? yellow
                                                                        : red;
  std::string text = paint(time, dim) + "  ";
  if (!event.space.empty()) text += paint("[" + event.space + "]", dim) + " ";
  text += fmt::format("{} {}  {}", visible(event.method), visible(event.target),
                      paint(std::to_string(event.status), colour));
  if (event.kind == Played::Kind::matched) text += "  " + event.stub;
  if (event.kind == Played::Kind::refused) text += "  credentials refused";
  if (event.passed_on)
    text += "  not in the packs: the server's answer";
  else if (event.kind == Played::Kind::unmatched)
    text += event.near_miss.empty() ? "  no stub matched" : "  no stub matched; nearest: " + event.near_miss;
  if (event.delay.count() > 0) text += "  after " + format_duration(event.delay);
  if (!event.fault.empty()) text += "  " + paint("fault: ", red) + event.fault;
  line(text);
  if (!event.error.empty()) line("  " + paint("error: ", red) + visible(event.error));
}

void ServeLog::json_exchange(const ExchangeEvent& event) {
  OrderedJson json{{"event", "exchange"},           {"time", format_instant(event.at)}, {"peer", event.peer},
                   {"method", event.method},        {"target", event.target},           {"status", event.status},
                   {"outcome", name_of(event.kind)}};
  if (!event.space.empty()) json["space"] = event.space;
  if (!event.stub.empty()) json["stub"] = event.stub;
  if (!event.near_miss.empty()) json["near_miss"] = event.near_miss;
  if (event.passed_on) json["passed_on"] = true;
  if (!event.error.empty()) json["error"] = event.error;
  json["microseconds"] = std::chrono::duration_cast<std::chrono::microseconds>(event.took).count();
  if (event.delay.count() > 0)
    json["delay_microseconds"] = std::chrono::duration_cast<std::chrono::microseconds>(event.delay).count();
  if (!event.fault.empty()) json["fault"] = event.fault;
  line(json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

void ServeLog::refused(const net::Refusal& refusal) {
  const std::lock_guard lock{mutex_};
  ++refused_by_net_;
  if (quiet_) return;
  if (format_ == LogFormat::json) {
    const OrderedJson json{
        {"event", "bad_request"}, {"peer", refusal.peer}, {"status", refusal.status}, {"reason", refusal.reason}};
    line(json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
    return;
  }
  line(fmt::format("bad request from {}: {}{}", refusal.peer, visible(refusal.reason),
                   refusal.status ? fmt::format("  {}", refusal.status) : std::string{}));
}

std::uint64_t ServeLog::bad_requests() const {
  const std::lock_guard lock{mutex_};
  return refused_by_net_;
}

void ServeLog::warn(std::string_view what) {
  const std::lock_guard lock{mutex_};
  if (format_ == LogFormat::json)
    line(OrderedJson{{"event", "warning"}, {"what", std::string{what}}}.dump());
  else
    line(paint(fmt::format("warning: {}", what), yellow));
}

void ServeLog::reloaded(const Scenario& scenario) {
  if (quiet_) return;
  const std::lock_guard lock{mutex_};
  if (format_ == LogFormat::json)
    line(OrderedJson{{"event", "reloaded"}, {"stubs", scenario.stubs.size()}}.dump());
  else
    line(fmt::format("reloaded: {} stubs", scenario.stubs.size()));
}

void ServeLog::reload_failed(const Errors& errors) {
  const std::lock_guard lock{mutex_};
  if (format_ == LogFormat::json) {
    line(OrderedJson{{"event", "reload_failed"}, {"errors", render(errors)}}.dump(
        -1, ' ', false, OrderedJson::error_handler_t::replace));
    return;
  }
  context_.err << render(errors);
  line(paint("not reloaded: the edition before stays in force", red));
}

void ServeLog::summary(const FixtureServer& server) {
  const auto engine = server.engine();
  const Scenario& scenario = engine->scenario();
  const server::Tally tally = server.spaces().tally();
  const auto unmet = tally.unmet_expectations(scenario);
  const std::lock_guard lock{mutex_};
  if (format_ == LogFormat::json) {
    OrderedJson calls = OrderedJson::object();
    for (const auto& [stub, its] : calls_in_order(tally, scenario)) calls[stub] = its;
    OrderedJson missing = OrderedJson::array();
    for (const auto i : unmet) missing.push_back(scenario.stubs[i].name);
    OrderedJson json{{"event", "summary"},
                     {"matched", tally.matched},
                     {"refused", tally.refused},
                     {"unmatched", tally.unmatched},
                     {"bad_requests", refused_by_net_},
                     {"calls", calls},
                     {"unmet_expectations", missing},
                     {"seed", server.seed()},
                     {"clock", clock_json(server.clock())}};
    if (const auto* journal = server.journal())
      json["journal"] = {{"folder", journal->folder()},
                         {"records", journal->counts().written},
                         {"dropped", journal->counts().dropped}};
    line(json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
    return;
  }
  const bool dropped = server.journal() && server.journal()->counts().dropped > 0;
  if (quiet_ && unmet.empty() && tally.unmatched == 0 && !dropped) return;
  line(fmt::format("\n{} requests: {} matched, {} refused, {} unmatched{}", tally.requests(), tally.matched,
                   tally.refused, tally.unmatched,
                   refused_by_net_ ? fmt::format(", and {} bad ones", refused_by_net_) : std::string{}));
  for (const auto& [stub, calls] : calls_in_order(tally, scenario)) line(fmt::format("  {:>6}  {}", calls, stub));
  if (!unmatched_.empty()) line(paint("unmatched", red));
  for (const auto& [what, times] : unmatched_) line(fmt::format("  {:>6}  {}", times, visible(what)));
  if (unmatched_others_) line(fmt::format("  {:>6}  others", unmatched_others_));
  if (!unmet.empty()) line(paint("not called as expected", red));
  for (const auto i : unmet)
    line(fmt::format("  {}: expected {}, was {}  ({})", scenario.stubs[i].name, scenario.stubs[i].expect->describe(),
                     tally.calls_of(scenario.stubs[i].name).all, scenario.stubs[i].where.to_string()));
  if (const auto* journal = server.journal()) line(journal_line(*journal));
  if (!unmet.empty() || tally.unmatched > 0) line("played with " + world_text(server));
}

}  // namespace phantomime::cli
