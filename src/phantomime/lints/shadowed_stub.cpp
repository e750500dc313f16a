#include <algorithm>
#include <string>
#include <unordered_map>

#include "phantomime/lints/called.hpp"
#include "phantomime/lints/checks.hpp"
#include "phantomime/lints/request_cover.hpp"
#include "phantomime/lints/state_bounds.hpp"

namespace phantomime::lints {
namespace {

using scenario::Index;
using scenario::Stub;

/// Two stubs with an example each: if the wide one does not even match the narrow one's example, a claim would be
/// wrong. The rules of request_cover.hpp are meant to make this impossible; it costs little to look.
bool example_agrees(const Stub& wide, const Stub& narrow) {
  if (!narrow.example) return true;
  const http::RequestView view{*narrow.example};
  return !narrow.request.matches(view) || wide.request.matches(view);
}

/// Under which key a stub is kept for those it may cover, and under which a stub looks for those that may cover it.
std::string key_of(const Stub& wide, const std::vector<std::string>& conditions) {
  return cover_key(wide.request) + '\n' + (conditions.empty() ? std::string{} : conditions.front());
}

std::vector<std::string> lookup_keys(const Stub& narrow, const std::vector<std::string>& conditions) {
  std::vector<std::string> keys;
  for (const std::string& path : covering_keys(narrow.request)) {
    const std::string line = path + '\n';
    keys.push_back(line);
    for (const std::string& condition : conditions) keys.push_back(line + condition);
  }
  return keys;
}

}  // namespace

std::vector<std::uint32_t> shadowing_stubs(const Input& input) {
  const auto& stubs = input.scenario.stubs;
  std::vector<std::uint32_t> shadowing(stubs.size(), Index::none);
  std::vector<std::vector<std::string>> conditions;  // made once: every stub is compared with many
  conditions.reserve(stubs.size());
  for (const Stub& stub : stubs) conditions.push_back(condition_identities(stub.request));
  const auto covers = [&](std::uint32_t wide, std::uint32_t narrow) {
    return methods_cover(stubs[wide].request, stubs[narrow].request) &&
           conditions_cover(conditions[wide], conditions[narrow]) &&
           path_covers(stubs[wide].request, stubs[narrow].request) && states_cover(stubs[wide], stubs[narrow]) &&
           example_agrees(stubs[wide], stubs[narrow]);
  };
  // Those that come before, by place in the order of precedence, found by what must be the same: the beginning of the
  // path and one condition. Comparing all with all takes minutes for 10,000 stubs.
  std::unordered_map<std::string, std::vector<std::uint32_t>> earlier;
  const auto& order = input.index.by_precedence();
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    const std::uint32_t narrow = order[place];
    std::uint32_t first = Index::none;
    for (const std::string& key : lookup_keys(stubs[narrow], conditions[narrow])) {
      const auto found = earlier.find(key);
      if (found == earlier.end()) continue;
      for (const std::uint32_t candidate : found->second)
        if (candidate < first && covers(order[candidate], narrow)) first = candidate;
    }
    if (first != Index::none)
      shadowing[narrow] = order[first];  // what it would cover, the one that covers it does too
    else
      earlier[key_of(stubs[narrow], conditions[narrow])].push_back(place);
  }
  return shadowing;
}

void shadowed_stub(const Input& input, std::vector<Problem>& problems) {
  const auto& stubs = input.scenario.stubs;
  for (std::uint32_t narrow = 0; narrow < stubs.size(); ++narrow) {
    if (input.shadowed_by[narrow] == Index::none) continue;
    const Stub& wide = stubs[input.shadowed_by[narrow]];
    problems.push_back({{},
                        Severity::error,
                        "stub '" + stubs[narrow].name + "' can never answer: " + called(wide) +
                            " matches all it matches, and wins: " +
                            why_precedes(input.index.rank(input.shadowed_by[narrow]), input.index.rank(narrow)),
                        stubs[narrow].where,
                        "remove one of the two, give '" + wide.name + "' a condition more, or give '" +
                            stubs[narrow].name + "' a higher priority"});
  }
}

}  // namespace phantomime::lints
