#include "phantomime/state/world.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "phantomime/base/time_text.hpp"
#include "phantomime/base/virtual_clock.hpp"

namespace phantomime::state {

World::World(std::shared_ptr<const Model> model, Instant start, std::uint64_t seed, WorldBounds bounds)
    : model_{std::move(model)}, start_{start}, seed_{seed}, bounds_{bounds} {
  for (const Collection& collection : model_->collections) {
    Table& table = tables_[collection.name];
    table.collection = &collection;
    if (!collection.rows.empty())
      table.next_id = collection.rows.back()->at(collection.schema.id).get<std::int64_t>() + 1;
  }
  for (const Machine& machine : model_->machines) machines_[machine.name].state = machine.initial;
}

World::Table& World::table(std::string_view collection) const {
  const auto found = tables_.find(collection);
  if (found == tables_.end()) throw std::out_of_range{"no collection " + std::string{collection}};
  Table& table = found->second;
  if (std::exchange(table.opened, true)) return table;
  for (const Row& row : table.collection->rows)
    table.slots[row->at(table.collection->schema.id).get<std::int64_t>()].row = shifted(*table.collection, row);
  return table;
}

/// What lies outside of a clock's years means "never" and stays.
Row World::shifted(const Collection& collection, const Row& row) const {
  if (!collection.epoch || *collection.epoch == start_) return row;
  const auto by = start_ - *collection.epoch;
  std::shared_ptr<Json> moved;
  for (const Field& field : collection.schema.fields) {
    if (field.type != FieldType::instant) continue;
    const auto member = row->find(field.name);
    if (member == row->end() || !member->is_string()) continue;
    const auto instant = parse_clock_instant(member->get_ref<const std::string&>());
    if (!instant) continue;
    if (!moved) moved = std::make_shared<Json>(*row);
    (*moved)[field.name] = format_instant(*instant + by);
  }
  return moved ? Row{std::move(moved)} : row;
}

const Schema* World::schema(std::string_view collection) const {
  const Collection* const found = model_->collection(collection);
  return found ? &found->schema : nullptr;
}

const std::vector<const Json*>& World::rows(std::string_view collection) const {
  Table& of = table(collection);
  if (!std::exchange(of.listed, true)) {
    of.list.clear();
    of.list.reserve(of.slots.size());
    for (const auto& [id, slot] : of.slots) of.list.push_back(slot.row.get());
  }
  return of.list;
}

Row World::find(const RowRef& ref) const {
  const Table& of = table(ref.collection);
  const auto slot = of.slots.find(ref.id);
  return slot == of.slots.end() ? nullptr : slot->second.row;
}

const Json* World::row(std::string_view collection, std::int64_t id) const {
  return find({std::string{collection}, id}).get();
}

directives::Value World::row(std::string_view collection, std::int64_t id) {
  return find({std::string{collection}, id});
}

std::vector<directives::Value> World::rows(std::string_view collection) {
  std::vector<directives::Value> all;
  for (const auto& [id, slot] : table(collection).slots) all.push_back(slot.row);
  return all;
}

std::string_view World::state(std::string_view machine) const {
  const auto found = machines_.find(machine);
  return found == machines_.end() ? std::string_view{} : std::string_view{found->second.state};
}

std::int64_t World::next_id(std::string_view collection) const { return table(collection).next_id; }

const World::Told* World::told(const Json& row, bool in_list) const {
  const auto found = told_.find({&row, in_list});
  return found == told_.end() ? nullptr : &found->second;
}

void World::keep_told(const Json& row, bool in_list, Told told) {
  constexpr std::size_t most = 1u << 20;  // of all texts; then it begins anew
  const std::size_t size = told.text.size() + told.counted.size() * sizeof(Counter*);
  if (told_bytes_ + size > most) forget_told();
  if (size > most) return;
  told_bytes_ += size;
  told_.insert_or_assign({&row, in_list}, std::move(told));
}

void World::forget_told() noexcept {
  told_.clear();
  told_bytes_ = 0;
}

void World::remember(Table& of, std::int64_t id) {
  Undo undo;
  undo.table = &of;
  undo.id = id;
  undo.next_id = of.next_id;
  if (const auto slot = of.slots.find(id); slot != of.slots.end()) undo.slot = slot->second;
  undo_.push_back(std::move(undo));
  of.listed = false;
}

void World::count_machines() {
  if (!counters_) return;
  for (const Machine& machine : model_->machines) count(counters_->in_state(machine, state(machine.name)));
}

void World::commit() {
  undo_.clear();
  for (Counter* const counter : counted_) counter->fetch_add(1, std::memory_order_relaxed);
  counted_.clear();
  // Not before: what a roll back takes back may make a timer mean something again.
  if (timers_.size() > timers_before_sweep_) drop_stale_timers();
}

void World::roll_back() {
  if (!undo_.empty()) forget_told();  // what was told meanwhile was told of what is taken back
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) {
    if (!undo->table) {
      machines_[undo->machine] = undo->own;
      continue;
    }
    forget_bytes(*undo->table, undo->id);
    if (undo->slot) {
      undo->table->slots[undo->id] = *undo->slot;
      bytes_ += undo->slot->bytes;
    } else {
      undo->table->slots.erase(undo->id);
    }
    undo->table->next_id = undo->next_id;
    undo->table->listed = false;
  }
  undo_.clear();
  counted_.clear();
}

void World::put(const RowRef& ref, Row row) {
  forget_told();
  Table& of = table(ref.collection);
  remember(of, ref.id);
  forget_bytes(of, ref.id);
  Slot& slot = of.slots[ref.id];
  slot.bytes = json_text(*row).size();
  slot.row = std::move(row);
  bytes_ += slot.bytes;
  of.next_id = std::max(of.next_id, ref.id + 1);
}

void World::forget_bytes(Table& of, std::int64_t id) {
  if (const auto slot = of.slots.find(id); slot != of.slots.end()) bytes_ -= slot->second.bytes;
}

bool World::has_room(std::string_view collection) const {
  return bytes_ <= bounds_.bytes && table(collection).slots.size() <= bounds_.rows;
}

void World::erase(const RowRef& ref) {
  forget_told();
  Table& of = table(ref.collection);
  remember(of, ref.id);
  forget_bytes(of, ref.id);
  of.slots.erase(ref.id);
}

void World::set_state(std::string_view machine, std::string_view state) {
  const auto found = machines_.find(machine);
  if (found == machines_.end()) return;
  Undo undo;
  undo.machine = machine;
  undo.own = found->second;
  undo_.push_back(std::move(undo));
  found->second.state = state;
}

std::uint64_t World::enter(const RowRef& ref, bool own) {
  const std::uint64_t entry = ++entries_;
  if (own) {
    machines_.find(ref.collection)->second.entry = entry;
  } else {
    Table& of = table(ref.collection);
    remember(of, ref.id);
    of.slots[ref.id].entry = entry;
    of.slots[ref.id].reads = 0;
  }
  return entry;
}

std::uint64_t World::count_reading(const RowRef& ref) {
  Table& of = table(ref.collection);
  const auto slot = of.slots.find(ref.id);
  if (slot == of.slots.end()) return 0;
  const bool listed = of.listed;
  remember(of, ref.id);
  of.listed = listed;  // the row is the same
  return ++slot->second.reads;
}

void World::arm(Timer timer) {
  timer.order = ++armed_;
  timers_.push_back(std::move(timer));
  std::push_heap(timers_.begin(), timers_.end(), Later{});
}

bool World::still_means_something(const Timer& timer) const {
  if (timer.own) return machines_.find(timer.row.collection)->second.entry == timer.entry;
  const Table& of = table(timer.row.collection);
  const auto slot = of.slots.find(timer.row.id);
  return slot != of.slots.end() && slot->second.entry == timer.entry;
}

void World::drop_stale_timers() {
  std::erase_if(timers_, [this](const Timer& timer) { return !still_means_something(timer); });
  std::make_heap(timers_.begin(), timers_.end(), Later{});
  timers_before_sweep_ = std::max<std::size_t>(64, timers_.size() * 2);
}

std::optional<Timer> World::next_due(Instant now) {
  while (!timers_.empty() && timers_.front().due <= now) {
    std::pop_heap(timers_.begin(), timers_.end(), Later{});
    Timer timer = std::move(timers_.back());
    timers_.pop_back();
    if (still_means_something(timer)) return timer;
  }
  return std::nullopt;
}

}  // namespace phantomime::state
