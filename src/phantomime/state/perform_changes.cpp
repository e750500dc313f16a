#include "phantomime/base/time_text.hpp"
#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/state/performance.hpp"

// The steps that change rows and states: create, change, delete, fire.

namespace phantomime::state {

using directives::Value;

bool Performance::create(const Step& step) {
  const Collection& collection = *stage_.world.model().collection(step.collection);
  Value members;
  if (!evaluate(step.value, members)) return false;
  if (!members->is_object()) return broken(step, "'create' takes members, this is " + brief(*members));
  RowRef ref{step.collection, 0};
  if (!add_row(step, collection, *members, ref)) return false;
  if (!step.as.empty()) set_row(step.as, ref);
  return true;
}

bool Performance::change(const Step& step) {
  const RowRef* const found = ref_of(step);
  Value members;
  if (!found || !evaluate(step.value, members)) return false;
  if (!members->is_object()) return broken(step, "'change' takes members, this is " + brief(*members));
  const RowRef ref = *found;
  return change_row(ref, *members, false);
}

bool Performance::remove(const Step& step) {
  const RowRef* const ref = ref_of(step);
  if (!ref) return false;
  stage_.world.erase(RowRef{*ref});
  return true;
}

bool Performance::fire(const Step& step) {
  const bool own = !step.machine.empty();
  RowRef ref{step.machine, 0};
  if (!own) {
    const RowRef* const found = ref_of(step);
    if (!found) return false;
    ref = *found;
  }
  const Machine* const machine = machine_of(ref, own);
  const Transition* const transition = machine ? machine->find(step.transition) : nullptr;
  if (!transition) return broken(step, "there is no transition '" + step.transition + "' here");
  const bool fired = fire(ref, own, *transition);
  if (failed()) return false;
  if (!step.as.empty()) names_.set(step.as, Json(fired));
  if (fired || step.otherwise == no_error) return true;
  Failure failure;
  failure.error = step.otherwise;
  failure.collection = ref.collection;
  failure.member = own ? machine->name : machine->member;
  failure.value = state_of(ref, own);
  failure.text = "its state does not allow to " + step.transition;
  return fail(std::move(failure));
}

const Machine* Performance::machine_of(const RowRef& ref, bool own) const {
  const Model& model = stage_.world.model();
  if (own) return model.machine(ref.collection);
  const Collection* const collection = model.collection(ref.collection);
  return collection->machine ? &*collection->machine : nullptr;
}

std::string Performance::state_of(const RowRef& ref, bool own) const {
  if (own) return std::string{std::as_const(stage_.world).state(ref.collection)};
  const Row row = stage_.world.find(ref);
  return row ? row->value(machine_of(ref, own)->member, std::string{}) : std::string{};
}

void Performance::count_state(const RowRef& ref, bool own) const {
  const Counters* const counters = stage_.world.counters();
  if (!counters) return;
  if (const Machine* const machine = machine_of(ref, own))
    stage_.world.count(counters->in_state(*machine, state_of(ref, own)));
}

bool Performance::fire(const RowRef& ref, bool own, const Transition& transition) {
  if (!transition.leaves(state_of(ref, own))) return false;
  if (depth_ >= max_depth)
    return broken(
        Error{ErrorCode::limit, "transitions fire each other without end", transition.where, "let one of them end"});
  const auto refs_before = refs_;
  bool done = false, wanted = true;
  {
    // `row` is this one for its condition and its steps.
    RowForNow fired{names_};
    if (!own) set_row("row", ref);
    done = holds(transition.when, wanted) && (!wanted || move(ref, own, transition));
  }
  if (!own) {
    refs_ = refs_before;
    refresh_all();  // what it fired in turn may have changed any of them
  }
  return done && wanted;
}

bool Performance::move(const RowRef& ref, bool own, const Transition& transition) {
  World& world = stage_.world;
  ++depth_;
  bool done = false;
  if (const Counters* const counters = world.counters()) world.count(counters->moved(transition, state_of(ref, own)));
  if (own) {
    world.set_state(ref.collection, transition.to);
    count_state(ref, own);
    done = arm(ref, true, world.enter(ref, true));
  } else {
    done = change_row(ref, Json{{machine_of(ref, own)->member, transition.to}}, true);
  }
  done = done && run(transition.steps);
  --depth_;
  return done;
}

bool Performance::arm(const RowRef& ref, bool own, std::uint64_t entry) {
  const std::string state = state_of(ref, own);
  RowForNow armed{names_};
  if (!own) armed.is(stage_.world.find(ref));
  for (const Transition& transition : machine_of(ref, own)->transitions) {
    if (!transition.is_timed() || !transition.leaves(state)) continue;
    const auto due = due_of(transition);
    if (!due) return false;
    Timer timer;
    timer.due = *due;
    timer.row = ref;
    timer.own = own;
    timer.transition = &transition;
    timer.entry = entry;
    stage_.world.arm(std::move(timer));
  }
  return true;
}

std::optional<Instant> Performance::due_of(const Transition& transition) {
  const auto unusable = [&](const Value& value, std::string_view what) -> std::optional<Instant> {
    broken(Error{ErrorCode::bad_template,
                 "the transition '" + transition.name + "' needs " + std::string{what} + ", this is " + brief(*value),
                 transition.where,
                 {}});
    return std::nullopt;
  };
  Instant due = stage_.now;
  Value value;
  if (transition.at) {
    if (!evaluate(transition.at, value)) return std::nullopt;
    const auto at = value->is_string() ? parse_clock_instant(value->get_ref<const std::string&>())
                                       : Result<Instant>{Error{ErrorCode::wrong_type, "no text", {}, {}}};
    if (!at) return unusable(value, "an instant");
    due = *at;
  }
  if (transition.after) {
    if (!evaluate(transition.after, value)) return std::nullopt;
    const auto after = value->is_string() ? parse_duration(value->get_ref<const std::string&>())
                                          : Result<std::chrono::nanoseconds>{Error{ErrorCode::wrong_type, "", {}, {}}};
    if (!after || after->count() < 0) return unusable(value, "a duration such as 2s");
    due += *after;
  }
  return due;
}

bool Performance::count_reading(const RowRef& ref) {
  World& world = stage_.world;
  const std::uint64_t count = world.count_reading(ref);
  const Collection& collection = *world.model().collection(ref.collection);
  if (!collection.machine) return true;
  for (const Transition& transition : collection.machine->transitions) {
    if (transition.after_reads == 0 || count != static_cast<std::uint64_t>(transition.after_reads) + 1) continue;
    const bool fired = fire(ref, false, transition);
    if (failed()) return false;
    if (fired) static_cast<void>(world.count_reading(ref));  // this reading sees the new state
    break;
  }
  return true;
}

}  // namespace phantomime::state
