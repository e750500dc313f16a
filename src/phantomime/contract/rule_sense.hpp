#pragma once

#include "phantomime/base/load_context.hpp"
#include "phantomime/contract/rules.hpp"

namespace phantomime::contract {

/// Reports what of a rule contradicts the rest of it.
void check_sense(const ValueRule& rule, const Node& node, LoadContext& context);

}  // namespace phantomime::contract
