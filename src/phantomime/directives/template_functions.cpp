#include <algorithm>
#include <array>

#include "phantomime/directives/template_function.hpp"

namespace phantomime::directives {
namespace {

std::array<std::span<const TemplateFunction>, 6> tables() {
  return {played_functions(), state_functions(), value_functions(),
          text_functions(),   list_functions(),  number_functions()};
}

}  // namespace

const TemplateFunction* find_template_function(std::string_view name) {
  for (const auto table : tables())
    for (const TemplateFunction& row : table)
      if (row.name == name) return &row;
  return nullptr;
}

bool asks_arguments_only(const TemplateFunction& function) noexcept {
  const auto holds = [&function](std::span<const TemplateFunction> table) {
    return std::any_of(table.begin(), table.end(), [&](const TemplateFunction& row) { return &row == &function; });
  };
  return holds(template_operators()) || holds(value_functions()) || holds(text_functions()) ||
         holds(list_functions()) || holds(number_functions());
}

std::vector<std::string_view> template_function_names() {
  std::vector<std::string_view> names;
  for (const auto table : tables())
    for (const TemplateFunction& row : table) names.push_back(row.name);
  return names;
}

}  // namespace phantomime::directives
