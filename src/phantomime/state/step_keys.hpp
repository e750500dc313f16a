#pragma once

#include <span>

#include "phantomime/base/key_row.hpp"
#include "phantomime/state/step.hpp"

namespace phantomime::state {

/// A verb of a step with the keys of its mapping.
struct StepVerb : KeyRow {
  Step::Verb verb = Step::Verb::let;
  std::string_view table;        ///< the name of the mapping's table in the schema
  std::span<const KeyRow> keys;  ///< empty for `let`, whose keys are names
  std::string_view as;           ///< the name that it makes where `as` does not say
};
[[nodiscard]] std::span<const StepVerb> step_verbs();

}  // namespace phantomime::state
