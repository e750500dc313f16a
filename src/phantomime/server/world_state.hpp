#pragma once

#include <optional>

#include "phantomime/base/json.hpp"
#include "phantomime/scenario/engine.hpp"
#include "phantomime/state/world.hpp"

namespace phantomime::server {

/// What an engine remembers, as `GET state` tells it, with what the clock has done by now. Takes the world's lock.
[[nodiscard]] OrderedJson tell_state(const scenario::Engine& engine);
/// Replaces what is named in it, as `PUT state` does: all, or nothing and the first fault.
[[nodiscard]] std::optional<state::World::Fault> put_state(const scenario::Engine& engine, const Json& saved);

}  // namespace phantomime::server
