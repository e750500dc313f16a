#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "phantomime/directives/template_function.hpp"

namespace phantomime::directives {

// A checked template as the machine runs it. inja parses; its tree is turned into this one, because inja's own renderer
// divides by zero, reads past the end of empty lists, keeps every temporary, and cannot be bounded.

struct TemplateExpression {
  enum class Kind {
    literal,
    capture,   ///< name
    variable,  ///< slot, then path
    name,      ///< what RenderContext::names has under `name`, then path
    loop,      ///< name is index, index1, is_first or is_last; slot is how many loops out
    call,      ///< function, arguments; then path, of `request.json`
    both,      ///< and
    either,    ///< or
    fallback,  ///< default(a, b): b where a is a name that is not set or a member that is not there
    is_set,    ///< exists("name"): whether the one argument has a value
  };
  Kind kind = Kind::literal;
  std::size_t offset = 0;  ///< byte of the template's text
  Value literal;
  std::string name;
  std::size_t slot = 0;
  std::vector<std::string> path;
  const TemplateFunction* function = nullptr;
  std::vector<TemplateExpression> arguments;
};

struct TemplateStatement {
  enum class Kind { text, print, loop, branch, assign };
  Kind kind = Kind::text;
  std::size_t offset = 0;
  std::size_t length = 0;    ///< of text
  TemplateExpression value;  ///< printed, looped over, asked or assigned
  std::size_t slot = 0;      ///< of the loop's value, or assigned to
  std::size_t key_slot = 0;  ///< of the loop's key
  bool over_members = false;
  std::vector<TemplateStatement> body;
  std::vector<TemplateStatement> otherwise;
};

struct TemplateProgram {
  std::string text;
  std::vector<TemplateStatement> statements;
  std::size_t slots = 0;  ///< how many names it sets
};

}  // namespace phantomime::directives
