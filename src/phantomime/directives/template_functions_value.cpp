#include <algorithm>
#include <chrono>

#include "phantomime/base/network.hpp"
#include "phantomime/base/regex.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/template_function.hpp"
#include "phantomime/directives/template_machine.hpp"

// What computed values need beyond inja's own functions: of lists, instants, types and addresses.

namespace phantomime::directives {
namespace {

using Arguments = std::span<const Value>;
using Literals = std::span<const Json* const>;
using Machine = TemplateMachine;

bool both_lists(Machine& machine, Arguments arguments, std::string_view function) {
  for (const Value& argument : arguments) {
    if (argument->is_array()) continue;
    machine.fail(std::string{function} + " takes lists, this is " + brief(*argument));
    return false;
  }
  return true;
}

bool contains(const Json& list, const Json& item) { return std::find(list.begin(), list.end(), item) != list.end(); }

/// The items of the first list and those of the second that are not in it.
Value list_union(Machine& machine, Arguments arguments) {
  if (!both_lists(machine, arguments, "union")) return nullptr;
  Json all = Json::array();
  for (const Value& list : arguments)
    for (const Json& item : *list)
      if (!contains(all, item)) all.push_back(item);
  const std::size_t bytes = sizeof(Json) * (all.size() + 1);
  return machine.made(std::move(all), bytes);
}

Value without(Machine& machine, Arguments arguments) {
  if (!both_lists(machine, arguments, "without")) return nullptr;
  Json rest = Json::array();
  for (const Json& item : *arguments[0])
    if (!contains(*arguments[1], item)) rest.push_back(item);
  const std::size_t bytes = sizeof(Json) * (rest.size() + 1);
  return machine.made(std::move(rest), bytes);
}

Value pluck(Machine& machine, Arguments arguments) {
  if (!arguments[0]->is_array() || !arguments[1]->is_string())
    return machine.fail("pluck takes a list of objects and a member's name");
  Json values = Json::array();
  for (const Json& item : *arguments[0]) {
    const auto found = item.is_object() ? item.find(arguments[1]->get_ref<const std::string&>()) : item.end();
    if (item.is_object() && found != item.end()) values.push_back(*found);
  }
  const std::size_t bytes = sizeof(Json) * (values.size() + 1);
  return machine.made(std::move(values), bytes);
}

std::optional<Moment> moment_of(Machine& machine, const Value& value, std::string_view function) {
  if (value->is_string())
    if (const auto moment = parse_moment(value->get_ref<const std::string&>())) return *moment;
  machine.fail(std::string{function} + " takes an instant, this is " + brief(*value));
  return std::nullopt;
}

Value seconds_between(Machine& machine, Arguments arguments) {
  const auto from = moment_of(machine, arguments[0], "seconds_between");
  const auto to = from ? moment_of(machine, arguments[1], "seconds_between") : std::nullopt;
  if (!to) return nullptr;
  return machine.made(static_cast<double>((*to - *from).count()) / 1e6);
}

Value shift(Machine& machine, Arguments arguments) {
  const auto from = arguments[0]->is_string() ? parse_instant(arguments[0]->get_ref<const std::string&>())
                                              : Result<Instant>{Error{ErrorCode::wrong_type, "no text", {}, {}}};
  const auto by = arguments[1]->is_string()
                      ? parse_duration(arguments[1]->get_ref<const std::string&>())
                      : Result<std::chrono::nanoseconds>{Error{ErrorCode::wrong_type, "", {}, {}}};
  if (!from || !by)
    return machine.fail("shift takes an instant and a duration such as \"30m\", these are " + brief(*arguments[0]) +
                        " and " + brief(*arguments[1]));
  return machine.made_text(format_instant(*from + *by));
}

std::string check_shift(Literals literals) {
  if (!literals[1]) return {};
  if (literals[1]->is_string() && parse_duration(literals[1]->get_ref<const std::string&>())) return {};
  return brief(*literals[1]) + " is no duration such as \"30m\" or \"-1s\"";
}

Value to_text(Machine& machine, Arguments arguments) {
  return arguments[0]->is_string() ? arguments[0] : machine.made_text(json_text(*arguments[0]));
}

Value type_of(Machine& machine, Arguments arguments) {
  const Json& value = *arguments[0];
  const char* name = "object";
  if (value.is_string()) name = "text";
  if (value.is_number()) name = "number";
  if (value.is_number_integer()) name = "integer";
  if (value.is_boolean()) name = "boolean";
  if (value.is_null()) name = "null";
  if (value.is_array()) name = "list";
  return machine.made_text(name);
}

Value text_matches(Machine& machine, Arguments arguments) {
  if (!arguments[0]->is_string()) return machine.made(false);
  const auto regex = arguments[1]->is_string() ? Regex::create(arguments[1]->get_ref<const std::string&>())
                                               : Result<Regex>{Error{ErrorCode::wrong_type, "no text", {}, {}}};
  if (!regex) return machine.fail("matches: " + brief(*arguments[1]) + ": " + regex.error().what);
  return machine.made(regex->matches_whole(arguments[0]->get_ref<const std::string&>()));
}

std::string check_expression(Literals literals) {
  if (!literals[1]) return {};
  if (!literals[1]->is_string()) return "matches takes an expression as text";
  const auto regex = Regex::create(literals[1]->get_ref<const std::string&>());
  return regex ? std::string{} : regex.error().what;
}

/// Networks that make no sense let nobody in.
Value in_networks(Machine& machine, Arguments arguments) {
  if (!arguments[0]->is_string() || !arguments[1]->is_array())
    return machine.fail("in_networks takes an address and a list of networks");
  const auto& address = arguments[0]->get_ref<const std::string&>();
  const bool inside = std::any_of(arguments[1]->begin(), arguments[1]->end(), [&](const Json& network) {
    if (!network.is_string()) return false;
    return network == "any" || in_network(address, network.get_ref<const std::string&>()).value_or(false);
  });
  return machine.made(inside);
}

constexpr TemplateFunction value_table[] = {
    {"union", "union(list, list)", 2, 2, list_union},
    {"without", "without(list, list)", 2, 2, without},
    {"pluck", "pluck(list, member)", 2, 2, pluck},
    {"seconds_between", "seconds_between(instant, instant)", 2, 2, seconds_between},
    {"shift", "shift(instant, duration)", 2, 2, shift, check_shift},
    {"text", "text(value)", 1, 1, to_text},
    {"type_of", "type_of(value)", 1, 1, type_of},
    {"matches", "matches(text, expression)", 2, 2, text_matches, check_expression},
    {"in_networks", "in_networks(address, list)", 2, 2, in_networks},
};

}  // namespace

std::span<const TemplateFunction> value_functions() { return value_table; }

}  // namespace phantomime::directives
