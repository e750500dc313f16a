#include "phantomime/state/saved_state.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "phantomime/base/suggest.hpp"
#include "phantomime/matchers/json_pointer.hpp"
#include "phantomime/state/member_value.hpp"

namespace phantomime::state {
namespace {

using Fault = World::Fault;
using SavedFault = std::optional<Fault>;

std::string meant_by(std::string_view word, const std::vector<std::string_view>& known, std::string_view none) {
  if (const auto meant = nearest(word, known); !meant.empty()) return "did you mean '" + std::string{meant} + "'?";
  std::string text;
  for (const std::string_view name : known) text += (text.empty() ? "there are: " : ", ") + std::string{name};
  return text.empty() ? std::string{none} : text;
}

/// Rows may hold text that is written as it stands: compared by what it says.
bool says_the_same(const Json& kept, const Json& written) {
  return kept == written || Json::parse(json_text(kept), nullptr, false) == written;
}

class SavedStateReader {
 public:
  SavedStateReader(const World& world, SavedState& state) : world_{world}, state_{state} {}

  SavedFault read(const Json& saved) {
    if (!saved.is_object())
      return Fault{"", "the body is no JSON object", R"(send {"collections": {}, "machines": {}})"};
    for (const auto& [name, value] : saved.items()) {
      const bool collections = name == "collections";
      if (!collections && name != "machines")
        return Fault{below("", name), "there is no such member", meant_by(name, {"collections", "machines"}, {})};
      if (!value.is_object()) return Fault{below("", name), "expected an object, found " + brief(value), {}};
      if (auto fault = collections ? read_collections(value) : read_machines(value)) return fault;
    }
    return check_saved_relations(state_, world_);
  }

 private:
  static std::string below(const std::string& pointer, std::string_view member) { return pointer_to(pointer, member); }

  SavedFault read_machines(const Json& machines) {
    std::vector<std::string_view> known;
    for (const Machine& machine : world_.model().machines) known.push_back(machine.name);
    for (const auto& [name, value] : machines.items()) {
      const std::string pointer = below("/machines", name);
      const Machine* const machine = world_.model().machine(name);
      if (!machine) return Fault{pointer, "there is no such machine", meant_by(name, known, "the scenario has none")};
      if (auto fault = check_state(*machine, value, pointer)) return fault;
      state_.machines.emplace_back(name, value.get<std::string>());
    }
    return std::nullopt;
  }

  static SavedFault check_state(const Machine& machine, const Json& value, const std::string& pointer) {
    const std::vector<std::string> states = machine.states();
    if (!value.is_string()) return Fault{pointer, "expected the name of a state, found " + brief(value), {}};
    if (std::find(states.begin(), states.end(), value.get_ref<const std::string&>()) != states.end())
      return std::nullopt;
    return Fault{pointer, "the machine has no state " + brief(value),
                 meant_by(value.get_ref<const std::string&>(), {states.begin(), states.end()}, {})};
  }

  SavedFault read_collections(const Json& collections) {
    std::vector<std::string_view> known;
    for (const Collection& collection : world_.model().collections) known.push_back(collection.name);
    for (const auto& [name, value] : collections.items()) {
      const std::string pointer = below("/collections", name);
      const Collection* const collection = world_.model().collection(name);
      if (!collection)
        return Fault{pointer, "there is no such collection", meant_by(name, known, "the scenario has none")};
      if (auto fault = read_collection(*collection, value, pointer)) return fault;
    }
    return std::nullopt;
  }

  SavedFault read_collection(const Collection& collection, const Json& value, const std::string& pointer) {
    if (!value.is_object() || !value.contains("rows"))
      return Fault{pointer, "expected an object with rows", R"(write {"rows": []} for none)"};
    for (const auto& [name, member] : value.items())
      if (name != "rows" && name != "next_id")
        return Fault{below(pointer, name), "there is no such member", meant_by(name, {"rows", "next_id"}, {})};
    const Json& rows = value.at("rows");
    if (!rows.is_array()) return Fault{pointer + "/rows", "expected a list, found " + brief(rows), {}};
    SavedState::Rows& read = state_.collections.emplace_back();
    read.collection = &collection;
    for (std::size_t at = 0; at < rows.size(); ++at)
      if (auto fault = read_row(rows[at], pointer + "/rows/" + std::to_string(at))) return fault;
    read.next_id = read.rows.empty() ? 1 : std::max<std::int64_t>(1, read.rows.rbegin()->first + 1);
    if (const auto next = value.find("next_id"); next != value.end()) {
      const auto id = saved_id(*next);
      if (!id) return Fault{pointer + "/next_id", "expected an integer, found " + brief(*next), {}};
      if (*id < read.next_id)
        return Fault{pointer + "/next_id", "the next id must be beyond those of the rows",
                     "write at least " + std::to_string(read.next_id) + ", or leave it out"};
      read.next_id = *id;
    }
    return check_unique(read);
  }

  SavedFault read_row(const Json& written, const std::string& pointer) {
    SavedState::Rows& read = state_.collections.back();
    const Collection& collection = *read.collection;
    if (!written.is_object()) return Fault{pointer, "expected an object, found " + brief(written), {}};
    const std::string& id_name = collection.schema.id;
    const auto id = written.contains(id_name) ? saved_id(written.at(id_name)) : std::nullopt;
    if (!id)
      return Fault{written.contains(id_name) ? below(pointer, id_name) : pointer,
                   "every row needs an integer '" + id_name + "'",
                   {}};
    if (read.rows.contains(*id))
      return Fault{below(pointer, id_name), "another row has this " + id_name, "every row has an id of its own"};
    Row was = world_.find({collection.name, *id});
    auto row = std::make_shared<Json>(Json::object());
    if (auto fault = read_members(collection, written, was.get(), pointer, *row)) return fault;
    const bool same = was && says_the_same(*was, *row);
    read.rows.emplace(*id, same ? std::move(was) : Row{std::move(row)});
    read.places.emplace(*id, pointer);
    return std::nullopt;
  }

  static SavedFault read_members(const Collection& collection, const Json& written, const Json* was,
                                 const std::string& pointer, Json& row) {
    for (const auto& [name, value] : written.items()) {
      const Member* const member = collection.find(name);
      if (member && member->is_kept()) continue;
      std::vector<std::string_view> known;
      for (const Field& field : collection.schema.fields) known.push_back(field.name);
      return Fault{below(pointer, name), "rows of " + collection.name + " hold no such member",
                   meant_by(name, known, {})};
    }
    for (const Member& member : collection.members) {
      if (!member.is_kept()) continue;
      const auto found = written.find(member.name);
      Json value = found != written.end() ? *found : absent(member);
      if (member.secret && value == World::redacted) {
        if (!was)
          return Fault{below(pointer, member.name), "there is no row of this id whose secret could stay",
                       "write the secret itself"};
        value = was->at(member.name);
      }
      if (!fits(member, value))
        return Fault{found == written.end() ? pointer : below(pointer, member.name),
                     (found == written.end() ? member.name + " is missing: expected " : "expected ") +
                         expected_value(member) + (member.secret ? "" : ", found " + brief(value)),
                     {}};
      if (collection.machine && member.name == collection.machine->member)
        if (auto fault = check_state(*collection.machine, value, below(pointer, member.name))) return fault;
      row[member.name] = std::move(value);
    }
    return std::nullopt;
  }

  /// As for the rows at the start.
  static Json absent(const Member& member) {
    if (member.by_default && member.by_default->constant()) return *member.by_default->constant();
    return member.many ? Json::array() : Json{};
  }

  SavedFault check_unique(const SavedState::Rows& read) {
    for (const Member& member : read.collection->members) {
      if (!member.unique) continue;
      std::set<Json> seen;
      for (const auto& [id, row] : read.rows)
        if (const Json& value = row->at(member.name); !value.is_null() && !seen.insert(value).second)
          return Fault{
              below(read.places.at(id), member.name), "another row has this " + member.name + ", which is unique", {}};
    }
    return std::nullopt;
  }

  const World& world_;
  SavedState& state_;
};

}  // namespace

std::optional<std::int64_t> saved_id(const Json& value) {
  constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max() - 1;  // one more must be left
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(greatest))
    return std::nullopt;
  const auto id = value.get<std::int64_t>();
  return id > greatest ? std::nullopt : std::optional{id};
}

std::optional<World::Fault> read_saved_state(const Json& saved, const World& world, SavedState& state) {
  return SavedStateReader{world, state}.read(saved);
}

}  // namespace phantomime::state
