#include "phantomime/directives/template.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <inja/inja.hpp>

#include "phantomime/base/suggest.hpp"
#include "phantomime/directives/template_machine.hpp"
#include "phantomime/directives/template_origin.hpp"
#include "phantomime/directives/template_program.hpp"
#include "phantomime/directives/template_syntax.hpp"
#include "phantomime/http/redaction.hpp"

// The one file that knows inja: its lexer and parser make the tree, TemplateCompiler checks it and turns it into a
// TemplateProgram. The compiler stays here because it walks inja's nodes; hence the length.

namespace phantomime::directives {
namespace {

using Expression = TemplateExpression;
using Statement = TemplateStatement;

/// inja's default signs, without its line statements: a line that begins with ## is text.
inja::LexerConfig lexer_config() {
  inja::LexerConfig config;
  config.line_statement = std::string{"\0\1\0", 3};
  config.update_open_chars();
  return config;
}

TemplateToken::Kind kind_of(inja::Token::Kind kind) {
  using From = inja::Token::Kind;
  using To = TemplateToken::Kind;
  switch (kind) {
    case From::Text:
      return To::text;
    case From::ExpressionOpen:
      return To::expression_open;
    case From::StatementOpen:
    case From::LineStatementOpen:
      return To::statement_open;
    case From::CommentOpen:
      return To::comment_open;
    case From::ExpressionClose:
    case From::StatementClose:
    case From::LineStatementClose:
    case From::CommentClose:
      return To::close;
    case From::Id:
      return To::word;
    case From::Number:
      return To::number;
    case From::String:
      return To::string;
    case From::LeftParen:
      return To::left_parenthesis;
    case From::RightParen:
      return To::right_parenthesis;
    case From::LeftBracket:
    case From::LeftBrace:
      return To::left_bracket;
    case From::RightBracket:
    case From::RightBrace:
      return To::right_bracket;
    case From::Comma:
      return To::comma;
    case From::Pipe:
      return To::pipe;
    case From::Unknown:
    case From::Eof:
      return To::unknown;
    default:
      return To::operation;
  }
}

std::vector<TemplateToken> cut(const std::string& text, const inja::LexerConfig& config) {
  std::vector<TemplateToken> tokens;
  inja::Lexer lexer{config};
  lexer.start(text);
  for (inja::Token token = lexer.scan(); token.kind != inja::Token::Kind::Eof; token = lexer.scan())
    tokens.push_back({kind_of(token.kind), token.text, static_cast<std::size_t>(token.text.data() - text.data())});
  return tokens;
}

/// Every name that is called, with any number of arguments: the compiler checks names and numbers with better words.
inja::FunctionStorage any_functions(const std::vector<TemplateToken>& tokens) {
  inja::FunctionStorage storage;
  const auto add = [&storage](std::string_view name) {
    storage.add_callback(name, 0, {});
    storage.add_callback(name, -1, {});
  };
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].kind == TemplateToken::Kind::pipe) add(tokens[i + 1].text);
    if (tokens[i + 1].kind == TemplateToken::Kind::left_parenthesis) add(tokens[i].text);
  }
  return storage;
}

std::string_view sign_of(inja::FunctionStorage::Operation operation) {
  using Operation = inja::FunctionStorage::Operation;
  switch (operation) {
    case Operation::Not:
      return "not";
    case Operation::In:
      return "in";
    case Operation::Equal:
      return "==";
    case Operation::NotEqual:
      return "!=";
    case Operation::Greater:
      return ">";
    case Operation::GreaterEqual:
      return ">=";
    case Operation::Less:
      return "<";
    case Operation::LessEqual:
      return "<=";
    case Operation::Add:
      return "+";
    case Operation::Subtract:
      return "-";
    case Operation::Multiplication:
      return "*";
    case Operation::Division:
      return "/";
    case Operation::Power:
      return "^";
    case Operation::Modulo:
      return "%";
    default:
      return {};
  }
}

std::vector<std::string> split_name(std::string_view name) {
  std::vector<std::string> parts(1);
  for (const char c : name) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

class TemplateCompiler {
 public:
  TemplateCompiler(TemplateProgram& program, const TextOrigin& origin, LoadContext& context)
      : program_{program}, origin_{origin}, context_{context} {}

  void compile(const inja::Template& parsed) {
    program_.statements = block(parsed.root);
    program_.slots = slots_.size();
  }

  void report(std::size_t offset, ErrorCode code, std::string what, std::string hint = {}) {
    context_.error(place(offset), code, "in the template: " + std::move(what), std::move(hint));
  }

 private:
  Node place(std::size_t offset) const {
    const Location where = origin_.at(program_.text, offset);
    Node node;
    node.at(where.source.get(), where.line, where.column);
    return node;
  }

  std::vector<Statement> block(const inja::BlockNode& nodes) {
    std::vector<Statement> statements;
    for (const auto& node : nodes.nodes) statements.push_back(statement(*node));
    return statements;
  }

  Statement statement(const inja::AstNode& node) {
    Statement result;
    result.offset = node.pos;
    if (const auto* const text = dynamic_cast<const inja::TextNode*>(&node)) {
      result.length = text->length;
    } else if (const auto* const print = dynamic_cast<const inja::ExpressionListNode*>(&node)) {
      result.kind = Statement::Kind::print;
      result.value = expression_of(*print, node.pos);
    } else if (const auto* const list = dynamic_cast<const inja::ForArrayStatementNode*>(&node)) {
      loop(*list, {}, list->value, result);
    } else if (const auto* const object = dynamic_cast<const inja::ForObjectStatementNode*>(&node)) {
      loop(*object, object->key, object->value, result);
    } else if (const auto* const branch = dynamic_cast<const inja::IfStatementNode*>(&node)) {
      result.kind = Statement::Kind::branch;
      result.value = expression_of(branch->condition, node.pos);
      result.body = block(branch->true_statement);
      result.otherwise = block(branch->false_statement);
    } else if (const auto* const set = dynamic_cast<const inja::SetStatementNode*>(&node)) {
      result.kind = Statement::Kind::assign;
      result.value = expression_of(set->expression, node.pos);
      result.slot = new_name(set->key, node.pos);
    }
    return result;
  }

  void loop(const inja::ForStatementNode& node, const std::string& key, const std::string& value, Statement& result) {
    result.kind = Statement::Kind::loop;
    result.value = expression_of(node.condition, node.pos);
    const auto known_before = known_;
    result.over_members = !key.empty();
    if (result.over_members) result.key_slot = new_name(key, node.pos);
    result.slot = new_name(value, node.pos);
    ++loops_;
    result.body = block(node.body);
    --loops_;
    // The loop's names end here; what `set` made inside stays.
    for (const std::string& name : {key, value})
      if (!known_before.count(name)) known_.erase(name);
  }

  std::size_t new_name(const std::string& name, std::size_t offset) {
    if (name.find_first_of("./-") != std::string::npos)
      report(offset, ErrorCode::bad_template, "'" + name + "' is no name to set", "names are letters, digits and '_'");
    else if (name == "request" || name == "captures" || name == "loop" || find_template_function(name))
      report(offset, ErrorCode::bad_template, "the name '" + name + "' is taken", "use another");
    known_.emplace(name, true);
    return slots_.emplace(name, slots_.size()).first->second;
  }

  Expression expression_of(const inja::ExpressionListNode& list, std::size_t offset) {
    if (list.root) return expression(*list.root);
    report(offset, ErrorCode::bad_template, "an expression is missing");
    return {};
  }

  Expression expression(const inja::ExpressionNode& node) {
    Expression result;
    result.offset = node.pos;
    if (const auto* const literal = dynamic_cast<const inja::LiteralNode*>(&node))
      result.literal = std::make_shared<const Json>(literal->value);
    else if (const auto* const name = dynamic_cast<const inja::DataNode*>(&node))
      variable(name->name, result);
    else if (const auto* const call = dynamic_cast<const inja::FunctionNode*>(&node))
      function(*call, result);
    return result;
  }

  // Names.

  void variable(const std::string& name, Expression& result) {
    for (const TemplateFunction& field : template_fields()) {
      if (field.name != name) continue;
      result.kind = Expression::Kind::call;
      result.function = &field;
      return;
    }
    std::vector<std::string> parts = split_name(name);
    if (parts[0] == "captures" && parts.size() == 2) return capture(parts[1], result);
    if (parts[0] == "loop") return loop_field(name, parts, result);
    if (!known_.count(parts[0])) return unknown_name(name, result.offset);
    result.kind = Expression::Kind::variable;
    result.name = name;
    result.slot = slots_[parts[0]];
    parts.erase(parts.begin());
    result.path = std::move(parts);
  }

  void capture(const std::string& name, Expression& result) {
    result.kind = Expression::Kind::capture;
    result.name = name;
    const auto& known = context_.captures;
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    const std::vector<std::string_view> names{known.begin(), known.end()};
    report(result.offset, ErrorCode::bad_template, "the path of this stub captures no '" + name + "'",
           known.empty() ? "capture it in the path: {" + name + "}" : suggestion(name, names));
  }

  void loop_field(const std::string& name, const std::vector<std::string>& parts, Expression& result) {
    result.kind = Expression::Kind::loop;
    result.name = parts.back();
    result.slot = parts.size() < 2 ? 0 : parts.size() - 2;
    const bool parents = parts.size() < 3 || std::all_of(parts.begin() + 1, parts.end() - 1,
                                                         [](const std::string& part) { return part == "parent"; });
    const std::vector<std::string_view> fields = {"index", "index1", "is_first", "is_last"};
    const bool known = parts.size() > 1 && std::find(fields.begin(), fields.end(), result.name) != fields.end();
    if (!parents || !known)
      report(result.offset, ErrorCode::bad_template, "unknown name '" + name + "'",
             "a loop has loop.index, loop.index1, loop.is_first, loop.is_last, and loop.parent.index and so on");
    else if (result.slot >= loops_)
      report(result.offset, ErrorCode::bad_template,
             "'" + name + (loops_ == 0 ? "' outside any loop" : "' has no loop so far out"));
  }

  void unknown_name(const std::string& name, std::size_t offset) {
    if (find_template_function(name))
      return report(offset, ErrorCode::bad_template, "'" + name + "' is a function",
                    "call it: " + std::string{find_template_function(name)->usage});
    if (name.find_first_of("-/") != std::string::npos)
      return report(offset, ErrorCode::bad_template, "unknown name '" + name + "'",
                    "if an operator is meant, put blanks around it");
    std::vector<std::string_view> names{known_names()};
    const std::vector<std::string> captures = capture_names();
    names.insert(names.end(), captures.begin(), captures.end());
    report(offset, ErrorCode::bad_template, "unknown name '" + name + "'", suggestion(name, names));
  }

  std::vector<std::string_view> known_names() const {
    std::vector<std::string_view> names;
    for (const TemplateFunction& field : template_fields()) names.push_back(field.name);
    for (const auto& [name, set] : known_) names.push_back(name);
    return names;
  }

  std::vector<std::string> capture_names() const {
    std::vector<std::string> names;
    for (const std::string& name : context_.captures) names.push_back("captures." + name);
    return names;
  }

  static std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
    const std::string_view near = nearest(word, known);
    if (!near.empty()) return "did you mean '" + std::string{near} + "'?";
    std::string hint = "known are ";
    for (const std::string_view name : known) hint += (name == known.front() ? "" : ", ") + std::string{name};
    return hint;
  }

  // Functions.

  void function(const inja::FunctionNode& node, Expression& result) {
    using Operation = inja::FunctionStorage::Operation;
    if (node.name.empty()) {
      if (node.operation == Operation::AtId) return member(node, result);
      if (node.operation == Operation::And || node.operation == Operation::Or)
        result.kind = node.operation == Operation::And ? Expression::Kind::both : Expression::Kind::either;
      else
        find_operator(node, result);
      arguments(node, result);
      return;
    }
    const TemplateFunction* const found = find_template_function(node.name);
    if (!found) {
      arguments(node, result);
      return report(node.pos, ErrorCode::bad_template, "unknown function '" + node.name + "'",
                    suggestion(node.name, template_function_names()));
    }
    result.kind = Expression::Kind::call;
    result.function = found;
    if (node.arguments.size() < found->least || node.arguments.size() > found->most) {
      arguments(node, result);
      return report(node.pos, ErrorCode::bad_template, "'" + node.name + "' with " + count(node.arguments.size()),
                    "write " + std::string{found->usage});
    }
    if (node.name == "exists") return exists(node, result);
    arguments(node, result);
    if (node.name == "default") result.kind = Expression::Kind::fallback;
    if (node.name == "fixture" || node.name == "fixture_json") return fixture(node, result);
    if (found->check) check_literals(*found, result);
  }

  static std::string count(std::size_t number) {
    if (number == 0) return "no arguments";
    return number == 1 ? "1 argument" : std::to_string(number) + " arguments";
  }

  void arguments(const inja::FunctionNode& node, Expression& result) {
    for (const auto& argument : node.arguments) result.arguments.push_back(expression(*argument));
  }

  void find_operator(const inja::FunctionNode& node, Expression& result) {
    result.kind = Expression::Kind::call;
    for (const TemplateFunction& row : template_operators())
      if (row.name == sign_of(node.operation)) result.function = &row;
    if (!result.function) report(node.pos, ErrorCode::bad_template, "an operator that is not known here");
  }

  /// `(value).name`: members one by one.
  void member(const inja::FunctionNode& node, Expression& result) {
    const auto* const name = dynamic_cast<const inja::DataNode*>(node.arguments[1].get());
    Expression from = expression(*node.arguments[0]);
    if (!name) return report(node.pos, ErrorCode::bad_template, "'.' needs a name after it");
    for (std::string& part : split_name(name->name)) {
      Expression key;
      key.offset = name->pos;
      key.literal = std::make_shared<const Json>(std::move(part));
      Expression step;
      step.kind = Expression::Kind::call;
      step.offset = node.pos;
      step.function = find_template_function("at");
      step.arguments.push_back(std::move(from));
      step.arguments.push_back(std::move(key));
      from = std::move(step);
    }
    result = std::move(from);
  }

  /// inja's exists() takes the name as text; which names there are is known here.
  void exists(const inja::FunctionNode& node, Expression& result) {
    const auto* const literal = dynamic_cast<const inja::LiteralNode*>(node.arguments[0].get());
    if (!literal || !literal->value.is_string())
      return report(node.pos, ErrorCode::bad_template, "'exists' takes a name in quotes", "write exists(\"name\")");
    Expression name;
    name.offset = literal->pos;
    variable(literal->value.get<std::string>(), name);
    result.kind = Expression::Kind::is_set;
    result.arguments.push_back(std::move(name));
  }

  void fixture(const inja::FunctionNode& node, Expression& result) {
    const Value path = result.arguments[0].literal;
    if (!path || !path->is_string())
      return report(result.arguments[0].offset, ErrorCode::bad_template,
                    "'" + node.name + "' takes the path of a fixture in quotes",
                    "fixtures are read when the pack is loaded; choose between several with {% if %}");
    const auto bytes = context_.fixture(path->get_ref<const std::string&>(), place(result.arguments[0].offset));
    result.kind = Expression::Kind::literal;
    result.arguments.clear();
    result.literal = std::make_shared<const Json>();
    if (!bytes) return;
    if (node.name == "fixture") {
      result.literal = std::make_shared<const Json>(*bytes);
      return;
    }
    auto json = parse_json(*bytes);
    if (json)
      result.literal = std::make_shared<const Json>(std::move(*json));
    else
      report(node.arguments[0]->pos, ErrorCode::bad_template,
             "the fixture " + brief(*path) + " is no JSON: " + json.error().what, json.error().hint);
  }

  void check_literals(const TemplateFunction& function, const Expression& call) {
    std::vector<const Json*> literals;
    for (const Expression& argument : call.arguments)
      literals.push_back(argument.kind == Expression::Kind::literal ? argument.literal.get() : nullptr);
    std::string wrong = function.check(literals);
    if (!wrong.empty())
      report(call.offset, ErrorCode::bad_template, std::move(wrong), "write " + std::string{function.usage});
  }

  TemplateProgram& program_;
  const TextOrigin& origin_;
  LoadContext& context_;
  std::map<std::string, std::size_t> slots_;
  std::map<std::string, bool> known_;
  std::size_t loops_ = 0;
};

/// The byte of inja's line and column, which count from 1 in bytes.
std::size_t offset_of(std::string_view text, const inja::SourceLocation& location) {
  std::size_t at = 0;
  for (std::size_t line = 1; line < location.line; ++line) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return std::min(text.size(), at + (location.column > 0 ? location.column - 1 : 0));
}

/// inja's tree of a text that passed check_template_syntax, or nothing with the error reported.
std::optional<inja::Template> parse(const TemplateProgram& program, const inja::LexerConfig& lexer,
                                    const std::vector<TemplateToken>& tokens, TemplateCompiler& compiler) {
  inja::ParserConfig config;
  config.search_included_templates_in_files = false;
  inja::TemplateStorage no_templates;
  const inja::FunctionStorage functions = any_functions(tokens);
  try {
    return inja::Parser{config, lexer, no_templates, functions}.parse(program.text, {});
  } catch (const inja::InjaError& error) {
    compiler.report(offset_of(program.text, error.location), ErrorCode::bad_template, error.message);
  } catch (const std::exception& error) {
    compiler.report(0, ErrorCode::bad_template, error.what());
  }
  return std::nullopt;
}

}  // namespace

struct Template::Loaded {
  explicit Loaded(const Node& node) : origin{node} { program.text = node.text(); }
  TemplateProgram program;
  TextOrigin origin;
};

Template::Template(std::unique_ptr<const Loaded> loaded) : loaded_{std::move(loaded)} {}
Template::~Template() = default;

bool Template::has_markup(std::string_view text) noexcept {
  return text.find("{{") != std::string_view::npos || text.find("{%") != std::string_view::npos;
}

const std::string& Template::text() const noexcept { return loaded_->program.text; }

std::shared_ptr<const Template> Template::load(const Node& node, LoadContext& context) {
  const std::size_t errors_before = context.error_count();
  auto loaded = std::make_unique<Loaded>(node);
  TemplateCompiler compiler{loaded->program, loaded->origin, context};
  if (node.text().size() > max_template_size) {
    context.error(node, ErrorCode::limit, "a template of more than 1 MiB", "use a fixture for what does not change");
    return nullptr;
  }
  const inja::LexerConfig lexer = lexer_config();
  const std::vector<TemplateToken> tokens = cut(loaded->program.text, lexer);
  for (TemplateIssue& issue : check_template_syntax(tokens))
    compiler.report(issue.offset, ErrorCode::bad_template, std::move(issue.what), std::move(issue.hint));
  if (context.error_count() > errors_before) return nullptr;
  if (const auto parsed = parse(loaded->program, lexer, tokens, compiler)) compiler.compile(*parsed);
  if (context.error_count() > errors_before) return nullptr;
  return std::make_shared<const Template>(std::move(loaded));
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
  return Error{ErrorCode::bad_template,
               http::redact_text(why),
               loaded_->origin.at(loaded_->program.text, machine.failure_offset()),
               {}};
}

}  // namespace phantomime::directives
