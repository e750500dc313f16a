#include <algorithm>
#include <charconv>

#include "phantomime/base/ascii.hpp"
#include "phantomime/directives/template_function.hpp"
#include "phantomime/directives/template_machine.hpp"

// inja's functions on text, and its questions about types.

namespace phantomime::directives {
namespace {

using Arguments = std::span<const Value>;
using Machine = TemplateMachine;

const std::string* text(Machine& machine, const Value& value, std::string_view function) {
  if (value->is_string()) return &value->get_ref<const std::string&>();
  machine.fail(std::string{function} + " takes text, this is " + brief(*value));
  return nullptr;
}

// ASCII only, whatever the locale: bytes of UTF-8 stay as they are.

Value upper(Machine& machine, Arguments arguments) {
  const std::string* const from = text(machine, arguments[0], "upper");
  if (!from) return nullptr;
  std::string result = *from;
  std::transform(result.begin(), result.end(), result.begin(), to_upper);
  return machine.made_text(std::move(result));
}

Value lower(Machine& machine, Arguments arguments) {
  const std::string* const from = text(machine, arguments[0], "lower");
  if (!from) return nullptr;
  std::string result = *from;
  std::transform(result.begin(), result.end(), result.begin(), to_lower);
  return machine.made_text(std::move(result));
}

Value capitalize(Machine& machine, Arguments arguments) {
  const std::string* const from = text(machine, arguments[0], "capitalize");
  if (!from) return nullptr;
  std::string result = *from;
  std::transform(result.begin(), result.end(), result.begin(), to_lower);
  if (!result.empty()) result[0] = to_upper(result[0]);
  return machine.made_text(std::move(result));
}

Value replace(Machine& machine, Arguments arguments) {
  const std::string* const from = text(machine, arguments[0], "replace");
  const std::string* const what = from ? text(machine, arguments[1], "replace") : nullptr;
  const std::string* const by = what ? text(machine, arguments[2], "replace") : nullptr;
  if (!by) return nullptr;
  std::string result;
  std::size_t at = 0;
  while (!what->empty()) {
    const std::size_t found = from->find(*what, at);
    if (found == std::string::npos) break;
    result.append(*from, at, found - at).append(*by);
    at = found + what->size();
    // Long before memory is short: a page of blanks, each replaced by a page.
    if (result.size() > TemplateMachine::max_work) return machine.made_text(std::move(result));
  }
  result.append(*from, at, std::string::npos);
  return machine.made_text(std::move(result));
}

template <class Number>
Value number(Machine& machine, const Value& value, std::string_view what) {
  if (value->is_number()) {
    if constexpr (std::is_same_v<Number, double>) return machine.made(value->get<double>());
    if (value->is_number_integer()) return value;
    const double real = value->get<double>();
    if (real > -9.2e18 && real < 9.2e18) return machine.made(static_cast<std::int64_t>(real));
  } else if (value->is_string()) {
    const std::string& digits = value->get_ref<const std::string&>();
    Number result{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
    if (error == std::errc{} && end == digits.data() + digits.size()) return machine.made(result);
  }
  return machine.fail(brief(*value) + " is no " + std::string{what});
}

template <bool (*question)(const Json&)>
Value ask(Machine& machine, Arguments arguments) {
  return machine.made(question(*arguments[0]));
}

constexpr TemplateFunction text_table[] = {
    {"upper", "upper(text)", 1, 1, upper},
    {"lower", "lower(text)", 1, 1, lower},
    {"capitalize", "capitalize(text)", 1, 1, capitalize},
    {"replace", "replace(text, what, by)", 3, 3, replace},
    {"int", "int(text)", 1, 1,
     [](Machine& machine, Arguments a) { return number<std::int64_t>(machine, a[0], "integer"); }},
    {"float", "float(text)", 1, 1,
     [](Machine& machine, Arguments a) { return number<double>(machine, a[0], "number"); }},
    {"isArray", "isArray(value)", 1, 1, ask<[](const Json& v) { return v.is_array(); }>},
    {"isBoolean", "isBoolean(value)", 1, 1, ask<[](const Json& v) { return v.is_boolean(); }>},
    {"isFloat", "isFloat(value)", 1, 1, ask<[](const Json& v) { return v.is_number_float(); }>},
    {"isInteger", "isInteger(value)", 1, 1, ask<[](const Json& v) { return v.is_number_integer(); }>},
    {"isNumber", "isNumber(value)", 1, 1, ask<[](const Json& v) { return v.is_number(); }>},
    {"isObject", "isObject(value)", 1, 1, ask<[](const Json& v) { return v.is_object(); }>},
    {"isString", "isString(value)", 1, 1, ask<[](const Json& v) { return v.is_string(); }>},
    {"default", "default(name, otherwise)", 2, 2, nullptr},
    {"exists", "exists(\"name\")", 1, 1, nullptr},
};

}  // namespace

std::span<const TemplateFunction> text_functions() { return text_table; }

}  // namespace phantomime::directives
