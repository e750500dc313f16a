#include "phantomime/scenario/verdict.hpp"

#include <algorithm>

namespace phantomime::scenario {

bool lets_in(const Pack& pack, const http::RequestView& request) {
  return pack.accept.empty() || std::any_of(pack.accept.begin(), pack.accept.end(),
                                            [&](const auto& credential) { return credential->matches(request); });
}

Verdict judge(const Scenario& scenario, const Index& index, const http::RequestView& request) {
  Verdict verdict;
  verdict.stub = index.find(request);
  if (verdict.stub != Index::none) {
    const Stub& stub = scenario.stubs[verdict.stub];
    verdict.kind = Verdict::Kind::matched;
    if (!stub.request.without_pack_credentials && stub.pack < scenario.packs.size() &&
        !lets_in(scenario.packs[stub.pack], request)) {
      verdict.kind = Verdict::Kind::refused;
      verdict.pack = stub.pack;
    }
    return verdict;
  }
  // Asked before anybody explains, which looks at the body for stubs on other paths too.
  if (request.asked_for_json_in_vain()) verdict.unmatched_status = 400;
  const auto first = [&](const auto& wanted) {
    const auto found = std::find_if(scenario.packs.begin(), scenario.packs.end(), wanted);
    return found == scenario.packs.end() ? Index::none : static_cast<std::uint32_t>(found - scenario.packs.begin());
  };
  const std::uint32_t guarding = first([](const Pack& pack) { return !pack.accept.empty(); });
  if (guarding != Index::none && !lets_in(scenario.packs[guarding], request)) {
    verdict.kind = Verdict::Kind::refused;
    verdict.pack = guarding;
    return verdict;
  }
  verdict.pack = first([](const Pack& pack) { return pack.fallback.has_value(); });
  if (verdict.pack != Index::none) verdict.kind = Verdict::Kind::fallback;
  return verdict;
}

}  // namespace phantomime::scenario
