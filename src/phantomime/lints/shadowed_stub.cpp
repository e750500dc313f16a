#include <algorithm>
#include <string>
#include <unordered_map>

#include "phantomime/lints/checks.hpp"
#include "phantomime/lints/examples.hpp"
#include "phantomime/lints/request_cover.hpp"

namespace phantomime::lints {
namespace {

using matchers::PathPattern;
using scenario::Index;
using scenario::Stub;

bool is_literal(const Stub& stub) {
  return stub.request.path && stub.request.path->kind() == PathPattern::Kind::literal;
}

/// Literal paths that may be the same but for a tolerated slash share a bucket.
std::string bucket_of(const Stub& stub) {
  std::string path = stub.request.path->canonical();
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

/// Two stubs with an example each: if the wide one does not even match the narrow one's example, a claim would be
/// wrong. The rules of request_cover.hpp are meant to make this impossible; it costs little to look.
bool example_agrees(const Stub& wide, const Stub& narrow) {
  if (!narrow.example) return true;
  const http::RequestView view{*narrow.example};
  return !narrow.request.matches(view) || wide.request.matches(view);
}

}  // namespace

std::vector<std::uint32_t> shadowing_stubs(const Input& input) {
  const auto& stubs = input.scenario.stubs;
  std::vector<std::uint32_t> shadowing(stubs.size(), Index::none);
  std::vector<std::vector<std::string>> conditions;  // made once: every stub is compared with many
  for (const Stub& stub : stubs) conditions.push_back(condition_identities(stub.request));
  const auto covers = [&](std::uint32_t wide, std::uint32_t narrow) {
    return methods_cover(stubs[wide].request, stubs[narrow].request) &&
           conditions_cover(conditions[wide], conditions[narrow]) &&
           path_covers(stubs[wide].request, stubs[narrow].request) && example_agrees(stubs[wide], stubs[narrow]);
  };
  // Those that come before, in order of precedence. Only the same literal path or a pattern can cover a literal.
  std::unordered_map<std::string, std::vector<std::uint32_t>> literals;
  std::vector<std::uint32_t> patterns;
  for (const std::uint32_t narrow : input.index.by_precedence()) {
    const auto look_in = [&](const std::vector<std::uint32_t>& earlier) {
      const auto found = std::find_if(earlier.begin(), earlier.end(), [&](std::uint32_t wide) {
        return shadowing[wide] == Index::none && covers(wide, narrow);
      });
      if (found != earlier.end() && shadowing[narrow] == Index::none) shadowing[narrow] = *found;
    };
    if (is_literal(stubs[narrow])) look_in(literals[bucket_of(stubs[narrow])]);
    look_in(patterns);
    (is_literal(stubs[narrow]) ? literals[bucket_of(stubs[narrow])] : patterns).push_back(narrow);
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
