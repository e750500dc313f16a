#include <algorithm>

#include "phantomime/directives/template_function.hpp"
#include "phantomime/directives/template_machine.hpp"

// inja's functions on lists and objects.

namespace phantomime::directives {
namespace {

using Arguments = std::span<const Value>;
using Literals = std::span<const Json* const>;
using Machine = TemplateMachine;

constexpr auto longest_range = static_cast<std::int64_t>(Machine::max_rounds);

/// Whether the value is a list with something in it; fails otherwise.
bool filled(Machine& machine, const Value& value, std::string_view function) {
  if (value->is_array() && !value->empty()) return true;
  machine.fail(std::string{function} + " takes a list with something in it, this is " + brief(*value));
  return false;
}

Value element(const Value& list, const Json& item) { return Value{list, &item}; }

Value at(Machine& machine, Arguments arguments) {
  const Json& from = *arguments[0];
  const Json& key = *arguments[1];
  if (from.is_object() && key.is_string()) {
    const auto found = from.find(key.get_ref<const std::string&>());
    if (found != from.end()) return element(arguments[0], *found);
  } else if (from.is_array() && key.is_number_integer()) {
    const auto index = key.get<std::int64_t>();
    if (index >= 0 && static_cast<std::uint64_t>(index) < from.size())
      return element(arguments[0], from[static_cast<std::size_t>(index)]);
  }
  return machine.fail("there is no " + brief(key) + " in " + brief(from));
}

Value first(Machine& machine, Arguments arguments) {
  return filled(machine, arguments[0], "first") ? element(arguments[0], arguments[0]->front()) : nullptr;
}

Value last(Machine& machine, Arguments arguments) {
  return filled(machine, arguments[0], "last") ? element(arguments[0], arguments[0]->back()) : nullptr;
}

Value max(Machine& machine, Arguments arguments) {
  if (!filled(machine, arguments[0], "max")) return nullptr;
  return element(arguments[0], *std::max_element(arguments[0]->begin(), arguments[0]->end()));
}

Value min(Machine& machine, Arguments arguments) {
  if (!filled(machine, arguments[0], "min")) return nullptr;
  return element(arguments[0], *std::min_element(arguments[0]->begin(), arguments[0]->end()));
}

/// Of text its bytes, as inja has it.
Value length(Machine& machine, Arguments arguments) {
  const Json& value = *arguments[0];
  return machine.made(value.is_string() ? value.get_ref<const std::string&>().size() : value.size());
}

/// What a copy of a value costs, roughly; counts elements, not bytes.
std::size_t cost(const Json& value) {
  if (value.is_string()) return sizeof(Json) + value.get_ref<const std::string&>().size();
  std::size_t sum = sizeof(Json);
  if (value.is_structured())
    for (const Json& item : value) sum += cost(item);
  return sum;
}

Value sort(Machine& machine, Arguments arguments) {
  if (!arguments[0]->is_array()) return machine.fail("sort takes a list, this is " + brief(*arguments[0]));
  Json sorted = *arguments[0];
  std::sort(sorted.begin(), sorted.end());
  const std::size_t bytes = cost(sorted);
  return machine.made(std::move(sorted), bytes);
}

Value join(Machine& machine, Arguments arguments) {
  const Json& list = *arguments[0];
  if (!list.is_array() || !arguments[1]->is_string())
    return machine.fail("join takes a list and the text between its items");
  std::string result;
  for (const Json& item : list) {
    if (&item != &list.front()) result += arguments[1]->get_ref<const std::string&>();
    result += item.is_string() ? item.get_ref<const std::string&>() : json_text(item);
    if (result.size() > Machine::max_work) break;  // made_text refuses it
  }
  return machine.made_text(std::move(result));
}

std::string check_range(const Json* length) {
  if (!length || (length->is_number_integer() && *length >= 0 && *length <= longest_range)) return {};
  return "range takes a number from 0 to " + std::to_string(longest_range) + ", this is " + brief(*length);
}

Value range(Machine& machine, Arguments arguments) {
  if (auto wrong = check_range(arguments[0].get()); !wrong.empty()) return machine.fail(std::move(wrong));
  Json list = Json::array();
  for (std::int64_t i = 0; i < arguments[0]->get<std::int64_t>(); ++i) list.push_back(i);
  const std::size_t bytes = list.size() * sizeof(Json);
  return machine.made(std::move(list), bytes);
}

Value exists_in(Machine& machine, Arguments arguments) {
  const Json& from = *arguments[0];
  return machine.made(from.is_object() && arguments[1]->is_string() &&
                      from.contains(arguments[1]->get_ref<const std::string&>()));
}

constexpr TemplateFunction list_table[] = {
    {"at", "at(list or object, index or name)", 2, 2, at},
    {"first", "first(list)", 1, 1, first},
    {"last", "last(list)", 1, 1, last},
    {"length", "length(value)", 1, 1, length},
    {"max", "max(list)", 1, 1, max},
    {"min", "min(list)", 1, 1, min},
    {"sort", "sort(list)", 1, 1, sort},
    {"join", "join(list, between)", 2, 2, join},
    {"range", "range(length)", 1, 1, range, [](Literals literals) { return check_range(literals[0]); }},
    {"existsIn", "existsIn(object, name)", 2, 2, exists_in},
};

}  // namespace

std::span<const TemplateFunction> list_functions() { return list_table; }

}  // namespace phantomime::directives
