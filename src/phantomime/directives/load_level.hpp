#pragma once

#include "phantomime/directives/response_spec.hpp"

namespace phantomime::directives {

/// Which mapping of response keys is being read.
enum class Level { response, sequence_member };

/// Reads one mapping of response keys over what `spec` holds and, where it is no sequence, finishes it.
void load_level(const Node& node, LoadContext& context, ResponseSpec& spec, Level level);

}  // namespace phantomime::directives
