#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/regex.hpp"
#include "phantomime/contract/format.hpp"
#include "phantomime/contract/json_types.hpp"

namespace phantomime::contract {

/// Which of a contract's origins an expectation has: an index into Contract::origins.
using OriginNumber = std::uint32_t;

/// What may vary from answer to answer without being a finding. All of it may; the word is for reports and for
/// whoever makes fresh values.
enum class Variation : std::uint8_t { unknown, constant, increasing, enumerated, time, identifier, free };
[[nodiscard]] std::string_view to_string(Variation variation) noexcept;

struct MemberShape;

/// What is expected of one JSON value. Each expectation has an origin of its own; what is not said is not expected.
/// A value; contracts share nothing of it. Nested no deeper than max_json_depth.
struct Shape {
  JsonTypes types;  ///< null among them where it may be null; empty: anything
  OriginNumber types_origin = 0;
  OriginNumber null_origin = 0;  ///< who says that it may, or may not, be null

  Format format = Format::none;  ///< of strings
  OriginNumber format_origin = 0;
  std::vector<std::string> one_of;  ///< JSON texts (json_text of the values), sorted; empty: any value
  OriginNumber one_of_origin = 0;
  std::optional<Regex> regex;  ///< of strings, as a whole
  OriginNumber regex_origin = 0;
  /// Bounds of a number, of a string's characters, or of an array's elements.
  std::optional<double> least, most;
  OriginNumber bounds_origin = 0;

  std::vector<MemberShape> members;  ///< of objects, sorted by name
  /// Its members are data (a map from names to values, a free-form object), or nobody knows any: others are no finding.
  bool open = true;
  std::unique_ptr<Shape> items;   ///< of arrays: each element; null: nothing is known
  std::unique_ptr<Shape> inside;  ///< of strings that hold JSON; null: they are texts

  /// How the elements of an array must follow each other.
  struct Order {
    std::string by;  ///< the member that grows; empty: the elements themselves
    bool descending = false;
  };
  std::optional<Order> order;
  OriginNumber order_origin = 0;
  bool any_order = false;  ///< a rule says that no order counts, whatever the request asks for

  std::uint32_t examples = 0;  ///< objects that it was made of

  Variation variation = Variation::unknown;
  bool ignored = false;  ///< a rule says: whatever is here is no finding

  Shape() = default;
  Shape(Shape&&) noexcept = default;
  Shape& operator=(Shape&&) noexcept = default;
  ~Shape();

  [[nodiscard]] const MemberShape* find(std::string_view name) const noexcept;
  [[nodiscard]] MemberShape* find(std::string_view name) noexcept;
  /// The member of this name, made where it is not there.
  [[nodiscard]] MemberShape& member(std::string_view name);
};

struct MemberShape {
  enum class Presence : std::uint8_t {
    required,
    optional,
    forbidden,  ///< a rule says that it must not be there
  };
  std::string name;
  Presence presence = Presence::required;
  OriginNumber presence_origin = 0;
  Shape shape;
};

}  // namespace phantomime::contract
