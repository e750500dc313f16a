#include "phantomime/recording/playing/recorded_scenario.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/recording/playing/recorded_reply.hpp"
#include "phantomime/recording/playing/recorded_request.hpp"
#include "phantomime/recording/playing/telling_headers.hpp"
#include "phantomime/scenario/index.hpp"

namespace phantomime::recording {
namespace {

using Group = std::vector<const Exchange*>;

constexpr std::size_t most_numbers_named = 4;
constexpr std::size_t most_shown_target = 200;

/// Exchanges by what `key` says of each, groups and members in recorded order.
template <class Key>
std::vector<Group> grouped(const Group& exchanges, Key&& key) {
  std::vector<Group> groups;
  std::unordered_map<std::string, std::size_t> place;
  for (const Exchange* exchange : exchanges) {
    const auto [at, added] = place.try_emplace(key(*exchange), groups.size());
    if (added) groups.emplace_back();
    groups[at->second].push_back(exchange);
  }
  return groups;
}

std::string shown_line(const Exchange& exchange) {
  return exchange.request.method + ' ' +
         shorten(printable(http::redact_url(origin_form(exchange.request.target))), most_shown_target);
}

std::string name_of(const Group& group, const std::string& prefix) {
  std::string name = prefix + shown_line(*group.front()) + (group.size() == 1 ? " (exchange " : " (exchanges ");
  for (std::size_t at = 0; at < group.size() && at < most_numbers_named; ++at)
    name += (at ? ", " : "") + std::to_string(group[at]->number);
  if (group.size() > most_numbers_named) name += " and " + std::to_string(group.size() - most_numbers_named) + " more";
  return name + ')';
}

/// The path as the scenario language writes it: braces stand for captures there.
std::string written_path(std::string_view path) {
  std::string text;
  for (const char c : path) text.append(c == '{' || c == '}' ? 2 : 1, c);
  return text;
}

class Maker {
 public:
  Maker(scenario::Scenario& scenario, const Recording& recording, std::string prefix)
      : scenario_{scenario},
        recording_{recording},
        prefix_{std::move(prefix)},
        issued_{recording.exchanges},
        where_{std::make_shared<const Source>(log_path(recording.folder), ""), 0, 0} {}

  void make() {
    scenario::Pack pack;
    pack.name = recording_.folder;
    pack.folder = recording_.folder;
    pack.where = where_;
    scenario_.packs.push_back(std::move(pack));
    Group exchanges;
    for (const Exchange& exchange : recording_.exchanges)
      if (is_playable(exchange)) exchanges.push_back(&exchange);
    const auto same = [this](const Exchange& exchange) { return request_pattern(exchange, issued_).identity(); };
    for (const Group& group : grouped(exchanges, same)) add_group(group);
  }

 private:
  void add_group(const Group& group) {
    std::vector<std::string> answers;
    for (const Exchange* exchange : group) answers.push_back(answer_identity(*exchange));
    const auto names = telling_headers(group, answers, issued_);
    const auto said = [&](const Exchange& exchange) { return identity_of(telling_values(exchange, names, issued_)); };
    for (const Group& part : grouped(group, said)) add_stub(part, names);
  }

  void add_stub(const Group& group, const std::vector<std::string>& names) {
    const Exchange& first = *group.front();
    RequestPattern pattern = request_pattern(first, issued_);
    scenario::Stub stub;
    stub.name = name_of(group, prefix_);
    stub.provenance = Provenance::recorded;
    stub.pack = static_cast<std::uint32_t>(scenario_.packs.size() - 1);
    stub.where = where_;
    stub.request.methods = {first.request.method};
    stub.request.where = where_;
    // The path is what finds it among thousands; one with a secret in it may be any.
    const std::string_view raw_path = http::split_target(origin_form(first.request.target)).path;
    if (pattern.target.shown().starts_with(raw_path))
      if (auto path = matchers::PathPattern::parse(written_path(raw_path))) stub.request.path = std::move(*path);
    stub.request.conditions.push_back(
        recorded_request_matcher(std::move(pattern), telling_values(first, names, issued_)));
    stub.response = answers_of(group);
    scenario_.stubs.push_back(std::move(stub));
  }

  [[nodiscard]] directives::ResponseSpec answers_of(const Group& group) const {
    std::vector<directives::ResponseSpec> specs;
    for (const Exchange* exchange : group) {
      directives::ResponseSpec spec;
      auto reply = recorded_reply(*exchange);
      spec.status = reply.status;
      spec.reason = reply.reason;
      spec.finished_body = reply.body;
      spec.where = where_;
      spec.recorded = std::make_shared<const http::Reply>(std::move(reply));
      specs.push_back(std::move(spec));
    }
    if (specs.size() == 1) return std::move(specs.front());
    directives::ResponseSpec all;
    all.where = where_;
    all.sequence = std::move(specs);
    return all;
  }

  scenario::Scenario& scenario_;
  const Recording& recording_;
  std::string prefix_;
  IssuedPlaceholders issued_;
  Location where_;
};

}  // namespace

bool is_playable(const Exchange& exchange) noexcept {
  // What the client broke off was whole on the server: it would be played as if the server had cut it.
  return exchange.response && exchange.outcome != Outcome::refused && exchange.outcome != Outcome::upstream_failed &&
         (exchange.outcome != Outcome::client_gone || exchange.response->body.complete);
}

Result<std::shared_ptr<scenario::Scenario>> recorded_scenario(std::span<const Recording> recordings) {
  auto scenario = std::make_shared<scenario::Scenario>();
  for (const Recording& recording : recordings) {
    const std::size_t before = scenario->stubs.size();
    // Stub names are unique over all that is played together.
    Maker{*scenario, recording, recordings.size() > 1 ? recording.folder + ": " : ""}.make();
    if (scenario->stubs.size() == before)
      return Error{ErrorCode::not_found,
                   "the recording '" + recording.folder + "' holds no exchange that could be played", std::nullopt,
                   "record something first"};
  }
  return scenario;
}

std::shared_ptr<const scenario::Order> recorded_order(std::span<const Recording> recordings,
                                                      const scenario::Scenario& scenario) {
  const scenario::Index index{scenario};
  std::vector<scenario::Turn> turns;
  std::uint64_t sessions_before = 0;
  for (const Recording& recording : recordings) {
    std::uint64_t last = sessions_before;
    for (const Exchange& exchange : recording.exchanges) {
      if (!is_playable(exchange)) continue;
      const http::Request request = as_request(exchange);
      const std::uint32_t stub = index.find(http::RequestView{request});
      if (stub == scenario::Index::none) continue;
      last = std::max(last, sessions_before + exchange.session);
      turns.push_back({scenario.stubs[stub].name, sessions_before + exchange.session, exchange.since_start,
                       exchange.since_start + exchange.took,
                       shown_line(exchange) + " (exchange " + std::to_string(exchange.number) + ')'});
    }
    sessions_before = last;
  }
  return std::make_shared<const scenario::Order>(std::move(turns));
}

}  // namespace phantomime::recording
