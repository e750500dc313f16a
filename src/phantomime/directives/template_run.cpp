#include <algorithm>
#include <utility>

#include "phantomime/directives/template_loaded.hpp"
#include "phantomime/directives/template_machine.hpp"
#include "phantomime/http/redaction.hpp"

// What a loaded template does. How it is loaded is template.cpp's, the one file that knows inja.

namespace phantomime::directives {
namespace {

bool asks(const TemplateExpression& expression) {
  return expression.kind == TemplateExpression::Kind::name || (expression.function && expression.function->of_world) ||
         std::any_of(expression.arguments.begin(), expression.arguments.end(), asks);
}

bool any_asks(const std::vector<TemplateStatement>& statements) {
  return std::any_of(statements.begin(), statements.end(), [](const TemplateStatement& statement) {
    return asks(statement.value) || any_asks(statement.body) || any_asks(statement.otherwise);
  });
}

bool only(const TemplateExpression& expression, std::string_view name) {
  using Kind = TemplateExpression::Kind;
  if (expression.kind == Kind::capture || (expression.kind == Kind::name && expression.name != name)) return false;
  if (expression.kind == Kind::call && !asks_arguments_only(*expression.function)) return false;
  return std::all_of(expression.arguments.begin(), expression.arguments.end(),
                     [name](const TemplateExpression& argument) { return only(argument, name); });
}

bool all_only(const std::vector<TemplateStatement>& statements, std::string_view name) {
  return std::all_of(statements.begin(), statements.end(), [name](const TemplateStatement& statement) {
    return only(statement.value, name) && all_only(statement.body, name) && all_only(statement.otherwise, name);
  });
}

}  // namespace

Template::Template(std::unique_ptr<const Loaded> loaded) : loaded_{std::move(loaded)} {}
Template::~Template() = default;

bool Template::has_markup(std::string_view text) noexcept {
  return text.find("{{") != std::string_view::npos || text.find("{%") != std::string_view::npos;
}

bool Template::asks_world() const { return any_asks(loaded_->program.statements); }

bool Template::asks_only(std::string_view name) const { return all_only(loaded_->program.statements, name); }

const std::string& Template::text() const noexcept { return loaded_->program.text; }

bool Template::is_expression() const noexcept {
  const std::vector<TemplateStatement>& statements = loaded_->program.statements;
  return statements.size() == 1 && statements.front().kind == TemplateStatement::Kind::print;
}

Error Template::failure(const std::string& why, std::size_t offset) const {
  return {ErrorCode::bad_template, http::redact_text(why), loaded_->origin.at(loaded_->program.text, offset), {}};
}

Result<std::string> Template::render(const RenderContext& context, std::size_t output_limit) const {
  TemplateMachine machine{loaded_->program, context, output_limit};
  std::string why;
  try {
    if (auto text = machine.run()) return std::move(*text);
    why = machine.failure();
  } catch (const std::exception& error) {  // nlohmann's, where a value is of a type nobody thought of
    why = error.what();
  }
  return failure(why, machine.failure_offset());
}

Result<Value> Template::evaluate(const RenderContext& context) const {
  TemplateMachine machine{loaded_->program, context, max_output};
  std::string why;
  try {
    if (Value value = machine.run_expression()) return value;
    why = machine.failure();
  } catch (const std::exception& error) {
    why = error.what();
  }
  return failure(why, machine.failure_offset());
}

}  // namespace phantomime::directives
