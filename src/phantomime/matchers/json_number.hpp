#pragma once

#include <optional>
#include <string_view>

#include "phantomime/base/json.hpp"

namespace phantomime::matchers {

/// Numbers compare in long double, which holds every 64-bit integer and every double where it has a 64-bit mantissa.
using Number = long double;

[[nodiscard]] std::optional<Number> number_of(std::string_view text) noexcept;  ///< a decimal number as a whole
[[nodiscard]] std::optional<Number> number_of(const Json& value) noexcept;

/// Equality of two numbers by value. nlohmann's == casts between signed, unsigned and double and loses some.
[[nodiscard]] bool same_number(const Json& a, const Json& b) noexcept;
/// JSON equality: numbers by value, members in any order. Recursion is bounded by max_json_depth.
[[nodiscard]] bool same_json(const Json& a, const Json& b);

}  // namespace phantomime::matchers
