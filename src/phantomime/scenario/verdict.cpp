#include "phantomime/scenario/verdict.hpp"

#include <algorithm>

namespace phantomime::scenario {

bool lets_in(const Pack& pack, const http::RequestView& request) {
  return pack.accept.empty() || std::any_of(pack.accept.begin(), pack.accept.end(),
                                            [&](const auto& credential) { return credential->matches(request); });
}

std::uint32_t guarding_pack(const Scenario& scenario, std::uint32_t stub) {
  const auto guards = [](const Pack& pack) { return !pack.accept.empty() || !pack.check.empty(); };
  if (stub != Index::none) {
    const Stub& answering = scenario.stubs[stub];
    const bool open = answering.request.without_pack_credentials || answering.pack >= scenario.packs.size();
    return open || !guards(scenario.packs[answering.pack]) ? Index::none : answering.pack;
  }
  const auto found = std::find_if(scenario.packs.begin(), scenario.packs.end(), guards);
  return found == scenario.packs.end() ? Index::none : static_cast<std::uint32_t>(found - scenario.packs.begin());
}

Verdict judge(const Scenario& scenario, const Index& index, const http::RequestView& request, const StateGate* gate) {
  return judge_stub(scenario, index.find(request, gate), request);
}

Verdict judge_stub(const Scenario& scenario, std::uint32_t stub, const http::RequestView& request) {
  Verdict verdict;
  verdict.stub = stub;
  const std::uint32_t guarding = guarding_pack(scenario, verdict.stub);
  const bool refused = guarding != Index::none && !lets_in(scenario.packs[guarding], request);
  // Asked before anybody explains, which looks at the body for stubs on other paths too.
  if (verdict.stub == Index::none && request.asked_for_json_in_vain()) verdict.unmatched_status = 400;
  if (refused) {
    verdict.kind = Verdict::Kind::refused;
    verdict.pack = guarding;
    return verdict;
  }
  if (verdict.stub != Index::none) {
    verdict.kind = Verdict::Kind::matched;
    return verdict;
  }
  const auto fallback = std::find_if(scenario.packs.begin(), scenario.packs.end(),
                                     [](const Pack& pack) { return pack.fallback.has_value(); });
  if (fallback == scenario.packs.end()) return verdict;
  verdict.pack = static_cast<std::uint32_t>(fallback - scenario.packs.begin());
  verdict.kind = Verdict::Kind::fallback;
  return verdict;
}

}  // namespace phantomime::scenario
