#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/json.hpp"

namespace phantomime::state {

/// What a member of a row holds; null is a value of each.
enum class FieldType {
  text,
  integer,
  number,
  boolean,
  instant,  ///< a text as parse_moment() reads it
  json,     ///< lists and objects: nothing compares them
};
[[nodiscard]] std::string_view to_string(FieldType type) noexcept;

/// One member of the rows of a collection.
struct Field {
  std::string name;
  FieldType type = FieldType::text;
  /// The collection whose rows this points at by their id; empty: none. Such a field is an integer, or (`many`) a list
  /// of integers.
  std::string relation = {};
  bool many = false;
};

/// A relation told from the other side: rows of `collection` whose `field` points here.
struct ReverseRelation {
  std::string name;
  std::string collection;
  std::string field;
};

/// What the rows of a collection look like. Never changes after loading.
struct Schema {
  std::string collection;
  std::string id = "id";
  std::vector<Field> fields;  ///< in the order in which a row is written
  std::vector<ReverseRelation> reverse;

  [[nodiscard]] const Field* find(std::string_view name) const noexcept;
  [[nodiscard]] const ReverseRelation* find_reverse(std::string_view name) const noexcept;
};

/// The rows a query reaches. What it gives must stay as it is while the query runs.
class Tables {
 public:
  virtual ~Tables() = default;
  /// Null for a name that no collection has.
  [[nodiscard]] virtual const Schema* schema(std::string_view collection) const = 0;
  /// The rows of a collection in the order in which they are listed without `sort`.
  [[nodiscard]] virtual const std::vector<const Json*>& rows(std::string_view collection) const = 0;
  /// The row of this id, or null.
  [[nodiscard]] virtual const Json* row(std::string_view collection, std::int64_t id) const = 0;
};

}  // namespace phantomime::state
