// The whole of a world as JSON, and back.
#include <utility>

#include "phantomime/matchers/json_pointer.hpp"
#include "phantomime/state/saved_state.hpp"
#include "phantomime/state/world.hpp"

namespace phantomime::state {
namespace {

/// A value of a row; text that is written as it stands becomes what it says.
OrderedJson as_told(const Json& value) {
  if (value.is_structured() || value.is_binary()) return OrderedJson::parse(json_text(value), nullptr, false);
  return value;
}

OrderedJson as_told(const Collection& collection, const Json& row) {
  OrderedJson told = OrderedJson::object();
  for (const Member& member : collection.members) {
    if (!member.is_kept()) continue;
    const auto value = row.find(member.name);
    told[member.name] = member.secret        ? OrderedJson(World::redacted)
                        : value == row.end() ? OrderedJson{}
                                             : as_told(*value);
  }
  return told;
}

}  // namespace

OrderedJson World::save() const {
  OrderedJson collections = OrderedJson::object(), machines = OrderedJson::object();
  for (const Collection& collection : model_->collections) {
    OrderedJson rows = OrderedJson::array();
    for (const Json* const row : this->rows(collection.name)) rows.push_back(as_told(collection, *row));
    collections[collection.name] = {{"next_id", next_id(collection.name)}, {"rows", std::move(rows)}};
  }
  for (const Machine& machine : model_->machines) machines[machine.name] = std::string{state(machine.name)};
  return {{"collections", std::move(collections)}, {"machines", std::move(machines)}};
}

void World::replace(const SavedState& saved, std::vector<std::pair<RowRef, bool>>& entered) {
  forget_told();
  for (const SavedState::Rows& read : saved.collections) {
    Table& of = table(read.collection->name);
    std::map<std::int64_t, Slot> before = std::exchange(of.slots, {});
    for (const auto& [id, slot] : before) bytes_ -= slot.bytes;
    for (const auto& [id, row] : read.rows) {
      const auto slot = before.find(id);
      if (slot != before.end() && slot->second.row == row) {
        bytes_ += slot->second.bytes;
        of.slots.emplace(id, std::move(slot->second));
        continue;
      }
      Slot& put = of.slots[id];
      put.bytes = json_text(*row).size();
      put.row = row;
      bytes_ += put.bytes;
      if (read.collection->machine) entered.emplace_back(RowRef{read.collection->name, id}, false);
    }
    of.next_id = read.next_id;
    of.listed = false;
  }
  for (const auto& [name, state] : saved.machines) {
    OwnMachine& machine = machines_.find(name)->second;
    if (machine.state == state) continue;
    machine.state = state;
    entered.emplace_back(RowRef{name, 0}, true);
  }
}

std::optional<World::Fault> World::restore(const Json& saved, const Arm& arm) {
  SavedState read;
  if (auto fault = read_saved_state(saved, *this, read)) return fault;
  const auto tables_before = tables_;
  const auto machines_before = machines_;
  const auto timers_before = timers_;
  const std::size_t bytes_before = bytes_;
  std::vector<std::pair<RowRef, bool>> entered;
  replace(read, entered);
  for (const auto& [ref, own] : entered) {
    const auto wrong = arm(ref, own);
    if (!wrong) continue;
    tables_ = tables_before;
    machines_ = machines_before;
    timers_ = timers_before;
    bytes_ = bytes_before;
    // Its timer is computed by a template of the pack, from whatever the row says.
    return Fault{
        pointer_to(own ? "/machines" : "/collections", ref.collection),
        (own ? "its state" : "the state of the row " + std::to_string(ref.id)) + " cannot be entered: " + wrong->what,
        {}};
  }
  return std::nullopt;
}

}  // namespace phantomime::state
