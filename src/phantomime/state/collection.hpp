#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/provenance.hpp"
#include "phantomime/state/field.hpp"
#include "phantomime/state/machine.hpp"
#include "phantomime/state/query_grammar.hpp"

namespace phantomime::state {

/// A query grammar with what its lists look like.
struct Grammar {
  QueryGrammar query;
  ComputedPtr envelope;
  Location where;
};

/// How one member of a collection's rows is written, kept and told.
struct Member {
  enum class Writable : std::uint8_t { always, create, update, never };
  enum class Shown : std::uint8_t { always, one, never };
  enum class Shape : std::uint8_t { any, list, object };

  std::string name;
  FieldType type = FieldType::text;
  std::string relation;
  bool many = false;

  Shape shape = Shape::any;  ///< of type json
  bool nullable = false;
  bool required = false;
  bool unique = false;
  bool stored = true;
  bool secret = false;
  Writable writable = Writable::always;
  std::vector<std::string> written_as;  ///< empty: its own name
  std::vector<Json> one_of;             ///< empty: anything of its type
  std::string named_by;                 ///< of a relation: bodies may name rows by this member of theirs
  std::string told_as;                  ///< of a relation: rows are written with this member instead of the id
  ComputedPtr by_default;
  ComputedPtr on_change;
  ComputedPtr view;  ///< then it is computed when a row is written, and never stored
  Shown shown = Shown::always;
  std::string with_flag;                                    ///< shows in lists with this flag
  ComputedPtr shown_when;                                   ///< of the row
  std::vector<std::pair<std::string, std::string>> errors;  ///< other errors than the usual, by kind
  Provenance provenance = Provenance::unstated;
  std::string note;
  Location where;

  [[nodiscard]] bool is_kept() const noexcept { return stored && !view; }
  /// The error for a mistake of this kind.
  [[nodiscard]] const std::string& error_for(const std::string& kind) const noexcept;
};

/// A data set: what its rows look like and what they are at the start. Never changes after loading.
struct Collection {
  std::string name;
  Schema schema;                                  ///< of the members that are kept
  std::vector<Member> members;                    ///< in the order in which a row is written
  std::shared_ptr<const Grammar> grammar;         ///< null: its lists cannot be asked for
  bool ignores_unknown = false;                   ///< members of bodies that no member is called
  std::vector<std::shared_ptr<const Json>> rows;  ///< at the start, by id
  std::optional<Instant> epoch;                   ///< what the instants of these rows belong to
  std::optional<Machine> machine;
  /// How a row is written follows from the rows alone: not from who asks, when, or with what.
  bool told_by_rows = false;
  std::string table;  ///< the field table that what clients see must satisfy; empty: none
  Location table_where;
  Provenance provenance = Provenance::unstated;
  std::string note;
  Location where;

  [[nodiscard]] const Member* find(std::string_view member) const noexcept;
  /// The member that a body calls so, or null.
  [[nodiscard]] const Member* written(std::string_view name) const noexcept;
};

}  // namespace phantomime::state
