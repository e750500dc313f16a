#include "phantomime/server/world_state.hpp"

#include <memory>
#include <mutex>

#include "phantomime/state/clockwork.hpp"

namespace phantomime::server {

OrderedJson tell_state(const scenario::Engine& engine) {
  state::World* const world = engine.world();
  if (!world) return {{"collections", OrderedJson::object()}, {"machines", OrderedJson::object()}};
  const std::lock_guard lock{world->mutex()};
  // A transition that is broken is reported to the next request that is played.
  static_cast<void>(state::catch_up(*world, engine.clock().now()));
  return world->save();
}

std::optional<state::World::Fault> put_state(const scenario::Engine& engine, const Json& saved) {
  // Where nothing is remembered there is nothing to name: a world without anything says so.
  static const auto nothing = std::make_shared<const state::Model>();
  state::World empty{nothing, {}, 0};
  state::World& world = engine.world() ? *engine.world() : empty;
  const std::lock_guard lock{world.mutex()};
  const Instant now = engine.clock().now();
  static_cast<void>(state::catch_up(world, now));
  return state::restore(world, saved, now);
}

}  // namespace phantomime::server
