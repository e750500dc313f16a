#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "phantomime/directives/template_function.hpp"
#include "phantomime/directives/template_machine.hpp"

// inja's operators and functions on numbers: the same results, without the cases that stop a program (a remainder by
// zero, an overflow). What does not fit 64 bits goes on as a double.

namespace phantomime::directives {
namespace {

using Arguments = std::span<const Value>;
using Machine = TemplateMachine;

Value no_number(Machine& machine, const Value& value, std::string_view sign) {
  return machine.fail("'" + std::string{sign} + "' takes numbers, this is " + brief(*value));
}

bool fits(const Json& value) {
  return value.is_number_integer() &&
         (!value.is_number_unsigned() || value.get<std::uint64_t>() <= std::uint64_t{INT64_MAX});
}

/// `whole` says whether it overflowed; then, and for other numbers, `real` decides.
template <class Whole, class Real>
Value arithmetic(Machine& machine, Arguments arguments, std::string_view sign, Whole whole, Real real) {
  for (const Value& side : arguments)
    if (!side->is_number()) return no_number(machine, side, sign);
  std::int64_t result = 0;
  if (fits(*arguments[0]) && fits(*arguments[1]) &&
      !whole(arguments[0]->get<std::int64_t>(), arguments[1]->get<std::int64_t>(), result))
    return machine.made(result);
  return machine.made(real(arguments[0]->get<double>(), arguments[1]->get<double>()));
}

Value add(Machine& machine, Arguments arguments) {
  if (arguments[0]->is_string() && arguments[1]->is_string())
    return machine.made_text(arguments[0]->get_ref<const std::string&>() + arguments[1]->get_ref<const std::string&>());
  return arithmetic(
      machine, arguments, "+",
      [](std::int64_t a, std::int64_t b, std::int64_t& result) { return __builtin_add_overflow(a, b, &result); },
      [](double a, double b) { return a + b; });
}

Value subtract(Machine& machine, Arguments arguments) {
  return arithmetic(
      machine, arguments, "-",
      [](std::int64_t a, std::int64_t b, std::int64_t& result) { return __builtin_sub_overflow(a, b, &result); },
      [](double a, double b) { return a - b; });
}

Value multiply(Machine& machine, Arguments arguments) {
  return arithmetic(
      machine, arguments, "*",
      [](std::int64_t a, std::int64_t b, std::int64_t& result) { return __builtin_mul_overflow(a, b, &result); },
      [](double a, double b) { return a * b; });
}

Value divide(Machine& machine, Arguments arguments) {
  for (const Value& side : arguments)
    if (!side->is_number()) return no_number(machine, side, "/");
  if (*arguments[1] == 0) return machine.fail("division by zero");
  return machine.made(arguments[0]->get<double>() / arguments[1]->get<double>());
}

Value power(Machine& machine, Arguments arguments) {
  for (const Value& side : arguments)
    if (!side->is_number()) return no_number(machine, side, "^");
  const double result = std::pow(arguments[0]->get<double>(), arguments[1]->get<double>());
  // Beyond 2^53 a double no longer counts one by one.
  if (fits(*arguments[0]) && fits(*arguments[1]) && *arguments[1] >= 0 && std::abs(result) < 9007199254740992.0)
    return machine.made(static_cast<std::int64_t>(result));
  return machine.made(result);
}

/// Empty after a failure.
std::optional<std::int64_t> remainder_of(Machine& machine, Arguments arguments, std::string_view sign) {
  for (const Value& side : arguments)
    if (!fits(*side)) {
      machine.fail("'" + std::string{sign} + "' takes integers, this is " + brief(*side));
      return std::nullopt;
    }
  const auto divisor = arguments[1]->get<std::int64_t>();
  if (divisor == 0) {
    machine.fail("'" + std::string{sign} + "' by zero");
    return std::nullopt;
  }
  return divisor == -1 ? 0 : arguments[0]->get<std::int64_t>() % divisor;
}

Value modulo(Machine& machine, Arguments arguments) {
  const auto rest = remainder_of(machine, arguments, "%");
  return rest ? machine.made(*rest) : nullptr;
}

Value divisible_by(Machine& machine, Arguments arguments) {
  if (*arguments[1] == 0) return machine.made(false);
  const auto rest = remainder_of(machine, arguments, "divisibleBy");
  return rest ? machine.made(*rest == 0) : nullptr;
}

Value parity(Machine& machine, Arguments arguments, bool odd) {
  if (!fits(*arguments[0])) return no_number(machine, arguments[0], odd ? "odd" : "even");
  return machine.made((arguments[0]->get<std::int64_t>() % 2 != 0) == odd);
}

Value round(Machine& machine, Arguments arguments) {
  if (!arguments[0]->is_number()) return no_number(machine, arguments[0], "round");
  if (!fits(*arguments[1])) return machine.fail("round takes a number of places, this is " + brief(*arguments[1]));
  const auto places = std::clamp<std::int64_t>(arguments[1]->get<std::int64_t>(), -15, 15);
  const double scale = std::pow(10.0, static_cast<double>(places));
  const double result = std::round(arguments[0]->get<double>() * scale) / scale;
  if (places == 0 && std::abs(result) < 9.0e18) return machine.made(static_cast<std::int64_t>(result));
  return machine.made(result);
}

template <class Comparison>
Value compare(Machine& machine, Arguments arguments) {
  return machine.made(Comparison{}(*arguments[0], *arguments[1]));
}

Value contained(Machine& machine, Arguments arguments) {
  const Json& what = *arguments[0];
  const Json& in = *arguments[1];
  if (in.is_string() && what.is_string())
    return machine.made(in.get_ref<const std::string&>().find(what.get_ref<const std::string&>()) != std::string::npos);
  if (!in.is_structured()) return machine.fail("'in' takes a list, an object or text, this is " + brief(in));
  return machine.made(std::find(in.begin(), in.end(), what) != in.end());
}

constexpr TemplateFunction operators[] = {
    {"+", "a + b", 2, 2, add},
    {"-", "a - b", 2, 2, subtract},
    {"*", "a * b", 2, 2, multiply},
    {"/", "a / b", 2, 2, divide},
    {"^", "a ^ b", 2, 2, power},
    {"%", "a % b", 2, 2, modulo},
    {"==", "a == b", 2, 2, compare<std::equal_to<>>},
    {"!=", "a != b", 2, 2, compare<std::not_equal_to<>>},
    {">", "a > b", 2, 2, compare<std::greater<>>},
    {">=", "a >= b", 2, 2, compare<std::greater_equal<>>},
    {"<", "a < b", 2, 2, compare<std::less<>>},
    {"<=", "a <= b", 2, 2, compare<std::less_equal<>>},
    {"in", "a in b", 2, 2, contained},
    {"not", "not a", 1, 1, [](Machine& machine, Arguments a) { return machine.made(!truthy(*a[0])); }},
};

constexpr TemplateFunction number_table[] = {
    {"divisibleBy", "divisibleBy(number, divisor)", 2, 2, divisible_by},
    {"even", "even(number)", 1, 1, [](Machine& machine, Arguments a) { return parity(machine, a, false); }},
    {"odd", "odd(number)", 1, 1, [](Machine& machine, Arguments a) { return parity(machine, a, true); }},
    {"round", "round(number, places)", 2, 2, round},
};

}  // namespace

std::span<const TemplateFunction> template_operators() { return operators; }
std::span<const TemplateFunction> number_functions() { return number_table; }

}  // namespace phantomime::directives
