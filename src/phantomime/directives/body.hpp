#pragma once

#include <string>

#include "phantomime/directives/response_spec.hpp"

namespace phantomime::directives {

/// Forgets the body a response had from keys beside a sequence, and begins another.
void begin_body(ResponseSpec& spec, ResponseSpec::Body kind, const Node& value);

/// Spells and codes a static body once and adds the headers that follow from the body. Reports a body that is to be
/// spelled and is no JSON. Called once, when all keys are read.
void finish_body(ResponseSpec& spec, LoadContext& context);

/// The body as it leaves, from a template's text: spelled and coded. Errors: syntax, where the response itself asks
/// for a spelling and the text is no JSON.
[[nodiscard]] Result<std::string> finish_rendered(const ResponseSpec& spec, std::string text);

}  // namespace phantomime::directives
