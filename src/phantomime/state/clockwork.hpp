#pragma once

#include <optional>

#include "phantomime/state/world.hpp"

namespace phantomime::state {

/// How many transitions one look at the clock makes at most: a world whose machines go round is not waited for.
inline constexpr std::size_t most_transitions_at_once = 100'000;

/// Lets happen in a world what its clock has come to by `now`, each thing at its own instant and in that order. Whoever
/// looks at a world does this first: no thread waits for it. The caller holds the world's mutex. Returns what was
/// broken, if anything; the transition at fault is left out, the others happen.
std::optional<Error> catch_up(World& world, Instant now);

/// Puts what was saved into a world (World::restore); what enters a state is armed by `now`. The caller holds the
/// world's mutex and has caught up.
std::optional<World::Fault> restore(World& world, const Json& saved, Instant now);

}  // namespace phantomime::state
