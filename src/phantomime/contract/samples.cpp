#include "phantomime/contract/samples.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "phantomime/contract/rules.hpp"
#include "phantomime/contract/target.hpp"
#include "phantomime/scenario/engine.hpp"
#include "phantomime/scenario/example_request.hpp"
#include "phantomime/scenario/fixture_source.hpp"

namespace phantomime::contract {
namespace {

constexpr std::size_t most_rows = 50;
constexpr std::chrono::hours long_after{24 * 30};

Instant epoch_of(const scenario::Scenario& scenario) {
  for (const scenario::Pack& pack : scenario.packs)
    if (pack.epoch) return *pack.epoch;
  return Instant{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}};
}

const scenario::LoadFacts::Fixture* fact_of(const scenario::Scenario& scenario, std::string_view path) {
  const auto& all = scenario.facts.fixtures;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& fixture) { return fixture.path == path; });
  return found == all.end() ? nullptr : &*found;
}

/// Makes the requests that reach a stub, and plays them.
class Player {
 public:
  Player(const std::shared_ptr<const scenario::Edition>& edition, std::uint32_t stub)
      : edition_{edition}, scenario_{edition->scenario()}, number_{stub}, stub_{scenario_.stubs[stub]} {}

  std::vector<Sample> play() {
    const auto example = scenario::reaching_request(scenario_, stub_);
    if (!example) return {};
    const Instant epoch = epoch_of(scenario_);
    play_at(epoch, epoch, *example);
    if (scenario_.model && !samples_.empty() && asks_only(*example)) play_at(epoch, epoch + long_after, *example);
    return std::move(samples_);
  }

 private:
  static bool asks_only(const http::Request& request) { return request.method == "GET" || request.method == "HEAD"; }

  void play_at(Instant epoch, Instant now, const http::Request& example) {
    const FixedClock clock{now};
    scenario::Engine::Options options;
    options.journal = false;
    options.world_start = epoch;
    scenario::Engine engine{edition_, clock, options};
    for (std::size_t call = 0; call < std::max<std::size_t>(stub_.response.sequence.size(), 1); ++call)
      add(engine, example, now);
    if (samples_.empty() || !asks_only(example)) return;
    for (const http::Request& request : others(example)) add(engine, request, now);
  }

  void add(scenario::Engine& engine, const http::Request& request, Instant now) {
    scenario::Played played = engine.play(request);
    if (played.kind != scenario::Played::Kind::matched || played.stub != number_ || !played.error.empty() ||
        played.responder)
      return;
    auto body = played.reply.body ? played.reply.body : std::make_shared<const std::string>();
    // A static body is coded once for all: what is in it stands before the coding.
    if (played.reply.headers.has("Content-Encoding"))
      body = std::make_shared<const std::string>(stub_.response.is_templated() ? "" : stub_.response.raw_body());
    samples_.push_back({request, played.reply.status, played.reply.headers, std::move(body), now, origin()});
  }

  [[nodiscard]] Origin origin() const {
    // Documented is what a page prints: that is its fixture's to say.
    const Provenance strength = stub_.provenance == Provenance::recorded ? Provenance::recorded : Provenance::assumed;
    return {Origin::Kind::answer, strength, "answer of the stub '" + stub_.name + "'", stub_.where};
  }

  /// Further requests of the same kind: for other rows, for the whole list.
  [[nodiscard]] std::vector<http::Request> others(const http::Request& example) const {
    std::vector<http::Request> requests;
    if (const auto* const listed = listed_collection(scenario_, stub_); listed && listed->grammar) {
      const state::QueryGrammar& query = listed->grammar->query;
      if (query.zero_is_all && example.target.find(query.page_size + '=') == std::string::npos) {
        http::Request all = example;
        all.target += (all.target.find('?') == std::string::npos ? '?' : '&') + query.page_size + "=0";
        requests.push_back(std::move(all));
      }
    }
    const state::Collection* const named = named_collection(scenario_, stub_);
    if (!named) return requests;
    for (const auto& row : named->rows) {
      if (requests.size() >= most_rows) break;
      if (auto target = target_with(stub_, example, {{"id", json_text(row->at(named->schema.id))}})) {
        http::Request request = example;
        request.target = std::move(*target);
        requests.push_back(std::move(request));
      }
    }
    return requests;
  }

  std::shared_ptr<const scenario::Edition> edition_;
  const scenario::Scenario& scenario_;
  std::uint32_t number_;
  const scenario::Stub& stub_;
  std::vector<Sample> samples_;
};

void gather(const directives::ResponseSpec& response, std::vector<std::string>& paths) {
  if (!response.fixture.empty()) paths.push_back(response.fixture);
  for (const directives::ResponseSpec& one : response.sequence) gather(one, paths);
}

}  // namespace

Observed Sample::observed() const {
  Observed seen;
  seen.request = &request;
  seen.status = status;
  seen.headers = headers;
  seen.body = body ? std::string_view{*body} : std::string_view{};
  seen.at = at;
  return seen;
}

std::vector<Sample> answers_of(const std::shared_ptr<const scenario::Edition>& edition, std::uint32_t stub) {
  return Player{edition, stub}.play();
}

std::vector<Sample> fixtures_of(const scenario::Scenario& scenario, const scenario::Stub& stub) {
  std::vector<std::string> paths;
  gather(stub.response, paths);
  for (const auto& rules : stub.contracts) paths.insert(paths.end(), rules->fixtures.begin(), rules->fixtures.end());
  std::vector<Sample> samples;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    const auto bytes = scenario.fixture_bytes.find(path);
    if (bytes == scenario.fixture_bytes.end() || !seen.insert(path).second) continue;
    Sample sample;
    sample.body = bytes->second;
    sample.origin.kind = Origin::Kind::fixture;
    if (const auto* const fact = fact_of(scenario, path)) {
      if (fact->provenance != Provenance::unstated) sample.origin.strength = fact->provenance;
      sample.origin.text = fact->source.empty() ? "fixture" : fact->source + ", " + fact->section;
    }
    sample.origin.where = {scenario::fixture_source(scenario, path), 1, 1};
    samples.push_back(std::move(sample));
  }
  return samples;
}

const state::Collection* listed_collection(const scenario::Scenario& scenario, const scenario::Stub& stub) {
  if (!scenario.model) return nullptr;
  for (const state::Step& step : stub.steps)
    if (step.verb == state::Step::Verb::list) return scenario.model->collection(step.collection);
  return nullptr;
}

}  // namespace phantomime::contract
