#include "phantomime/directives/template.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <inja/inja.hpp>

#include "phantomime/base/suggest.hpp"
#include "phantomime/directives/template_loaded.hpp"
#include "phantomime/directives/template_scope.hpp"
#include "phantomime/directives/template_syntax.hpp"

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

void add_function(inja::FunctionStorage& storage, std::string_view name) {
  storage.add_callback(name, 0, {});
  storage.add_callback(name, -1, {});
}

/// Every name that is called, with any number of arguments: the compiler checks names and numbers with better words.
/// Nearly always the functions there are suffice; their table is made once.
inja::FunctionStorage any_functions(const std::vector<TemplateToken>& tokens, const inja::FunctionStorage& known) {
  inja::FunctionStorage storage = known;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].kind == TemplateToken::Kind::pipe) add_function(storage, tokens[i + 1].text);
    if (tokens[i + 1].kind == TemplateToken::Kind::left_parenthesis) add_function(storage, tokens[i].text);
  }
  return storage;
}

bool calls_unknown(const std::vector<TemplateToken>& tokens) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].kind == TemplateToken::Kind::pipe && !find_template_function(tokens[i + 1].text)) return true;
    if (tokens[i + 1].kind == TemplateToken::Kind::left_parenthesis && tokens[i].kind == TemplateToken::Kind::word &&
        !find_template_function(tokens[i].text))
      return true;
  }
  return false;
}

const inja::FunctionStorage& known_functions() {
  static const inja::FunctionStorage known = [] {
    inja::FunctionStorage storage;
    for (const std::string_view name : template_function_names()) add_function(storage, name);
    return storage;
  }();
  return known;
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

class TemplateCompiler {
 public:
  TemplateCompiler(TemplateProgram& program, const TemplateReporter& reporter)
      : program_{program}, reporter_{reporter}, scope_{reporter} {}

  void compile(const inja::Template& parsed) {
    program_.statements = block(parsed.root);
    program_.slots = scope_.size();
  }

 private:
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
      result.slot = scope_.add(set->key, place_of(set->key, node.pos));
    }
    return result;
  }

  void loop(const inja::ForStatementNode& node, const std::string& key, const std::string& value, Statement& result) {
    result.kind = Statement::Kind::loop;
    result.value = expression_of(node.condition, node.pos);
    result.over_members = !key.empty();
    const TemplateScope::Names before = scope_.enter_loop();
    if (result.over_members) result.key_slot = scope_.add(key, place_of(key, node.pos));
    result.slot = scope_.add(value, place_of(value, node.pos));
    result.body = block(node.body);
    scope_.leave_loop(before, {key, value});
  }

  /// inja keeps where it stood behind a name that is made.
  std::size_t place_of(const std::string& name, std::size_t behind) const {
    const std::size_t found = program_.text.rfind(name, behind);
    return found == std::string::npos ? behind : found;
  }

  Expression expression_of(const inja::ExpressionListNode& list, std::size_t offset) {
    if (list.root) return expression(*list.root);
    reporter_.report(offset, "an expression is missing");
    return {};
  }

  Expression expression(const inja::ExpressionNode& node) {
    Expression result;
    result.offset = node.pos;
    if (const auto* const literal = dynamic_cast<const inja::LiteralNode*>(&node))
      result.literal = std::make_shared<const Json>(literal->value);
    else if (const auto* const name = dynamic_cast<const inja::DataNode*>(&node))
      scope_.resolve(name->name, result);
    else if (const auto* const call = dynamic_cast<const inja::FunctionNode*>(&node))
      function(*call, result);
    return result;
  }

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
      const std::string near{nearest(node.name, template_function_names())};
      return reporter_.report(
          node.pos, "unknown function '" + node.name + "'",
          near.empty() ? "scenarios/README.md lists them under 'template'" : "did you mean '" + near + "'?");
    }
    result.kind = Expression::Kind::call;
    result.function = found;
    if (node.arguments.size() < found->least || node.arguments.size() > found->most) {
      arguments(node, result);
      return reporter_.report(node.pos, "'" + node.name + "' with " + count(node.arguments.size()),
                              "write " + std::string{found->usage});
    }
    if (node.name == "exists") return exists(node, result);
    arguments(node, result);
    if (node.name == "default") result.kind = Expression::Kind::fallback;
    if (node.name == "fixture" || node.name == "fixture_json") return fixture(node, result);
    if (node.name == "row" || node.name == "rows" || node.name == "count") check_collection(node, result);
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
    if (!result.function) reporter_.report(node.pos, "an operator that is not known here");
  }

  /// `(value).name`: members one by one.
  void member(const inja::FunctionNode& node, Expression& result) {
    const auto* const name = dynamic_cast<const inja::DataNode*>(node.arguments[1].get());
    Expression from = expression(*node.arguments[0]);
    if (!name) return reporter_.report(node.pos, "'.' needs a name after it");
    for (std::string& part : split_template_name(name->name)) {
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
      return reporter_.report(node.pos, "'exists' takes a name in quotes", "write exists(\"name\")");
    Expression name;
    name.offset = literal->pos;
    scope_.resolve(literal->value.get<std::string>(), name);
    result.kind = Expression::Kind::is_set;
    result.arguments.push_back(std::move(name));
  }

  void fixture(const inja::FunctionNode& node, Expression& result) {
    const Value path = result.arguments[0].literal;
    if (!path || !path->is_string())
      return reporter_.report(result.arguments[0].offset, "'" + node.name + "' takes the path of a fixture in quotes",
                              "fixtures are read when the pack is loaded; choose between several with {% if %}");
    const auto bytes =
        reporter_.context().fixture(path->get_ref<const std::string&>(), reporter_.place(result.arguments[0].offset));
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
      reporter_.report(node.arguments[0]->pos, "the fixture " + brief(*path) + " is no JSON: " + json.error().what,
                       json.error().hint);
  }

  void check_collection(const inja::FunctionNode& node, const Expression& call) {
    const Value name = call.arguments[0].literal;
    const std::vector<std::string>& known = reporter_.context().collections;
    if (!name || !name->is_string() || std::find(known.begin(), known.end(), *name) != known.end()) return;
    reporter_.report(call.arguments[0].offset, "'" + node.name + "': there is no collection " + brief(*name),
                     known.empty()
                         ? "write one under 'collections'"
                         : template_suggestion(name->get_ref<const std::string&>(), {known.begin(), known.end()}));
  }

  void check_literals(const TemplateFunction& function, const Expression& call) {
    std::vector<const Json*> literals;
    for (const Expression& argument : call.arguments)
      literals.push_back(argument.kind == Expression::Kind::literal ? argument.literal.get() : nullptr);
    std::string wrong = function.check(literals);
    if (!wrong.empty()) reporter_.report(call.offset, std::move(wrong), "write " + std::string{function.usage});
  }

  TemplateProgram& program_;
  const TemplateReporter& reporter_;
  TemplateScope scope_;
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

/// inja's message and what to do about it.
std::pair<std::string, std::string> in_our_words(const std::string& message) {
  if (message == "malformed expression") return {message, "two values stand side by side without an operator"};
  if (message == "too few arguments")
    return {"an operator without a value on each side", "a number below zero may need 0 - 1 instead of -1"};
  return {message, {}};
}

/// inja's tree of a text that passed check_template_syntax, or nothing with the error reported.
std::optional<inja::Template> parse(const TemplateProgram& program, const inja::LexerConfig& lexer,
                                    const std::vector<TemplateToken>& tokens, const TemplateReporter& reporter) {
  inja::ParserConfig config;
  config.search_included_templates_in_files = false;
  inja::TemplateStorage no_templates;
  std::optional<inja::FunctionStorage> of_its_own;
  if (calls_unknown(tokens)) of_its_own.emplace(any_functions(tokens, known_functions()));
  const inja::FunctionStorage& functions = of_its_own ? *of_its_own : known_functions();
  try {
    return inja::Parser{config, lexer, no_templates, functions}.parse(program.text, {});
  } catch (const inja::InjaError& error) {
    const auto [what, hint] = in_our_words(error.message);
    reporter.report(offset_of(program.text, error.location), what, hint);
  } catch (const std::exception& error) {
    reporter.report(0, error.what());
  }
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const Template> Template::load(const Node& node, LoadContext& context) {
  const std::size_t errors_before = context.error_count();
  auto loaded = std::make_unique<Loaded>(node);
  const TemplateReporter reporter{loaded->program.text, loaded->origin, context};
  if (node.text().size() > max_template_size) {
    context.error(node, ErrorCode::limit, "a template of more than 1 MiB", "use a fixture for what does not change");
    return nullptr;
  }
  const inja::LexerConfig lexer = lexer_config();
  const std::vector<TemplateToken> tokens = cut(loaded->program.text, lexer);
  for (TemplateIssue& issue : check_template_syntax(tokens))
    reporter.report(issue.offset, std::move(issue.what), std::move(issue.hint));
  if (context.error_count() > errors_before) return nullptr;
  if (const auto parsed = parse(loaded->program, lexer, tokens, reporter))
    TemplateCompiler{loaded->program, reporter}.compile(*parsed);
  if (context.error_count() > errors_before) return nullptr;
  return std::make_shared<const Template>(std::move(loaded));
}

}  // namespace phantomime::directives
