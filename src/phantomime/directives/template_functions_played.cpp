#include <algorithm>
#include <chrono>
#include <optional>

#include "phantomime/base/hexadecimal.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/template_function.hpp"
#include "phantomime/directives/template_machine.hpp"

// What a template sees of the request, the clock, chance and fixtures: the table of scenarios/README.md, "template".

namespace phantomime::directives {
namespace {

using Arguments = std::span<const Value>;
using Literals = std::span<const Json* const>;
using Machine = TemplateMachine;

/// An argument that must be text; fails with the function's name otherwise.
const std::string* text_argument(Machine& machine, const Value& argument, std::string_view function) {
  if (argument->is_string()) return &argument->get_ref<const std::string&>();
  machine.fail(std::string{function} + " takes text, this is " + brief(*argument));
  return nullptr;
}

Value default_or(Machine& machine, Arguments arguments) {
  return arguments.size() > 1 ? arguments[1] : machine.made_text({});
}

// The request.

Value method(Machine& machine, Arguments) { return machine.made_text(machine.context().request.request().method); }
Value path(Machine& machine, Arguments) { return machine.made_text(std::string{machine.context().request.raw_path()}); }
Value target(Machine& machine, Arguments) { return machine.made_text(machine.context().request.request().target); }
Value body(Machine& machine, Arguments) { return machine.body(); }
Value peer(Machine& machine, Arguments) { return machine.made_text(machine.context().request.request().peer); }

/// Of the path, percent-decoded; the slash at its end makes no empty one.
Value segments(Machine& machine, Arguments) {
  Json list = Json::array();
  std::string_view path = machine.context().request.raw_path();
  const std::size_t bytes = sizeof(Json) * 2 + path.size();
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) list.push_back(http::percent_decode(path.substr(0, end)));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return machine.made(std::move(list), bytes);
}

Value json_body(Machine& machine, Arguments) {
  const Json* const json = machine.context().request.json();
  return json ? Value{Value{}, json} : machine.made(nullptr);  // the request outlives the run
}

Value field(Machine& machine, Arguments arguments, const http::Fields& fields, std::string_view function) {
  const std::string* const name = text_argument(machine, arguments[0], function);
  if (!name) return nullptr;
  for (const http::Field& candidate : fields)
    if (candidate.name == *name) return machine.made_text(candidate.value);
  return default_or(machine, arguments);
}

Value query(Machine& machine, Arguments arguments) {
  return field(machine, arguments, machine.context().request.query(), "query");
}
Value cookie(Machine& machine, Arguments arguments) {
  return field(machine, arguments, machine.context().request.cookies(), "cookie");
}
Value form(Machine& machine, Arguments arguments) {
  return field(machine, arguments, machine.context().request.form(), "form");
}

Value header(Machine& machine, Arguments arguments) {
  const std::string* const name = text_argument(machine, arguments[0], "header");
  if (!name) return nullptr;
  const auto value = machine.context().request.request().headers.find(*name);
  return value ? machine.made_text(std::string{*value}) : default_or(machine, arguments);
}

/// RFC 6901; nothing where the pointer is none.
std::optional<Json::json_pointer> pointer_of(const std::string& text) {
  try {
    return Json::json_pointer{text};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

Value json_at(Machine& machine, Arguments arguments) {
  const std::string* const text = text_argument(machine, arguments[0], "json_at");
  if (!text) return nullptr;
  const auto pointer = pointer_of(*text);
  if (!pointer) return machine.fail("'" + *text + "' is no JSON Pointer");
  if (const Json* const json = machine.context().request.json()) {
    try {
      return Value{Value{}, &json->at(*pointer)};  // the request outlives the run
    } catch (const Json::exception&) {
      // Not there: an index out of range, a member that is missing, or a step into a scalar.
    }
  }
  return arguments.size() > 1 ? arguments[1] : machine.made(nullptr);
}

std::string check_pointer(Literals literals) {
  const Json* const text = literals[0];
  if (!text || (text->is_string() && pointer_of(text->get_ref<const std::string&>()))) return {};
  return brief(*text) + " is no JSON Pointer: empty, or '/' before each step as in \"/container/id\"";
}

// The clock.

std::optional<Instant> instant(Machine& machine, Arguments arguments) {
  if (arguments.empty()) return machine.context().now;
  const std::string* const text = text_argument(machine, arguments[0], "an offset");
  if (!text) return std::nullopt;
  const auto offset = parse_duration(*text);
  if (offset) return machine.context().now + *offset;
  machine.fail("the offset \"" + *text + "\": " + offset.error().what);
  return std::nullopt;
}

Value now(Machine& machine, Arguments arguments) {
  const auto at = instant(machine, arguments);
  return at ? machine.made_text(format_instant(*at)) : nullptr;
}

Value http_date(Machine& machine, Arguments arguments) {
  const auto at = instant(machine, arguments);
  return at ? machine.made_text(format_http_date(*at)) : nullptr;
}

Value unix_time(Machine& machine, Arguments arguments) {
  const auto at = instant(machine, arguments);
  return at ? machine.made(std::chrono::floor<std::chrono::seconds>(*at).time_since_epoch().count()) : nullptr;
}

std::string check_offset(Literals literals) {
  if (literals.empty() || !literals[0]) return {};
  if (literals[0]->is_string() && parse_duration(literals[0]->get_ref<const std::string&>())) return {};
  return brief(*literals[0]) + " is no offset such as \"-30m\" or \"24h\"";
}

// Chance.

constexpr std::int64_t max_hex_digits = 4096;

/// An integer argument that fits; inja counts unsigned ones as integers too.
std::optional<std::int64_t> integer_of(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{INT64_MAX}) return std::nullopt;
  return value.get<std::int64_t>();
}

std::string check_range(const Json* low, const Json* high) {
  if ((low && !integer_of(*low)) || (high && !integer_of(*high))) return "random_integer takes two integers";
  if (low && high && *integer_of(*low) > *integer_of(*high))
    return "random_integer's upper end " + brief(*high) + " is below its lower end " + brief(*low);
  return {};
}

Value random_integer(Machine& machine, Arguments arguments) {
  if (auto wrong = check_range(arguments[0].get(), arguments[1].get()); !wrong.empty())
    return machine.fail(std::move(wrong));
  return machine.made(machine.context().random.integer(*integer_of(*arguments[0]), *integer_of(*arguments[1])));
}

std::string draw_hex(Random& random, std::size_t digits) {
  std::string text;
  text.reserve(digits);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < digits; ++i, bits >>= 4) {
    if (i % 16 == 0) bits = random.next();
    text += hexadecimal_digits[bits & 15];
  }
  return text;
}

std::string check_digits(const Json* digits) {
  const auto count = digits ? integer_of(*digits) : std::optional<std::int64_t>{1};
  if (count && *count >= 1 && *count <= max_hex_digits) return {};
  return "random_hex takes a number of digits from 1 to " + std::to_string(max_hex_digits);
}

Value random_hex(Machine& machine, Arguments arguments) {
  if (auto wrong = check_digits(arguments[0].get()); !wrong.empty()) return machine.fail(std::move(wrong));
  return machine.made_text(draw_hex(machine.context().random, static_cast<std::size_t>(*integer_of(*arguments[0]))));
}

/// RFC 9562, version 4.
Value random_uuid(Machine& machine, Arguments) {
  std::string hex = draw_hex(machine.context().random, 32);
  hex[12] = '4';
  const auto variant = hexadecimal_digits.find(hex[16]) & 3;
  hex[16] = hexadecimal_digits[8 + variant];
  for (const std::size_t dash : {8u, 13u, 18u, 23u}) hex.insert(dash, 1, '-');
  return machine.made_text(std::move(hex));
}

Value random_choice(Machine& machine, Arguments arguments) {
  const Json& list = *arguments[0];
  if (!list.is_array() || list.empty())
    return machine.fail("random_choice takes a list with something in it, this is " + brief(list));
  const auto chosen = machine.context().random.integer(0, static_cast<std::int64_t>(list.size()) - 1);
  return Value{arguments[0], &list[static_cast<std::size_t>(chosen)]};
}

Value to_json(Machine& machine, Arguments arguments) { return machine.made_text(json_text(*arguments[0])); }

constexpr TemplateFunction fields[] = {
    {"request.method", "request.method", 0, 0, method},       {"request.path", "request.path", 0, 0, path},
    {"request.target", "request.target", 0, 0, target},       {"request.body", "request.body", 0, 0, body},
    {"request.json", "request.json", 0, 0, json_body},        {"request.peer", "request.peer", 0, 0, peer},
    {"request.segments", "request.segments", 0, 0, segments},
};

constexpr TemplateFunction played_table[] = {
    {"query", "query(name) or query(name, default)", 1, 2, query},
    {"header", "header(name) or header(name, default)", 1, 2, header},
    {"cookie", "cookie(name) or cookie(name, default)", 1, 2, cookie},
    {"form", "form(name) or form(name, default)", 1, 2, form},
    {"json_at", "json_at(pointer) or json_at(pointer, default)", 1, 2, json_at, check_pointer},
    {"now", "now() or now(offset)", 0, 1, now, check_offset},
    {"http_date", "http_date() or http_date(offset)", 0, 1, http_date, check_offset},
    {"unix_time", "unix_time() or unix_time(offset)", 0, 1, unix_time, check_offset},
    {"random_integer", "random_integer(low, high)", 2, 2, random_integer,
     [](Literals literals) { return check_range(literals[0], literals[1]); }},
    {"random_hex", "random_hex(digits)", 1, 1, random_hex, [](Literals literals) { return check_digits(literals[0]); }},
    {"random_uuid", "random_uuid()", 0, 0, random_uuid},
    {"random_choice", "random_choice(list)", 1, 1, random_choice},
    {"fixture", "fixture(path)", 1, 1, nullptr},
    {"fixture_json", "fixture_json(path)", 1, 1, nullptr},
    {"to_json", "to_json(value)", 1, 1, to_json},
};

}  // namespace

std::span<const TemplateFunction> template_fields() { return fields; }
std::span<const TemplateFunction> played_functions() { return played_table; }

}  // namespace phantomime::directives
