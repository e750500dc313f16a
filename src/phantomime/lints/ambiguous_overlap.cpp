#include <string>
#include <vector>

#include "phantomime/lints/called.hpp"
#include "phantomime/lints/checks.hpp"
#include "phantomime/lints/overlap_candidates.hpp"
#include "phantomime/lints/state_bounds.hpp"
#include "phantomime/scenario/witness.hpp"

namespace phantomime::lints {
namespace {

using matchers::Facet;
using scenario::Index;
using scenario::Stub;

/// Finds requests that two stubs match, and only claims what the matchers themselves confirm.
class Overlaps {
 public:
  explicit Overlaps(const Input& input) : input_{input} {
    for (const Stub& stub : stubs()) facets_.push_back(scenario::facets_of(stub.request));
    reported_.resize(stubs().size());
  }

  void find(std::vector<Problem>& problems) {
    OverlapCandidates candidates{input_, facets_};
    for (std::uint32_t first = 0; first < stubs().size(); ++first) {
      auto request =
          stubs()[first].example ? stubs()[first].example : scenario::plainest_request(stubs()[first].request);
      if (!request || !scenario::add_facets(*request, facets_[first])) continue;
      const http::RequestView view{*request};
      if (!stubs()[first].request.matches(view)) continue;
      for (const std::uint32_t second : candidates.after(first, view)) {
        if (!rivals(first, second)) continue;
        const auto shared = shared_request(*request, first, second);
        if (!shared) continue;
        report(problems, first, second, *shared);
        candidates.forget(second);
      }
    }
  }

 private:
  [[nodiscard]] const std::vector<Stub>& stubs() const { return input_.scenario.stubs; }

  /// One report a stub is enough; shadowed and unreachable ones have their own.
  [[nodiscard]] bool rivals(std::uint32_t first, std::uint32_t second) const {
    return !reported_[second] && input_.shadowed_by[first] == Index::none &&
           input_.shadowed_by[second] == Index::none && !scenario::contradict(facets_[first], facets_[second]) &&
           !states_exclude(stubs()[first], stubs()[second]) && reaches_itself(second);
  }

  [[nodiscard]] bool reaches_itself(std::uint32_t stub) const {
    return !stubs()[stub].example || input_.index.find(http::RequestView{*stubs()[stub].example}) == stub;
  }

  [[nodiscard]] bool both_match(const http::Request& request, std::uint32_t first, std::uint32_t second) const {
    const http::RequestView view{request};
    return stubs()[first].request.matches(view) && stubs()[second].request.matches(view);
  }

  [[nodiscard]] std::optional<http::Request> shared_request(http::Request request, std::uint32_t first,
                                                            std::uint32_t second) const {
    if (both_match(request, first, second)) return request;
    if (scenario::add_facets(request, facets_[second]) && both_match(request, first, second)) return request;
    return std::nullopt;
  }

  void report(std::vector<Problem>& problems, std::uint32_t first, std::uint32_t second, const http::Request& shared) {
    reported_[second] = true;
    std::vector<Facet> fields = facets_[first];
    fields.insert(fields.end(), facets_[second].begin(), facets_[second].end());
    const Stub& mine = stubs()[second];
    const Stub& other = stubs()[first];
    problems.push_back({{},
                        Severity::warning,
                        "stubs " + called(other) + " and '" + mine.name + "' both match " +
                            scenario::show_request(shared, fields) + ", and '" + other.name +
                            "' answers only because it is written first",
                        mine.where,
                        "give the one that is meant a priority, or a condition that tells them apart"});
  }

  const Input& input_;
  std::vector<std::vector<Facet>> facets_;
  std::vector<bool> reported_;
};

}  // namespace

void ambiguous_overlap(const Input& input, std::vector<Problem>& problems) { Overlaps{input}.find(problems); }

}  // namespace phantomime::lints
