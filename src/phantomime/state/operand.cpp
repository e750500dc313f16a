#include "phantomime/state/operand.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "phantomime/base/time_text.hpp"

namespace phantomime::state {

namespace {

Operand instant_operand(const std::string& text, DatePart part) {
  const auto moment = parse_moment(text);
  return moment ? Operand{part_of(*moment, part)} : Operand{};
}

/// `2019-12-04 04:38:51.703+00`: how PostgreSQL casts an instant to text.
std::string instant_text(std::int64_t microseconds) {
  const Moment moment{std::chrono::microseconds{microseconds}};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{moment - Moment{day}};
  std::string text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 time.hours().count(), time.minutes().count(), time.seconds().count());
  if (time.subseconds().count() != 0) text += fmt::format(".{:06}", time.subseconds().count());
  if (text.size() > 19) text.erase(text.find_last_not_of('0') + 1);
  return text + "+00";
}

template <class Number>
Result<Operand> number_of(std::string_view text, std::string_view what) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = problem == std::errc{} && end == text.data() + text.size();
  if (!whole || !std::isfinite(static_cast<double>(number))) {
    return Error{ErrorCode::bad_value, fmt::format("expected {}, found {}", what, json_quote(text)), {}, {}};
  }
  return Operand{number};
}

/// `HH:MM[:SS[.ffffff]]` as microseconds of the day.
Result<Operand> time_of_day(const std::string& text) {
  const auto moment = parse_moment("1970-01-01T" + text + (text.size() == 5 ? ":00Z" : "Z"));
  if (!moment) return Error{ErrorCode::bad_value, "expected a time as 04:38:51, found " + json_quote(text), {}, {}};
  return Operand{part_of(*moment, DatePart::time)};
}

Result<Operand> typed_instant(const std::string& text, DatePart part) {
  if (part == DatePart::time) return time_of_day(text);
  const auto moment = parse_moment(text);
  if (!moment) {
    return Error{ErrorCode::bad_value, "expected a time as 2019-12-04T04:38:51Z, found " + json_quote(text), {}, {}};
  }
  return Operand{part_of(*moment, part)};
}

}  // namespace

Operand operand_of(const Json& value, FieldType type, DatePart part) {
  switch (type) {
    case FieldType::text:
      return value.is_string() ? Operand{value.get_ref<const std::string&>()} : Operand{};
    case FieldType::integer:
      return value.is_number_integer() ? Operand{value.get<std::int64_t>()} : Operand{};
    case FieldType::number:
      return value.is_number() ? Operand{value.get<double>()} : Operand{};
    case FieldType::boolean:
      return value.is_boolean() ? Operand{value.get<bool>()} : Operand{};
    case FieldType::instant:
      return value.is_string() ? instant_operand(value.get_ref<const std::string&>(), part) : Operand{};
    case FieldType::json:
      break;
  }
  return {};
}

int compare(const Operand& a, const Operand& b) noexcept {
  if (is_null(a) || is_null(b)) return static_cast<int>(is_null(a)) - static_cast<int>(is_null(b));
  if (a.index() != b.index()) return a.index() < b.index() ? -1 : 1;
  return a < b ? -1 : static_cast<int>(b < a);
}

std::string text_of(const Operand& operand, FieldType type) {
  if (const auto* text = std::get_if<std::string>(&operand)) return *text;
  if (const auto* flag = std::get_if<bool>(&operand)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<double>(&operand)) return fmt::format("{}", *number);
  const auto* integer = std::get_if<std::int64_t>(&operand);
  if (!integer) return {};
  return type == FieldType::instant ? instant_text(*integer) : std::to_string(*integer);
}

Result<Operand> typed(const Literal& literal, FieldType type, DatePart part) {
  switch (type) {
    case FieldType::text:
      return Operand{literal.text};
    case FieldType::integer:
      return number_of<std::int64_t>(literal.text, "an integer");
    case FieldType::number:
      return number_of<double>(literal.text, "a number");
    case FieldType::boolean:
      if (literal.text == "True" || literal.text == "False") return Operand{literal.text == "True"};
      return Error{ErrorCode::bad_value, "expected True or False, found " + json_quote(literal.text), {}, {}};
    case FieldType::instant:
      return typed_instant(literal.text, part);
    case FieldType::json:
      break;
  }
  return Error{ErrorCode::bad_value, "a list or an object cannot be compared", {}, {}};
}

}  // namespace phantomime::state
