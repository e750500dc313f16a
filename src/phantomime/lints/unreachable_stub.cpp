#include <string>

#include "phantomime/lints/called.hpp"
#include "phantomime/lints/checks.hpp"
#include "phantomime/lints/state_bounds.hpp"
#include "phantomime/scenario/example_request.hpp"
#include "phantomime/scenario/words.hpp"

namespace phantomime::lints {
namespace {

using scenario::Index;
using scenario::Stub;

/// `body $.scope is "all", not "new"`, for each field that differs.
std::string differing(const std::vector<matchers::Difference>& differences) {
  std::string text;
  for (const matchers::Difference& difference : differences)
    text += (text.empty() ? "" : "; ") + scenario::sentence(difference);
  return text.empty() ? "it does not match" : text;
}

Problem refused(const Stub& stub) {
  return {{},
          Severity::error,
          "the example of '" + stub.name + "' is refused: it carries credentials that the pack does not accept",
          stub.example_where,
          "take them out (lint adds the pack's own), add them to pack.credentials.accept, or say credentials: none in "
          "the stub's request"};
}

Problem no_match(const Stub& stub, const std::vector<matchers::Difference>& differences, const Stub* winner) {
  std::string what = "the example of '" + stub.name + "' does not reach it: " + differing(differences);
  if (winner) what += "; " + called(*winner) + " answers instead";
  std::string hint = "change the example or the request";
  if (differences.size() == 1 && !differences.front().edit.empty())
    hint = "in the example, " + differences.front().edit + "; or change the request";
  return {{}, Severity::error, std::move(what), stub.example_where, std::move(hint)};
}

Problem beaten(const Input& input, std::uint32_t stub, std::uint32_t winner) {
  const Stub& mine = input.scenario.stubs[stub];
  const Stub& other = input.scenario.stubs[winner];
  return {{},
          Severity::error,
          "the example of '" + mine.name + "' does not reach it: " + called(other) +
              " matches it too, and wins: " + why_precedes(input.index.rank(winner), input.index.rank(stub)),
          mine.example_where,
          "choose an example that only '" + mine.name + "' matches, or give it a higher priority"};
}

}  // namespace

void unreachable_stub(const Input& input, std::vector<Problem>& problems) {
  const auto& stubs = input.scenario.stubs;
  for (std::uint32_t stub = 0; stub < stubs.size(); ++stub) {
    const auto example = scenario::example_of(input.scenario, stubs[stub]);
    if (!example || input.shadowed_by[stub] != Index::none) continue;  // a shadowed stub has its finding

    const http::RequestView view{*example};
    const std::uint32_t winner = input.index.find(view);
    if (winner == stub) {
      if (!stubs[stub].request.without_pack_credentials && !scenario::let_in(input.scenario, stubs[stub], view))
        problems.push_back(refused(stubs[stub]));
      continue;
    }
    std::vector<matchers::Difference> differences;
    stubs[stub].request.explain(view, differences);
    if (!stubs[stub].request.matches(view))
      problems.push_back(no_match(stubs[stub], differences, winner == Index::none ? nullptr : &stubs[winner]));
    else if (winner != Index::none && states_cover(stubs[winner], stubs[stub]))  // else each has its time
      problems.push_back(beaten(input, stub, winner));
  }
}

}  // namespace phantomime::lints
