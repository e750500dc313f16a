#include "phantomime/directives/template_machine.hpp"

#include <array>
#include <span>

#include "phantomime/directives/names.hpp"

namespace phantomime::directives {
namespace {

using Expression = TemplateExpression;
using Statement = TemplateStatement;

/// A value that belongs to somebody else who outlives the run.
Value borrowed(const Json* value) { return Value{Value{}, value}; }

/// An element, kept alive by the value it is in.
Value part_of(const Value& whole, const Json& part) { return Value{whole, &part}; }

const Json* member(const Json& value, const std::string& name) {
  if (value.is_object()) {
    const auto found = value.find(name);
    return found == value.end() ? nullptr : &*found;
  }
  if (!value.is_array() || name.empty() || name.size() > 9) return nullptr;
  std::size_t index = 0;
  for (const char digit : name) {
    if (digit < '0' || digit > '9') return nullptr;
    index = index * 10 + static_cast<std::size_t>(digit - '0');
  }
  return index < value.size() ? &value[index] : nullptr;
}

/// What lies at the end of the path; null where a step of it is not there.
Value member_at(Value value, const std::vector<std::string>& path) {
  for (const std::string& step : path) {
    const Json* const found = value ? member(*value, step) : nullptr;
    if (!found) return nullptr;
    value = part_of(value, *found);
  }
  return value;
}

}  // namespace

bool truthy(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value != 0;
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return !value.empty();
}

std::optional<std::string> TemplateMachine::run() {
  if (run(program_.statements)) return std::move(output_);
  failure_offset_ = failed_at_.value_or(0);
  return std::nullopt;
}

Value TemplateMachine::run_expression() {
  Value value = evaluate(program_.statements.front().value);
  if (!value) failure_offset_ = failed_at_.value_or(0);
  return value;
}

Value TemplateMachine::fail(std::string why) {
  if (!failed_) failure_ = std::move(why);
  failed_ = true;
  return nullptr;
}

Value TemplateMachine::made(Json value, std::size_t bytes) {
  work_ += bytes;
  if (work_ > max_work) return fail("it makes more than " + std::to_string(max_work >> 20) + " MiB of values");
  // What nearly all conditions come to belongs to nobody.
  static const Json yes(true), no(false), nothing;
  if (value.is_boolean()) return borrowed(value.get<bool>() ? &yes : &no);
  if (value.is_null()) return borrowed(&nothing);
  return std::make_shared<const Json>(std::move(value));
}

Value TemplateMachine::made_text(std::string text) {
  if (text.size() > output_limit_)
    return fail("it makes a text of more than " + std::to_string(output_limit_) + " bytes");
  const std::size_t bytes = sizeof(Json) + text.size();
  return made(Json(std::move(text)), bytes);
}

Value TemplateMachine::body() {
  if (!body_) body_ = std::make_shared<const Json>(context_.request.request().body);
  return body_;
}

bool TemplateMachine::run(const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) {
    if (run(statement)) continue;
    if (!failed_at_) failed_at_ = statement.offset;
    return false;
  }
  return true;
}

bool TemplateMachine::run(const Statement& statement) {
  if (statement.kind == Statement::Kind::text)
    return write(std::string_view{program_.text}.substr(statement.offset, statement.length));
  if (statement.kind == Statement::Kind::loop) return run_loop(statement);
  Value value = evaluate(statement.value);
  if (!value) return false;
  switch (statement.kind) {
    case Statement::Kind::print:
      return print(*value);
    case Statement::Kind::assign:
      slots_[statement.slot] = std::move(value);
      return true;
    case Statement::Kind::branch:
      return run(truthy(*value) ? statement.body : statement.otherwise);
    case Statement::Kind::text:
    case Statement::Kind::loop:
      break;
  }
  return true;
}

bool TemplateMachine::run_loop(const Statement& statement) {
  const Value list = evaluate(statement.value);
  if (!list) return false;
  if (statement.over_members ? !list->is_object() : !list->is_array()) {
    fail(statement.over_members ? "a loop with a key and a value needs an object, this is " + brief(*list)
                                : "a loop needs a list, this is " + brief(*list));
    failed_at_ = statement.value.offset;
    return false;
  }
  // Names of a loop are its own: what they were before comes back.
  const Value value_before = slots_[statement.slot];
  const Value key_before = statement.over_members ? slots_[statement.key_slot] : nullptr;
  loops_.push_back({0, list->size()});
  bool going = true;
  for (auto item = list->begin(); going && item != list->end(); ++item) {
    if (statement.over_members) slots_[statement.key_slot] = made_text(item.key());
    going = !failed_ && run_round(statement, part_of(list, *item));
    ++loops_.back().index;
  }
  loops_.pop_back();
  if (statement.over_members) slots_[statement.key_slot] = key_before;
  slots_[statement.slot] = value_before;
  return going;
}

bool TemplateMachine::run_round(const Statement& statement, Value item) {
  if (++rounds_ > max_rounds) {
    fail("its loops take more than " + std::to_string(max_rounds) + " rounds");
    return false;
  }
  slots_[statement.slot] = std::move(item);
  return run(statement.body);
}

bool TemplateMachine::print(const Json& value) {
  if (value.is_null()) return true;
  if (value.is_string()) return write(value.get_ref<const std::string&>());
  return write(json_text(value));
}

bool TemplateMachine::write(std::string_view text) {
  if (text.size() > output_limit_ - output_.size()) {
    fail("it renders to more than " + std::to_string(output_limit_) + " bytes");
    return false;
  }
  output_ += text;
  return true;
}

Value TemplateMachine::evaluate(const Expression& expression) {
  Value value = evaluate_or_unset(expression);
  if (value) return value;
  if (!failed_)
    fail(expression.path.empty() ? "'" + expression.name + "' was not set on the way here"
                                 : "there is no member '" + expression.name + "'");
  if (!failed_at_) failed_at_ = expression.offset;
  return nullptr;
}

Value TemplateMachine::evaluate_or_unset(const Expression& expression) {
  switch (expression.kind) {
    case Expression::Kind::literal:
      return borrowed(expression.literal.get());
    case Expression::Kind::capture:
      for (const auto& [name, text] : context_.captures)
        if (name == expression.name) return made_text(text);
      return made_text({});  // a group of an expression that took no part in the match
    case Expression::Kind::variable:
      return variable(expression);
    case Expression::Kind::name:
      return name(expression);
    case Expression::Kind::loop:
      return loop_field(expression);
    case Expression::Kind::call: {
      Value value = call(expression);
      return value && !expression.path.empty() ? member_at(std::move(value), expression.path) : value;
    }
    case Expression::Kind::both:
    case Expression::Kind::either: {
      const Value left = evaluate(expression.arguments[0]);
      if (!left) return nullptr;
      const bool decided = truthy(*left) == (expression.kind == Expression::Kind::either);
      if (decided) return made(truthy(*left));
      const Value right = evaluate(expression.arguments[1]);
      return right ? made(truthy(*right)) : nullptr;
    }
    case Expression::Kind::fallback: {
      Value value = evaluate_or_unset(expression.arguments[0]);
      return value || failed_ ? value : evaluate(expression.arguments[1]);
    }
    case Expression::Kind::is_set: {
      const bool set = evaluate_or_unset(expression.arguments[0]) != nullptr;
      return failed_ ? nullptr : made(set);
    }
  }
  return nullptr;
}

Value TemplateMachine::variable(const Expression& expression) const {
  return member_at(slots_[expression.slot], expression.path);
}

Value TemplateMachine::name(const Expression& expression) const {
  return context_.names ? member_at(context_.names->find(expression.name), expression.path) : nullptr;
}

Value TemplateMachine::loop_field(const Expression& expression) {
  const Loop& loop = loops_[loops_.size() - 1 - expression.slot];
  if (expression.name == "index") return made(loop.index);
  if (expression.name == "index1") return made(loop.index + 1);
  return made(expression.name == "is_first" ? loop.index == 0 : loop.index + 1 == loop.size);
}

Value TemplateMachine::call(const Expression& expression) {
  constexpr std::size_t usual = 3;  // more are rare, and may cost an allocation
  std::array<Value, usual> few;
  std::vector<Value> many;
  if (expression.arguments.size() > usual) many.resize(expression.arguments.size());
  const std::span<Value> arguments =
      many.empty() ? std::span<Value>{few}.first(expression.arguments.size()) : std::span<Value>{many};
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    arguments[at] = evaluate(expression.arguments[at]);
    if (!arguments[at]) return nullptr;
  }
  return expression.function->run(*this, arguments);
}

}  // namespace phantomime::directives
