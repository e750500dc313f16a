#pragma once

#include "phantomime/directives/response_spec.hpp"

namespace phantomime::directives {

/// Which mapping of response keys is being read.
enum class Level { response, sequence_member };

/// Reads one mapping of response keys over what `spec` holds and, where it is no sequence, finishes it.
void load_level(const Node& node, LoadContext& context, ResponseSpec& spec, Level level);

/// Makes the headers those of a chunked response; `where` is to blame for one that cannot be.
void finish_chunks(ResponseSpec& spec, LoadContext& context, const Node& where);
/// Reports a fault that cannot happen to the response beside which it is written.
void check_fault(const ResponseSpec& spec, LoadContext& context, const Node& fault);

}  // namespace phantomime::directives
