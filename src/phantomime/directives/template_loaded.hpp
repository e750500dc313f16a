#pragma once

#include "phantomime/directives/template.hpp"
#include "phantomime/directives/template_origin.hpp"
#include "phantomime/directives/template_program.hpp"
#include "phantomime/directives/template_syntax.hpp"

namespace phantomime::directives {

/// What a template keeps: its program, and where its text stands, for errors.
struct Template::Loaded {
  explicit Loaded(const Node& node) : origin{node} { program.text = with_double_quotes(node.text()); }
  TemplateProgram program;
  TextOrigin origin;
};

}  // namespace phantomime::directives
