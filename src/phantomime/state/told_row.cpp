#include <algorithm>
#include <utility>

#include "phantomime/directives/response_spec.hpp"
#include "phantomime/state/performance.hpp"

// A row as clients see it: members in their order, views computed, relations by name.

namespace phantomime::state {

bool Performance::show(const Step& step) {
  const RowRef* const ref = ref_of(step);
  if (!ref) return false;
  const Row row = stage_.world.find(*ref);
  std::string told;
  if (!row) return broken(step, "the row '" + step.subject + "' is gone");
  if (!tell(*stage_.world.model().collection(ref->collection), row, Shape::one, told)) return false;
  names_.set(step.as, written_json(told));
  return true;
}

bool Performance::is_told(const Member& member, Shape shape, bool& told) {
  told = member.stored;
  const bool flagged = std::find(flags_.begin(), flags_.end(), member.with_flag) != flags_.end();
  if (member.shown == Member::Shown::never) told = false;
  if (member.shown == Member::Shown::one && shape == Shape::list && !flagged) told = false;
  if (!told || !member.shown_when) return true;
  return holds(member.shown_when, told);
}

/// What a relation is told as.
Json Performance::related(const Member& member, const Json& value) const {
  const auto one = [&](const Json& id) -> Json {
    const Row row = id.is_number_integer() ? stage_.world.find({member.relation, id.get<std::int64_t>()}) : nullptr;
    return row ? row->value(member.told_as, Json{}) : id;
  };
  if (!value.is_array()) return one(value);
  Json all = Json::array();
  for (const Json& id : value) all.push_back(one(id));
  return all;
}

bool Performance::tell(const Collection& collection, const Row& row, Shape shape, std::string& out) {
  const bool in_list = shape == Shape::list;
  if (!collection.told_by_rows || (in_list && !flags_.empty())) return tell_anew(collection, row, shape, out);
  World& world = stage_.world;
  if (const World::Told* const told = world.told(*row, in_list)) {
    out += told->text;
    for (Counter* const counter : told->counted) world.count(counter);
    return true;
  }
  const auto before = static_cast<std::ptrdiff_t>(world.counted().size());
  World::Told told;
  if (!tell_anew(collection, row, shape, told.text)) return false;
  out += told.text;
  told.counted.assign(world.counted().begin() + before, world.counted().end());
  world.keep_told(*row, in_list, std::move(told));
  return true;
}

bool Performance::tell_anew(const Collection& collection, const Row& row, Shape shape, std::string& out) {
  RowForNow told_now{names_};
  told_now.is(row);
  static const Json nothing;
  const Counters* const counters = stage_.world.counters();
  if (counters && collection.machine)
    stage_.world.count(counters->in_state(*collection.machine, row->value(collection.machine->member, std::string{})));
  out += '{';
  bool first = true;
  for (const Member& member : collection.members) {
    bool told = false;
    if (!is_told(member, shape, told)) return false;
    if (!told) continue;
    if (counters)
      stage_.world.count(counters->told(collection, static_cast<std::size_t>(&member - collection.members.data())));
    if (!std::exchange(first, false)) out += ',';
    append_json_quoted(out, member.name);
    out += ':';
    if (member.view) {
      const auto text = member.view->write(context());
      if (!text) return broken(text.error());
      out += *text;
      continue;
    }
    const auto found = row->find(member.name);
    const Json& kept = found == row->end() ? nothing : *found;
    if (member.told_as.empty())
      append_json(out, kept);
    else
      append_json(out, related(member, kept));
  }
  out += '}';
  return true;
}

}  // namespace phantomime::state
