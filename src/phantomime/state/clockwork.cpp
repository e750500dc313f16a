#include "phantomime/state/clockwork.hpp"

#include "phantomime/http/request.hpp"
#include "phantomime/state/performance.hpp"

namespace phantomime::state {
namespace {

/// Performs something at an instant of its own, without a request; kept if it ends well.
template <class Act>
std::optional<Error> perform_at(World& world, Instant at, std::uint64_t seed, Act&& act) {
  static const http::Request nobody;
  static const std::vector<std::pair<std::string, std::string>> no_captures;
  const http::RequestView request{nobody};
  Random random{seed};
  const Performance::Stage stage{world, request, no_captures, at, random};
  Performance performance{stage};
  world.begin();
  act(performance);
  if (!performance.failed()) {
    world.commit();
    return std::nullopt;
  }
  world.roll_back();
  const Failure& failure = performance.failure();
  if (failure.broken) return failure.broken;
  return Error{
      ErrorCode::bad_template, "a transition on the clock ended with '" + failure.error + "': " + failure.text, {}, {}};
}

std::uint64_t seed_of(const World& world, const RowRef& row, std::string_view what, Instant at) {
  std::uint64_t seed = mix_seed(mix_seed(world.seed(), row.collection), static_cast<std::uint64_t>(row.id));
  return mix_seed(mix_seed(seed, what), static_cast<std::uint64_t>(at.time_since_epoch().count()));
}

/// A row or a machine enters the state that it is in, at an instant.
std::optional<Error> enter_at(World& world, const RowRef& ref, bool own, Instant at, std::string_view what) {
  return perform_at(world, at, seed_of(world, ref, what, at), [&](Performance& performance) {
    static_cast<void>(performance.arm(ref, own, world.enter(ref, own)));
  });
}

/// What is in a state with timed transitions at the start.
void arm_all(World& world, std::optional<Error>& error) {
  const auto arm = [&](const RowRef& ref, bool own) {
    const auto wrong = enter_at(world, ref, own, world.start(), "start");
    if (wrong && !error) error = wrong;
  };
  for (const Collection& collection : world.model().collections) {
    if (!collection.machine) continue;
    for (const Row& row : collection.rows) {
      const std::string state = row->value(collection.machine->member, std::string{});
      for (const Transition& transition : collection.machine->transitions)
        if (transition.is_timed() && transition.leaves(state)) {
          arm({collection.name, row->at(collection.schema.id).get<std::int64_t>()}, false);
          break;
        }
    }
  }
  for (const Machine& machine : world.model().machines) arm({machine.name, 0}, true);
}

}  // namespace

std::optional<Error> catch_up(World& world, Instant now) {
  std::optional<Error> error;
  if (world.begins()) arm_all(world, error);
  std::size_t transitions = 0;
  while (const auto timer = world.next_due(now)) {
    if (++transitions > most_transitions_at_once) {
      // What goes round stands still from here on: nobody is to wait for it again at the next request.
      while (world.next_due(now)) {
      }
      return Error{ErrorCode::limit, "more than 100000 transitions at once: what else was due is left out",
                   timer->transition->where, "let its machine come to an end"};
    }
    const auto wrong = perform_at(
        world, timer->due, seed_of(world, timer->row, timer->transition->name, timer->due),
        [&](auto& performance) { static_cast<void>(performance.fire(timer->row, timer->own, *timer->transition)); });
    if (wrong && !error) error = wrong;
  }
  return error;
}

std::optional<World::Fault> restore(World& world, const Json& saved, Instant now) {
  return world.restore(saved, [&](const RowRef& ref, bool own) { return enter_at(world, ref, own, now, "restored"); });
}

}  // namespace phantomime::state
