#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/base/key_row.hpp"
#include "phantomime/base/load_context.hpp"
#include "phantomime/base/provenance.hpp"
#include "phantomime/base/regex.hpp"
#include "phantomime/contract/format.hpp"
#include "phantomime/contract/json_types.hpp"
#include "phantomime/contract/place.hpp"
#include "phantomime/contract/shape.hpp"

namespace phantomime::directives {
class Computed;
}

namespace phantomime::contract {

/// What a person says of one value of an answer (scenarios/README.md, "Contracts").
struct ValueRule {
  JsonTypes types;  ///< empty: not said
  Format format = Format::none;
  std::optional<Regex> regex;
  std::optional<double> least, most;
  std::vector<std::string> one_of;  ///< JSON texts, sorted
  std::optional<MemberShape::Presence> presence;
  bool ignore = false;
  bool json_in_string = false;
  bool any_order = false;             ///< nothing else that is known of its order counts
  std::optional<Shape::Order> order;  ///< how the elements of an array follow each other
  /// What it must be, computed from the answer; a number by no more than `within` away, an instant by so many seconds.
  std::shared_ptr<const directives::Computed> equals;
  std::string equals_text;
  double within = 0;
  Provenance provenance = Provenance::assumed;  ///< how much is known of it
  std::string note;
  Location where;
};

struct BodyRule {
  Place place;
  ValueRule rule;
};
struct HeaderRule {
  std::string name;
  ValueRule rule;
};

/// What must hold of an answer as a whole, or of all pages of a list together.
struct Invariant {
  enum class Over { answer, pages };
  std::string name;  ///< for findings: `count`
  std::shared_ptr<const directives::Computed> condition;
  std::string text;  ///< as written
  Over over = Over::answer;
  Provenance provenance = Provenance::assumed;
  std::string note;
  Location where;
};

/// The value of `contract:`, or of an entry of `contracts:`. Never changes after loading.
struct Rules {
  enum class Of { names, stub };
  Of of = Of::names;                  ///< whether `contracts:` says it by names, or a stub of itself
  std::vector<std::string> fixtures;  ///< whose bodies the stub's answers are like: the documentation's examples of it
  std::vector<int> statuses;
  std::vector<HeaderRule> headers;
  std::vector<BodyRule> body;  ///< in the order in which they are written, nested ones behind those they stand in
  std::vector<Invariant> always;
  Location fixtures_where, status_where, where;
};

/// The names that the templates of rules see: `answer` (the body), `it` (the value at hand), `status`, `pages` (the
/// bodies of all pages, where `over: pages`), `rows_of_all_pages` (how many rows they have together).
[[nodiscard]] std::span<const std::string_view> rule_names() noexcept;

/// Reads the value of `contract:`; reports every error. Never null where there was none.
[[nodiscard]] std::shared_ptr<const Rules> load_rules(const Node& node, LoadContext& context,
                                                      Rules::Of of = Rules::Of::names);

// The tables of keys, for the schema and the reference.
[[nodiscard]] std::span<const NamedTable> rule_tables();

}  // namespace phantomime::contract
