#include "phantomime/formats/variables.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/suggest.hpp"

namespace phantomime::formats {

namespace {

constexpr std::size_t max_depth = 64;       // as for what stands in a file
constexpr std::size_t max_text = 1u << 20;  // of one string

bool is_name_letter(char c) { return is_letter(c) || c == '_'; }

void report(const Node& where, Substitution& substitution, ErrorCode code, std::string what, std::string hint) {
  substitution.errors.push_back({code, std::move(what), where.location(), std::move(hint)});
}

/// Takes a tree's nodes and texts from what is left; false where it is too deep or too large for that.
bool charge(const Node& node, std::size_t depth, Substitution& substitution) {
  const std::size_t bytes = node.is_scalar() ? node.text().size() : 0;
  if (depth > max_depth || substitution.nodes_left == 0 || substitution.bytes_left < bytes) return false;
  --substitution.nodes_left;
  substitution.bytes_left -= bytes;
  return std::all_of(node.children().begin(), node.children().end(),
                     [&](const Node& child) { return charge(child, depth + 1, substitution); });
}

/// One piece of a text: as it stands, or a variable's name.
struct Piece {
  std::string_view text;
  bool is_variable = false;
};

/// Splits a text at its variables; nothing with the error reported where a `${` begins none.
std::optional<std::vector<Piece>> split(const Node& node, Substitution& substitution) {
  const std::string_view text = node.text();
  std::vector<Piece> pieces;
  std::size_t begin = 0;
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
    if (text.substr(at, 3) == "$${") {
      pieces.push_back({text.substr(begin, at - begin)});
      begin = at + 1;
      at += 3;
    } else if (text.substr(at, 2) == "${") {
      const std::size_t end = text.find('}', at);
      const std::string_view name = end == std::string_view::npos ? "" : text.substr(at + 2, end - at - 2);
      if (!is_variable_name(name)) {
        const std::string found{
            text.substr(at, std::min<std::size_t>(end == std::string_view::npos ? 12 : end - at + 1, 40))};
        report(node, substitution, ErrorCode::bad_value, "'" + found + "' names no variable",
               "a name has letters, digits and '_'; write $${ for a literal ${");
        return std::nullopt;
      }
      pieces.push_back({text.substr(begin, at - begin)});
      pieces.push_back({name, true});
      begin = at = end + 1;
    } else {
      ++at;
    }
  }
  pieces.push_back({text.substr(begin)});
  return pieces;
}

}  // namespace

bool is_variable_name(std::string_view name) noexcept {
  return !name.empty() && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_name_letter(c) || is_digit(c); });
}

Variable* VariableScope::find(std::string_view name) const {
  const auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : found->second;
}

void VariableScope::substitute(Node& node, Substitution& substitution, std::size_t depth) const {
  if (node.is_scalar()) {
    if (node.text().find("${") != std::string::npos) substitute_text(node, substitution, depth);
    return;
  }
  std::vector<Node>& children = node.children();
  const std::size_t step = node.is_mapping() ? 2 : 1;  // keys stay
  for (std::size_t i = step - 1; i < children.size(); i += step) substitute(children[i], substitution, depth + 1);
}

void VariableScope::substitute_text(Node& node, Substitution& substitution, std::size_t depth) const {
  const auto pieces = split(node, substitution);
  if (!pieces) return;

  // Only `${name}`: the whole value, its type included. It stands where it is used; what is in it, where it was
  // written.
  const bool whole =
      pieces->size() == 3 && (*pieces)[0].text.empty() && (*pieces)[1].is_variable && (*pieces)[2].text.empty();
  if (whole) {
    const Variable* variable = resolve((*pieces)[1].text, node, substitution);
    if (!variable) return;
    if (!charge(variable->value, depth, substitution))
      return report(node, substitution, ErrorCode::limit,
                    "the variable '" + variable->name + "' makes the document too deep or too large",
                    "write less of it");
    Node copy = variable->value;
    copy.at(node.source(), node.line(), node.column());
    node = std::move(copy);
    return;
  }

  std::string text;
  for (const Piece& piece : *pieces) {
    if (!piece.is_variable) {
      text += piece.text;
      continue;
    }
    const Variable* variable = resolve(piece.text, node, substitution);
    if (!variable) return;
    if (!variable->value.is_scalar())
      return report(node, substitution, ErrorCode::wrong_type,
                    "the variable '" + variable->name + "' is " + std::string{variable->value.type_name()} +
                        " and cannot stand inside a text",
                    "let the whole value be ${" + variable->name + "}");
    text += variable->value.text();
    if (text.size() > max_text || text.size() > substitution.bytes_left)
      return report(node, substitution, ErrorCode::limit, "the variables in this text make it longer than 1 MiB",
                    "put a text this long into a fixture");
  }
  substitution.bytes_left -= text.size();
  const Node::Style style =
      node.style() == Node::Style::block ? node.style() : Node::Style::quoted;  // a text, never a number
  Node replaced = Node::scalar(std::move(text), style);
  replaced.at(node.source(), node.line(), node.column());
  node = std::move(replaced);
}

Variable* VariableScope::resolve(std::string_view name, const Node& user, Substitution& substitution) const {
  Variable* variable = find(name);
  if (!variable) {
    report_unknown(name, user, substitution);
    return nullptr;
  }
  variable->used = true;
  if (variable->state == Variable::State::resolving) {
    report(user, substitution, ErrorCode::conflict, "the variable '" + variable->name + "' is defined by itself",
           "write out one of the values");
    return nullptr;
  }
  if (variable->state == Variable::State::unresolved) {
    variable->state = Variable::State::resolving;
    variable->home->substitute(variable->value, substitution);
    variable->state = Variable::State::resolved;
  }
  return variable;
}

void VariableScope::report_unknown(std::string_view name, const Node& user, Substitution& substitution) const {
  std::vector<std::string_view> known;
  for (const auto& [other, variable] : variables_) known.push_back(other);
  const std::string_view meant = nearest(name, known);
  report(user, substitution, ErrorCode::not_found, "there is no variable '" + std::string{name} + "'",
         meant.empty() ? "define it under variables:, or write $${ for a literal ${"
                       : "did you mean '" + std::string{meant} + "'?");
}

void escape_variables(Node& node) {
  if (node.is_scalar()) {
    std::string text;
    for (std::size_t at = 0; at < node.text().size(); ++at) {
      if (node.text().compare(at, 2, "${") == 0) text += '$';
      text += node.text()[at];
    }
    if (text != node.text()) node = Node::scalar(std::move(text), node.style());
    return;
  }
  auto& children = node.children();
  const bool mapping = node.is_mapping();
  for (std::size_t child = 0; child < children.size(); ++child)
    if (!mapping || child % 2 == 1) escape_variables(children[child]);
}

}  // namespace phantomime::formats
