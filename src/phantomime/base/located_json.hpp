#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"

namespace phantomime {

/// A JSON value that knows where it stands and how it is spelled, for whoever judges bodies: members stay in their
/// order, numbers keep their spelling. Scalars are views into the text, which must outlive it.
struct LocatedJson {
  enum class Type { string, integer, number, boolean, object, array, null };
  struct Member;

  Type type = Type::null;
  std::string_view spelled;  ///< of a scalar, as written, quotes included
  std::uint32_t line = 1;    ///< of the value's first character, from 1
  std::uint32_t column = 1;  ///< in code points, from 1
  std::vector<Member> members;
  std::vector<LocatedJson> items;

  /// The member of that name (the last, where it is repeated: as parsers take it), or null.
  [[nodiscard]] const Member* find(std::string_view name) const noexcept;
  [[nodiscard]] bool is_number() const noexcept { return type == Type::integer || type == Type::number; }
  /// The value of a string, the number of a number; empty and 0 for others.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] double number() const noexcept;
};

struct LocatedJson::Member {
  std::string name;
  std::uint32_t line = 1, column = 1;  ///< of the name
  LocatedJson value;
};

/// `string`, `integer`, ... as field tables write it. A number with a fraction or an exponent is a `number`.
[[nodiscard]] std::string_view to_string(LocatedJson::Type type) noexcept;

/// Errors: syntax, limit (nested deeper than max_json_depth).
[[nodiscard]] Result<LocatedJson> read_located_json(std::string_view text);

}  // namespace phantomime
