#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "phantomime/base/document.hpp"
#include "phantomime/base/error.hpp"

namespace phantomime::formats {

class VariableScope;

/// A name for a value, as a `variables:` mapping defines it.
struct Variable {
  enum class State { unresolved, resolving, resolved };
  std::string name;
  Node value;
  Location where;
  const VariableScope* home = nullptr;  ///< in which the value's own variables are looked up
  State state = State::unresolved;
  bool used = false;
};

/// Every variable of a pack; their addresses stay.
using VariableStore = std::deque<Variable>;

/// Whether this may be a variable's name: letters, digits and '_', no digit first.
[[nodiscard]] bool is_variable_name(std::string_view name) noexcept;

/// What all substitutions of one pack share: where errors go, and how much may grow out of variables.
struct Substitution {
  Errors& errors;
  std::size_t nodes_left = 4'000'000;
  std::size_t bytes_left = 64u << 20;
};

/// Makes every text of a tree that is to be written into a file mean itself there: `${name}` becomes `$${name}`.
void escape_variables(Node& node);

/// The variables that one file sees.
class VariableScope {
 public:
  /// A later definition hides an earlier one of the same name.
  void define(Variable& variable) { variables_.insert_or_assign(variable.name, &variable); }
  /// Takes over what another scope sees; what is defined here already stays.
  void inherit(const VariableScope& other) { variables_.insert(other.variables_.begin(), other.variables_.end()); }
  [[nodiscard]] Variable* find(std::string_view name) const;

  /// Replaces `${name}` in the strings of a tree, keys excepted; reports unknown names and what grows beyond bounds.
  void substitute(Node& node, Substitution& substitution, std::size_t depth = 0) const;

 private:
  void substitute_text(Node& node, Substitution& substitution, std::size_t depth) const;
  [[nodiscard]] Variable* resolve(std::string_view name, const Node& user, Substitution& substitution) const;
  void report_unknown(std::string_view name, const Node& user, Substitution& substitution) const;

  std::map<std::string, Variable*, std::less<>> variables_;
};

}  // namespace phantomime::formats
