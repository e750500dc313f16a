#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/state/date_part.hpp"
#include "phantomime/state/field.hpp"

namespace phantomime::state {

/// What is compared: of a row, or of a filter. Instants are microseconds since the epoch; nothing is null.
using Operand = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

[[nodiscard]] inline bool is_null(const Operand& operand) noexcept {
  return std::holds_alternative<std::monostate>(operand);
}

/// A row's value by its type; what has another type counts as null, so that a query never fails on a row.
[[nodiscard]] Operand operand_of(const Json& value, FieldType type, DatePart part = DatePart::none);

/// -1, 0 or 1. Texts by their bytes, as a database's C collation; of different kinds, by kind; null after all others.
[[nodiscard]] int compare(const Operand& a, const Operand& b) noexcept;

/// The text that operators on texts look at where the field is none: a database's cast to text.
[[nodiscard]] std::string text_of(const Operand& operand, FieldType type);

/// One value as a client writes it: `5`, `"5"`, `'it\'s'`, `True`, `None`.
struct Literal {
  std::string text;
  bool quoted = false;

  [[nodiscard]] bool is_null() const noexcept { return !quoted && (text == "None" || text == "null"); }
};

[[nodiscard]] Literal parse_literal(std::string_view raw);
/// `[1, 2]`, `("a", 'b')`; what is no list is one literal. Errors: syntax.
[[nodiscard]] Result<std::vector<Literal>> parse_literals(std::string_view raw);

/// A literal as a value of this type. Numbers may be quoted; booleans are Python's `True` and `False`. Errors:
/// bad_value.
[[nodiscard]] Result<Operand> typed(const Literal& literal, FieldType type, DatePart part = DatePart::none);

}  // namespace phantomime::state
