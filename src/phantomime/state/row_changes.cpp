#include <algorithm>

#include "phantomime/directives/response_spec.hpp"
#include "phantomime/state/member_value.hpp"
#include "phantomime/state/performance.hpp"

// What holds for every row, however it came to be: defaults, types, relations, unique members, the machine's states.

namespace phantomime::state {

using directives::Value;

namespace {

/// A member that no one set.
Json nothing_for(const Member& member) {
  if (member.many) return Json::array();
  return nullptr;
}

/// Whether it would put the row into a state that its machine does not have.
bool is_no_state(const Collection& collection, const Member& member, const Json& value) {
  if (!collection.machine || member.name != collection.machine->member || !value.is_string()) return false;
  const std::vector<std::string> states = collection.machine->states();
  return std::find(states.begin(), states.end(), value.get_ref<const std::string&>()) == states.end();
}

/// The first member that the collection does not have; empty where it has them all.
std::string unknown_to(const Collection& collection, const Json& members) {
  for (const auto& [name, value] : members.items())
    if (!collection.find(name)) return name;
  return {};
}

}  // namespace

bool Performance::add_row(const Step& step, const Collection& collection, Json members, RowRef& ref) {
  World& world = stage_.world;
  const std::string& id_name = collection.schema.id;
  const Json given_id = members.value(id_name, Json{});
  ref.id = given_id.is_number_integer() ? given_id.get<std::int64_t>() : world.next_id(collection.name);
  if (world.find(ref)) return broken(step, "there is a row " + std::to_string(ref.id) + " of " + collection.name);
  if (const std::string name = unknown_to(collection, members); !name.empty())
    return broken(step, "the collection " + collection.name + " has no member '" + name + "'");
  members[id_name] = ref.id;
  Json row = Json::object();
  if (!complete_row(collection, members, row) || !check_row(collection, row, std::nullopt)) return false;
  world.put(ref, std::make_shared<const Json>(std::move(row)));
  return has_room(collection) && enter_state(ref);
}

bool Performance::has_room(const Collection& collection) {
  return stage_.world.has_room(collection.name) ||
         mistake(collection, nullptr, {}, "full", Json{},
                 "this world holds " + std::to_string(stage_.world.bounds().rows) + " rows of a collection and " +
                     std::to_string(stage_.world.bounds().bytes >> 10) + " KiB of rows at most");
}

bool Performance::complete_row(const Collection& collection, const Json& members, Json& row) {
  RowForNow so_far{names_};
  for (const Member& member : collection.members) {
    if (!member.is_kept()) continue;
    const auto given = members.find(member.name);
    if (given != members.end()) {
      row[member.name] = *given;
    } else if (collection.machine && member.name == collection.machine->member) {
      row[member.name] = collection.machine->initial;
    } else if (member.by_default) {
      Value value;
      if (!member.by_default->constant()) so_far.is(row);
      if (!evaluate(member.by_default, value)) return false;
      row[member.name] = *value;
    } else {
      row[member.name] = nothing_for(member);
    }
  }
  return true;
}

bool Performance::follow_change(const Collection& collection, const Json& members, Json& row) {
  RowForNow changed{names_};
  for (const Member& member : collection.members) {
    if (!member.on_change || members.contains(member.name)) continue;
    changed.is(row);
    Value value;
    if (!evaluate(member.on_change, value)) return false;
    row[member.name] = *value;
  }
  return true;
}

bool Performance::check_row(const Collection& collection, const Json& row, std::optional<std::int64_t> own_id) {
  for (const Member& member : collection.members) {
    if (!member.is_kept()) continue;
    const Json& value = row.at(member.name);
    if (!fits(member, value))
      return broken(Error{ErrorCode::wrong_type,
                          "a row of " + collection.name + " would have " + member.name + " " + brief(value) +
                              ", expected " + expected_value(member),
                          member.where, "give it a default, or say nullable: true"});
    if (is_no_state(collection, member, value))
      return mistake(collection, &member, member.name, "bad_value", value, brief(value) + " is none of its states");
    if (!member.unique || value.is_null()) continue;
    for (const Json* const other : std::as_const(stage_.world).rows(collection.name)) {
      if (other->at(member.name) != value || (own_id && other->at(collection.schema.id) == *own_id)) continue;
      return mistake(collection, &member, member.name, "duplicate", value,
                     "there is a " + collection.name + " with this " + member.name);
    }
  }
  return true;
}

bool Performance::change_row(const RowRef& ref, const Json& members, bool by_machine) {
  World& world = stage_.world;
  const Collection& collection = *world.model().collection(ref.collection);
  const Row was = world.find(ref);
  if (!was) return broken(Error{ErrorCode::not_found, "a row of " + ref.collection + " is gone", collection.where, {}});
  if (const std::string name = unknown_to(collection, members); !name.empty())
    return broken(Error{ErrorCode::unknown_key,
                        "the collection " + collection.name + " has no member '" + name + "'",
                        collection.where,
                        {}});
  Json row = *was;
  for (const auto& [key, value] : members.items())
    if (collection.find(key)->is_kept()) row[key] = value;
  if (!follow_change(collection, members, row) || !check_row(collection, row, ref.id)) return false;
  const std::string& state = collection.machine ? collection.machine->member : collection.schema.id;
  const bool moves = by_machine || (collection.machine && row.at(state) != was->at(state));
  world.put(ref, std::make_shared<const Json>(std::move(row)));
  refresh(ref);
  return has_room(collection) && (!moves || enter_state(ref));
}

bool Performance::enter_state(const RowRef& ref) {
  const Collection& collection = *stage_.world.model().collection(ref.collection);
  if (!collection.machine) return true;
  count_state(ref, false);
  return arm(ref, false, stage_.world.enter(ref, false));
}

}  // namespace phantomime::state
