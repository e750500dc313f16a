#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/base/regex.hpp"
#include "phantomime/matchers/matcher.hpp"
#include "phantomime/matchers/show.hpp"

namespace phantomime::matchers {

/// What `json` and `json_like` compare a body with: a JSON value in which placeholders may stand.
struct JsonShape {
  enum class Kind { literal, object, array, placeholder, expression };
  /// The placeholders without a pattern, in the order of json_placeholders().
  enum class Placeholder { any, string, integer, number, boolean, array, object, null, uuid, timestamp };

  Kind kind = Kind::literal;
  Placeholder placeholder = Placeholder::any;
  struct Member;  // no std::pair: clang 14 wants its parts complete here

  Json literal;                 ///< a scalar
  std::vector<Member> members;  ///< sorted by name
  std::vector<JsonShape> items;
  std::optional<Regex> expression;

  /// What was written, placeholders as strings.
  [[nodiscard]] Json written() const;
  /// What follows "it": `equals "new"`, `is an integer`.
  [[nodiscard]] std::string describe(Showing showing) const;
};

struct JsonShape::Member {
  std::string name;
  JsonShape value;
};

/// What `ignoring` overlooks.
struct JsonLeniency {
  bool extra_members = false;
  bool array_order = false;
};

enum class Placeholders { none, allowed };
/// Reads the value of `json` or `json_like`. Empty with the errors reported.
[[nodiscard]] std::optional<JsonShape> load_shape(const Node& node, LoadContext& context, Placeholders placeholders);

[[nodiscard]] bool matches_shape(const JsonShape& shape, const Json& value, JsonLeniency leniency);
/// Appends a Difference for each member or element that differs, up to a bound.
void explain_shape(const JsonShape& shape, const Json& value, JsonLeniency leniency, const Location& where,
                   std::vector<Difference>& differences);
/// The literal scalars that can be reached through objects only.
void shape_facets(const JsonShape& shape, std::vector<Facet>& facets);
/// The length of the longest list in it.
[[nodiscard]] std::size_t longest_list(const JsonShape& shape) noexcept;

}  // namespace phantomime::matchers
