#include "phantomime/server/tally.hpp"

#include <algorithm>

namespace phantomime::server {
namespace {

void add_calls(Tally& tally, const std::string& stub, const Tally::Calls& calls) {
  auto found = tally.calls.find(stub);
  if (found == tally.calls.end()) {
    if (tally.calls.size() >= Tally::most_names) return;
    found = tally.calls.emplace(stub, Tally::Calls{}).first;
  }
  found->second.all += calls.all;
  found->second.most = std::max(found->second.most, calls.most);
}

}  // namespace

void Tally::add(const scenario::Engine& engine) {
  matched += engine.matched();
  refused += engine.refused();
  unmatched += engine.unmatched();
  const auto& stubs = engine.scenario().stubs;
  for (std::uint32_t stub = 0; stub < stubs.size(); ++stub)
    if (const std::uint64_t count = engine.calls(stub)) add_calls(*this, stubs[stub].name, {count, count});
}

void Tally::add(const Tally& other) {
  matched += other.matched;
  refused += other.refused;
  unmatched += other.unmatched;
  for (const auto& [stub, its] : other.calls) add_calls(*this, stub, its);
}

Tally::Calls Tally::calls_of(std::string_view stub) const {
  const auto found = calls.find(stub);
  return found == calls.end() ? Calls{} : found->second;
}

std::vector<std::uint32_t> Tally::unmet_expectations(const scenario::Scenario& scenario) const {
  std::vector<std::uint32_t> unmet;
  for (std::uint32_t stub = 0; stub < scenario.stubs.size(); ++stub) {
    const auto& expect = scenario.stubs[stub].expect;
    if (!expect) continue;
    const Calls its = calls_of(scenario.stubs[stub].name);
    if (its.all < expect->at_least || (expect->at_most && its.most > *expect->at_most)) unmet.push_back(stub);
  }
  return unmet;
}

}  // namespace phantomime::server
