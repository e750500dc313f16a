#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/provenance.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/matchers/request_spec.hpp"
#include "phantomime/state/step.hpp"

namespace phantomime::contract {
struct Rules;  // contract/rules.hpp
}

namespace phantomime::scenario {

using phantomime::Provenance;

/// How often a stub is to be called.
struct Expectation {
  std::uint64_t at_least = 0;
  std::optional<std::uint64_t> at_most;
  [[nodiscard]] bool met_by(std::uint64_t calls) const noexcept {
    return calls >= at_least && (!at_most || calls <= *at_most);
  }
  /// `exactly 1`, `at least 1`, `at least 1 and at most 3`.
  [[nodiscard]] std::string describe() const;
};

/// A stub matches only while a machine is in one of these states: one of its own, or, of a collection's, that of the
/// row which the path's capture `id` names.
struct StateBound {
  std::string machine;
  std::vector<std::string> states;
  Location where;
};

/// A request matcher and what to respond: specification, never runtime. Never changes after loading.
struct Stub {
  std::string name;
  matchers::RequestSpec request;
  directives::ResponseSpec response;
  std::int64_t priority = 0;
  std::optional<http::Request> example;
  std::optional<Expectation> expect;
  Provenance provenance = Provenance::unstated;
  std::string note;
  std::vector<state::Step> steps;  ///< what happens before it answers
  std::vector<StateBound> bounds;  ///< it matches only in these states
  /// What people say of its answers, the most general first. The scenario only keeps them: they are judged above it.
  std::vector<std::shared_ptr<const contract::Rules>> contracts;
  std::uint32_t pack = 0;  ///< index into Scenario::packs
  Location where;          ///< of the stub's name
  Location example_where;
};

/// Where a stub stands in the order of precedence without regard to any request, smaller first: priority, path,
/// method, conditions. The order of writing breaks ties. One place for the rule of scenarios/README.md.
struct Rank {
  std::int64_t priority = 0;
  int path_kind = 0;  ///< 0 literal, 1 template, 2 glob, 3 expression, 4 none
  std::size_t literal_characters = 0;
  int method_kind = 0;  ///< 0 one, 1 several, 2 any
  unsigned conditions = 0;
  std::uint32_t order = 0;
};
[[nodiscard]] Rank rank_of(const Stub& stub, std::uint32_t order);
[[nodiscard]] bool precedes(const Rank& a, const Rank& b) noexcept;
/// Why `a` precedes `b`, for explain: "a literal path is more specific than a template".
[[nodiscard]] std::string why_precedes(const Rank& a, const Rank& b);

}  // namespace phantomime::scenario
