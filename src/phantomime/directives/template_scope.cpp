#include "phantomime/directives/template_scope.hpp"

#include <algorithm>

#include "phantomime/base/suggest.hpp"

namespace phantomime::directives {
namespace {

using Expression = TemplateExpression;

std::string in_quotes(const std::string& text) { return "'" + text + "'"; }

}  // namespace

void TemplateReporter::report(std::size_t offset, std::string what, std::string hint) const {
  context_.error(place(offset), ErrorCode::bad_template, "in the template: " + std::move(what), std::move(hint));
}

Node TemplateReporter::place(std::size_t offset) const {
  const Location where = origin_.at(text_, offset);
  Node node;
  node.at(where.source.get(), where.line, where.column);
  return node;
}

std::string template_suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string_view near = nearest(word, known);
  if (!near.empty()) return "did you mean '" + std::string{near} + "'?";
  std::string hint = "known are ";
  for (std::size_t i = 0; i < known.size(); ++i) hint += (i == 0 ? "" : ", ") + std::string{known[i]};
  return hint;
}

std::vector<std::string> split_template_name(std::string_view name) {
  std::vector<std::string> parts(1);
  for (const char c : name) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

void TemplateScope::resolve(const std::string& name, Expression& result) {
  for (const TemplateFunction& field : template_fields()) {
    if (field.name != name) continue;
    result.kind = Expression::Kind::call;
    result.function = &field;
    return;
  }
  std::vector<std::string> parts = split_template_name(name);
  if (constexpr std::string_view body = "request.json."; name.starts_with(body)) {
    resolve("request.json", result);
    result.name = name;
    result.path.assign(parts.begin() + 2, parts.end());
    return;
  }
  if (parts[0] == "captures" && parts.size() == 2) return capture(parts[1], result);
  if (parts[0] == "loop") return loop_field(name, parts, result);
  const std::vector<std::string>& given = reporter_.context().names;
  if (known_.count(parts[0])) {
    result.kind = Expression::Kind::variable;
    result.name = name;
    result.slot = slots_[parts[0]];
  } else if (std::find(given.begin(), given.end(), parts[0]) != given.end()) {
    result.kind = Expression::Kind::name;
    result.name = parts[0];
  } else {
    return unknown(name, result.offset);
  }
  parts.erase(parts.begin());
  result.path = std::move(parts);
}

std::size_t TemplateScope::add(const std::string& name, std::size_t offset) {
  if (name.find_first_of("./-") != std::string::npos)
    reporter_.report(offset, in_quotes(name) + " is no name to set", "names are letters, digits and '_'");
  else if (name == "request" || name == "captures" || name == "loop" || find_template_function(name))
    reporter_.report(offset, "the name " + in_quotes(name) + " is taken", "use another");
  known_.insert(name);
  return slots_.emplace(name, slots_.size()).first->second;
}

TemplateScope::Names TemplateScope::enter_loop() {
  ++loops_;
  return known_;
}

void TemplateScope::leave_loop(const Names& before, const std::vector<std::string>& own) {
  --loops_;
  for (const std::string& name : own)
    if (!before.count(name)) known_.erase(name);
}

void TemplateScope::capture(const std::string& name, Expression& result) {
  result.kind = Expression::Kind::capture;
  result.name = name;
  const std::vector<std::string>& known = reporter_.context().captures;
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  reporter_.report(result.offset, "the path of this stub captures no " + in_quotes(name),
                   known.empty() ? "capture it in the path: {" + name + "}"
                                 : template_suggestion(name, {known.begin(), known.end()}));
}

void TemplateScope::loop_field(const std::string& name, const std::vector<std::string>& parts, Expression& result) {
  static constexpr std::string_view fields[] = {"index", "index1", "is_first", "is_last"};
  result.kind = Expression::Kind::loop;
  result.name = parts.back();
  bool known = parts.size() > 1 && std::find(std::begin(fields), std::end(fields), result.name) != std::end(fields);
  for (std::size_t i = 1; i + 1 < parts.size(); ++i, ++result.slot) known = known && parts[i] == "parent";
  if (!known)
    reporter_.report(
        result.offset, "unknown name " + in_quotes(name),
        "a loop has loop.index, loop.index1, loop.is_first, loop.is_last, and loop.parent.index and so on");
  else if (result.slot >= loops_)
    reporter_.report(result.offset, in_quotes(name) + (loops_ == 0 ? " outside any loop" : " has no loop so far out"));
}

void TemplateScope::unknown(const std::string& name, std::size_t offset) const {
  if (const TemplateFunction* const function = find_template_function(name))
    return reporter_.report(offset, in_quotes(name) + " is a function", "call it: " + std::string{function->usage});
  const std::string what = "unknown name " + in_quotes(name);
  if (name.find_first_of("-/") != std::string::npos)
    return reporter_.report(offset, what, "if an operator is meant, put blanks around it");
  std::vector<std::string> captures;
  for (const std::string& capture : reporter_.context().captures) captures.push_back("captures." + capture);
  std::vector<std::string_view> names;
  for (const TemplateFunction& field : template_fields()) names.push_back(field.name);
  names.insert(names.end(), captures.begin(), captures.end());
  names.insert(names.end(), known_.begin(), known_.end());
  names.insert(names.end(), reporter_.context().names.begin(), reporter_.context().names.end());
  reporter_.report(offset, what, template_suggestion(name, names));
}

}  // namespace phantomime::directives
