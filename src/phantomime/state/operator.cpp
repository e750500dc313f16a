#include "phantomime/state/operator.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/upper_case.hpp"

namespace phantomime::state {

namespace {

constexpr std::array<std::string_view, 17> words = {
    "exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "gt",
    "gte",   "lt",     "lte",      "in",        "range",      "regex",       "iregex",   "isnull",
};

bool ignores_case(Operator op) {
  return op == Operator::iexact || op == Operator::icontains || op == Operator::istartswith ||
         op == Operator::iendswith || op == Operator::iregex;
}

/// Whether the operator looks at texts, whatever the field is.
bool is_textual(Operator op) {
  return (op >= Operator::iexact && op <= Operator::iendswith) || op == Operator::regex || op == Operator::iregex;
}

bool before(const Operand& a, const Operand& b) { return compare(a, b) < 0; }

}  // namespace

std::span<const std::string_view> operator_words() noexcept { return words; }

std::optional<Operator> operator_named(std::string_view word) noexcept {
  const auto* found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Operator>(found - words.begin());
}

Result<Comparison> Comparison::create(Operator op, FieldType type, DatePart part,
                                      std::span<const std::string_view> raw) {
  Comparison test{op, type, part};
  const Literal first = parse_literal(raw.front());
  if (op == Operator::isnull || ((op == Operator::exact || op == Operator::iexact) && first.is_null())) {
    const auto wanted = op == Operator::isnull ? typed(first, FieldType::boolean) : Result<Operand>{Operand{true}};
    if (!wanted) return wanted.error();
    test.op_ = Operator::isnull;
    test.wants_null_ = std::get<bool>(*wanted);
    return test;
  }
  if (type == FieldType::json) return Error{ErrorCode::bad_value, "a list or an object cannot be compared", {}, {}};
  const Result<void> read = is_textual(op) ? test.read_text(raw.front()) : test.read_values(raw);
  if (!read) return read.error();
  return test;
}

Result<void> Comparison::read_text(std::string_view raw) {
  text_ = parse_literal(raw).text;
  if (op_ == Operator::regex || op_ == Operator::iregex) {
    auto expression = Regex::create((op_ == Operator::iregex ? "(?i)" : "") + text_);
    if (!expression) return expression.error();
    expression_ = std::move(*expression);
  } else if (ignores_case(op_)) {
    text_ = upper_case(text_);
  }
  return {};
}

Result<void> Comparison::read_values(std::span<const std::string_view> raw) {
  const bool many = op_ == Operator::in || op_ == Operator::range;
  std::vector<Literal> literals;
  for (const std::string_view one : raw) {
    auto more = many ? parse_literals(one) : Result<std::vector<Literal>>{std::vector<Literal>{parse_literal(one)}};
    if (!more) return more.error();
    literals.insert(literals.end(), more->begin(), more->end());
  }
  if (op_ == Operator::range && literals.size() != 2)
    return Error{ErrorCode::bad_value, "a range has two ends, as [1, 5]", {}, {}};
  for (const Literal& literal : literals) {
    if (op_ == Operator::in && literal.is_null()) continue;  // equal to nothing
    auto value = typed(literal, type_, part_);
    if (!value) return value.error();
    values_.push_back(std::move(*value));
  }
  if (op_ == Operator::in) std::sort(values_.begin(), values_.end(), before);
  return {};
}

bool Comparison::passes(const Operand& value) const {
  if (op_ == Operator::isnull) return is_null(value) == wants_null_;
  if (is_null(value)) return false;
  if (is_textual(op_)) return passes_text(text_of(value, part_ == DatePart::none ? type_ : FieldType::integer));
  switch (op_) {
    case Operator::exact:
      return compare(value, values_[0]) == 0;
    case Operator::gt:
      return compare(value, values_[0]) > 0;
    case Operator::gte:
      return compare(value, values_[0]) >= 0;
    case Operator::lt:
      return compare(value, values_[0]) < 0;
    case Operator::lte:
      return compare(value, values_[0]) <= 0;
    case Operator::in:
      return std::binary_search(values_.begin(), values_.end(), value, before);
    default:
      return compare(value, values_[0]) >= 0 && compare(value, values_[1]) <= 0;
  }
}

bool Comparison::passes_text(const std::string& text) const {
  switch (op_) {
    case Operator::iexact:
      return upper_case(text) == text_;
    case Operator::contains:
      return text.find(text_) != std::string::npos;
    case Operator::icontains:
      return upper_case(text).find(text_) != std::string::npos;
    case Operator::startswith:
      return text.starts_with(text_);
    case Operator::istartswith:
      return upper_case(text).starts_with(text_);
    case Operator::endswith:
      return text.ends_with(text_);
    case Operator::iendswith:
      return upper_case(text).ends_with(text_);
    default:
      return expression_->found_in(text);
  }
}

}  // namespace phantomime::state
