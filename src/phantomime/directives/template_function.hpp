#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/json.hpp"

namespace phantomime::directives {

/// A value in a template. Shared, so that a member of a large fixture is no copy; null where there is none: a name
/// that was never set, or an operation that failed.
using Value = std::shared_ptr<const Json>;

class TemplateMachine;

/// Whether a condition holds, as inja has it: not false, null, 0, nor empty.
[[nodiscard]] bool truthy(const Json& value);

/// A function or an operator that templates may use. Rows are constants; `run` is safe from several threads.
struct TemplateFunction {
  std::string_view name;   ///< or an operator's sign
  std::string_view usage;  ///< how it is called, for messages
  std::size_t least = 0;   ///< arguments
  std::size_t most = 0;
  /// None of the arguments is null. Null is returned only after TemplateMachine::fail.
  Value (*run)(TemplateMachine& machine, std::span<const Value> arguments) = nullptr;
  /// Looks at load at those arguments that are literals (null for the others) and says what is wrong, or nothing.
  std::string (*check)(std::span<const Json* const> literals) = nullptr;
  bool of_world = false;  ///< what it gives depends on what is remembered
};

/// The request's fields, `request.method` and so on: names without parentheses.
[[nodiscard]] std::span<const TemplateFunction> template_fields();
/// What the reference's table lists: query, json_at, now, random_uuid, ... `fixture` and `fixture_json` have no `run`:
/// they are answered at load.
[[nodiscard]] std::span<const TemplateFunction> played_functions();
/// What looks at the state and at who asks: row, rows, basic_user, ...
[[nodiscard]] std::span<const TemplateFunction> state_functions();
/// What computed values need beyond inja's own: of lists, instants and types.
[[nodiscard]] std::span<const TemplateFunction> value_functions();
/// inja's own: texts, lists, types. `default` and `exists` have no `run`: they look at names and not at values.
[[nodiscard]] std::span<const TemplateFunction> text_functions();
[[nodiscard]] std::span<const TemplateFunction> list_functions();
[[nodiscard]] std::span<const TemplateFunction> number_functions();
/// `+`, `==`, `in`, ...; `and` and `or` are no functions, since they look at their second side only if they must.
[[nodiscard]] std::span<const TemplateFunction> template_operators();

/// Any of the functions (not the fields, not the operators) by name, or null.
[[nodiscard]] const TemplateFunction* find_template_function(std::string_view name);
[[nodiscard]] std::vector<std::string_view> template_function_names();
/// Whether what it gives depends on its arguments alone.
[[nodiscard]] bool asks_arguments_only(const TemplateFunction& function) noexcept;

}  // namespace phantomime::directives
