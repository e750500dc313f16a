#include "phantomime/contract/three_way.hpp"

#include <algorithm>

#include "phantomime/http/redaction.hpp"
#include "phantomime/scenario/example_request.hpp"

namespace phantomime::contract {
namespace {

scenario::Engine::Options options_of(Instant now, std::uint64_t seed) {
  scenario::Engine::Options options;
  options.seed = seed;
  options.journal = false;
  options.world_start = now;
  return options;
}

const Finding* find(const Comparison& comparison, std::string_view id) {
  const auto found = std::find_if(comparison.findings.begin(), comparison.findings.end(),
                                  [&](const Finding& finding) { return finding.id == id; });
  return found == comparison.findings.end() ? nullptr : &*found;
}

void blame(Finding& finding, Blame who, std::string why) {
  finding.blame = who;
  finding.blame_reason = std::move(why);
}

/// As far as the origin tells.
void blame_by_origin(Finding& finding) {
  if (finding.kind == FindingKind::extra && finding.impact != Impact::breaking)
    return blame(finding, Blame::fixture, "what the project knows of the answer lacks the member");
  if (finding.origin.strength == Provenance::assumed)
    return blame(finding, Blame::fixture, "what is expected is assumed: the live server is the better witness");
  blame(finding, Blame::server,
        "it is " + std::string{to_string(finding.origin.strength)} + ", and the live server does otherwise");
}

void blame_with_replay(Finding& finding, const Comparison& replay) {
  const Finding* const own = find(replay, finding.id);
  if (!own) return blame_by_origin(finding);
  if (own->actual == finding.actual || finding.kind == FindingKind::missing || finding.kind == FindingKind::invariant)
    return blame(finding, Blame::fixture, "the live server and the replay agree against it");
  blame(finding, Blame::server, "the replay breaks it too, but otherwise: see its own finding");
}

}  // namespace

Observed Replay::Answer::observed() const {
  Observed seen;
  seen.request = &request;
  seen.status = reply.status;
  seen.headers = reply.headers;
  seen.body = reply.body_text();
  seen.at = at;
  return seen;
}

Replay::Replay(std::shared_ptr<const scenario::Edition> edition, Instant now, std::uint64_t seed)
    : edition_{std::move(edition)}, clock_{now}, engine_{edition_, clock_, options_of(now, seed)} {}

std::optional<Replay::Answer> Replay::answer(const Contract& contract, const http::Request& asked) {
  const auto play = [&](const http::Request& request) {
    scenario::Played played = engine_.play(request);
    const bool reached =
        played.kind == scenario::Played::Kind::matched && played.stub == contract.stub_number && played.error.empty();
    return std::pair{reached, Answer{request, std::move(played.reply), clock_.now()}};
  };
  const scenario::Stub& stub = edition_->scenario().stubs[contract.stub_number];
  // The live server's credentials are not the pack's.
  http::Request bare = asked;
  for (const http::Header line : asked.headers)
    if (http::is_secret_name(line.name) || http::same_name(line.name, "Authorization")) bare.headers.remove(line.name);
  auto [reached, first] = play(scenario::with_credentials(edition_->scenario(), stub, std::move(bare)));
  if (reached && first.reply.status == contract.shaped_status) return std::move(first);
  const auto example = scenario::reaching_request(edition_->scenario(), stub);
  if (!example) return std::nullopt;
  auto [again, second] = play(*example);
  if (!again) return std::nullopt;
  return std::move(second);
}

Comparison compare_three_ways(const Contract& contract, const Observed& live, const Observed* replay,
                              const CompareBounds& bounds) {
  Comparison compared = compare(contract, live, bounds);
  if (!replay) {
    for (Finding& finding : compared.findings) blame_by_origin(finding);
    return compared;
  }
  Comparison own = compare(contract, *replay, bounds);
  for (Finding& finding : compared.findings) blame_with_replay(finding, own);
  for (Finding& finding : own.findings) {
    const Finding* const live_finding = find(compared, finding.id);
    if (live_finding && live_finding->blame == Blame::fixture) continue;
    if (compared.findings.size() >= bounds.findings) {
      ++compared.more_findings;
      continue;
    }
    blame(finding, Blame::engine,
          live_finding ? "the replay breaks it in its own way" : "the live server keeps it, the replay does not");
    compared.findings.push_back(std::move(finding));
  }
  return compared;
}

}  // namespace phantomime::contract
