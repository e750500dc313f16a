#include <optional>

#include "phantomime/base/integer_text.hpp"
#include "phantomime/directives/rows.hpp"
#include "phantomime/directives/template_function.hpp"
#include "phantomime/directives/template_machine.hpp"

// What templates see of the state and of who asks: the table of scenarios/README.md, "What templates see of the state".

namespace phantomime::directives {
namespace {

using Arguments = std::span<const Value>;
using Machine = TemplateMachine;

/// The rows of the state, or null after a failure.
Rows* rows_of(Machine& machine, const Value& collection, std::string_view function) {
  if (!collection->is_string()) {
    machine.fail(std::string{function} + " takes a collection's name, this is " + brief(*collection));
    return nullptr;
  }
  if (!machine.context().rows) machine.fail("there is no state here");
  return machine.context().rows;
}

Value state_row(Machine& machine, Arguments arguments) {
  Rows* const rows = rows_of(machine, arguments[0], "row");
  if (!rows) return nullptr;
  const auto id = id_in(*arguments[1]);
  Value row = id ? rows->row(arguments[0]->get_ref<const std::string&>(), *id) : nullptr;
  return row ? row : machine.made(nullptr);
}

bool has_member(const Json& row, const Arguments& arguments) {
  const auto member = row.find(arguments[1]->get_ref<const std::string&>());
  return member != row.end() && *member == *arguments[2];
}

/// The rows that are meant: all, or those whose member has the value. Null after a failure.
std::optional<std::vector<Value>> meant_rows(Machine& machine, Arguments arguments, std::string_view function) {
  Rows* const rows = rows_of(machine, arguments[0], function);
  if (!rows) return std::nullopt;
  if (arguments.size() == 2 || (arguments.size() == 3 && !arguments[1]->is_string())) {
    machine.fail(std::string{function} + " takes a member's name and its value");
    return std::nullopt;
  }
  std::vector<Value> meant = rows->rows(arguments[0]->get_ref<const std::string&>());
  if (arguments.size() == 3) std::erase_if(meant, [&](const Value& row) { return !has_member(*row, arguments); });
  return meant;
}

Value state_rows(Machine& machine, Arguments arguments) {
  const auto rows = meant_rows(machine, arguments, "rows");
  if (!rows) return nullptr;
  Json list = Json::array();
  std::size_t bytes = sizeof(Json);
  for (const Value& row : *rows) {
    list.push_back(*row);
    bytes += sizeof(Json) * (2 + 2 * row->size());
  }
  return machine.made(std::move(list), bytes);
}

Value count_rows(Machine& machine, Arguments arguments) {
  const auto rows = meant_rows(machine, arguments, "count");
  return rows ? machine.made(rows->size()) : nullptr;
}

Value machine_state(Machine& machine, Arguments arguments) {
  const Rows* const rows = rows_of(machine, arguments[0], "state");
  if (!rows) return nullptr;
  const std::string_view state = rows->state(arguments[0]->get_ref<const std::string&>());
  return state.empty() ? machine.fail("there is no machine " + brief(*arguments[0]))
                       : machine.made_text(std::string{state});
}

Value basic_user(Machine& machine, Arguments) {
  const auto* const basic = machine.context().request.basic();
  return basic ? machine.made_text(basic->user) : machine.made(nullptr);
}

Value basic_password(Machine& machine, Arguments) {
  const auto* const basic = machine.context().request.basic();
  return basic ? machine.made_text(basic->password) : machine.made(nullptr);
}

Value bearer(Machine& machine, Arguments) {
  const std::string_view token = machine.context().request.bearer();
  return token.empty() ? machine.made(nullptr) : machine.made_text(std::string{token});
}

constexpr TemplateFunction state_table[] = {
    {"row", "row(collection, id)", 2, 2, state_row, nullptr, true},
    {"rows", "rows(collection) or rows(collection, member, value)", 1, 3, state_rows, nullptr, true},
    {"count", "count(collection) or count(collection, member, value)", 1, 3, count_rows, nullptr, true},
    {"state", "state(machine)", 1, 1, machine_state, nullptr, true},
    {"basic_user", "basic_user()", 0, 0, basic_user},
    {"basic_password", "basic_password()", 0, 0, basic_password},
    {"bearer", "bearer()", 0, 0, bearer},
};

}  // namespace

std::span<const TemplateFunction> state_functions() { return state_table; }

}  // namespace phantomime::directives
