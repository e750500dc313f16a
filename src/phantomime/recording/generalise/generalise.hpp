#pragma once

#include <cstdint>
#include <set>
#include <span>

#include "phantomime/recording/generalise/draft.hpp"

namespace phantomime::recording {

/// Makes of recordings what a pack is to say: the same requests become one stub, changing answers a sequence, paths
/// that differ only in what their answers echo a template. Several recordings must be of the same session: what differs
/// between them is what does not stay. `literal`: exchanges (recording, number) whose stubs are to repeat what was
/// recorded and nothing else, since something more general answered them wrongly. The recordings must outlive it.
using LiteralExchanges = std::set<const Exchange*>;
[[nodiscard]] PackDraft generalise(std::span<const Recording> recordings, const LiteralExchanges& literal = {});

}  // namespace phantomime::recording
