#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "phantomime/base/regex.hpp"
#include "phantomime/state/operand.hpp"

namespace phantomime::state {

/// How a filter compares. The words and the meaning are Django's field look-ups.
enum class Operator {
  exact,
  iexact,
  contains,
  icontains,
  startswith,
  istartswith,
  endswith,
  iendswith,
  gt,
  gte,
  lt,
  lte,
  in,
  range,
  regex,
  iregex,
  isnull,
};

/// Every operator's word, in the order of the enumeration.
[[nodiscard]] std::span<const std::string_view> operator_words() noexcept;
[[nodiscard]] std::optional<Operator> operator_named(std::string_view word) noexcept;

/// An operator with what it compares to: whether a value passes.
class Comparison {
 public:
  /// `raw` is what the client wrote, once for each time it was written (`in` may be repeated). Errors: bad_value,
  /// syntax, bad_expression.
  [[nodiscard]] static Result<Comparison> create(Operator op, FieldType type, DatePart part,
                                                 std::span<const std::string_view> raw);

  /// Null passes nothing but `isnull`, and `exact` of None.
  [[nodiscard]] bool passes(const Operand& value) const;

 private:
  Comparison(Operator op, FieldType type, DatePart part) : op_{op}, type_{type}, part_{part} {}
  [[nodiscard]] Result<void> read_text(std::string_view raw);
  [[nodiscard]] Result<void> read_values(std::span<const std::string_view> raw);
  [[nodiscard]] bool passes_text(const std::string& text) const;

  Operator op_;
  FieldType type_;
  DatePart part_;
  bool wants_null_ = false;  ///< of isnull
  std::string text_;         ///< of operators on texts; in upper case where case is ignored
  std::optional<Regex> expression_;
  std::vector<Operand> values_;  ///< of the others; of `in` sorted
};

}  // namespace phantomime::state
