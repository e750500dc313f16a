#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/state/date_part.hpp"
#include "phantomime/state/field.hpp"
#include "phantomime/state/operand.hpp"

namespace phantomime::state {

/// A way from a row to a value: over relations, to a member, perhaps to a part of an instant.
struct Path {
  struct Hop {
    std::string field;       ///< the member that points on; of a reverse hop the one that points back
    std::string collection;  ///< where it leads
    bool reverse = false;
    bool many = false;
  };
  std::vector<Hop> hops;
  std::string member;
  FieldType type = FieldType::text;
  DatePart part = DatePart::none;

  /// What its value is compared as: a part of an instant is an integer.
  [[nodiscard]] FieldType compared_as() const noexcept;
};

/// Follows the words as far as they name relations and a member: `owner`, `username`. `used` says how many they were:
/// what is left (a date part, an operator) is the caller's. `container_id` is the member `container` where that is a
/// relation and no member has the longer name. Errors: not_found, naming the word and the members there are.
[[nodiscard]] Result<Path> find_path(const Schema& schema, const Tables& tables,
                                     const std::vector<std::string_view>& words, std::size_t& used);

/// Whether a value at the end of the path passes: of several (a relation to many) any. Where a relation leads nowhere,
/// the value is null.
[[nodiscard]] bool any_value(const Path& path, const Json& row, const Schema& schema, const Tables& tables,
                             const std::function<bool(const Operand&)>& passes);

}  // namespace phantomime::state
