#pragma once

#include <string>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/state/collection.hpp"

namespace phantomime::formats {

/// What clients may do with a collection, as the stubs that a person would write for it: each a mapping that the stub
/// loader reads, located at its operation. `node` is the collection's value, `envelope` that of its grammar, or null.
[[nodiscard]] std::vector<Node> operation_stubs(const state::Collection& collection, const Node& node,
                                                const Node* envelope, LoadContext& context);

}  // namespace phantomime::formats
