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

constexpr std::int64_t greatest_id = std::numeric_limits<std::int64_t>::max() - 1;  // one more must be left

std::optional<std::int64_t> id_of(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(greatest_id))
    return std::nullopt;
  const auto id = value.get<std::int64_t>();
  return id > greatest_id ? std::nullopt : std::optional{id};
}

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
    if (auto fault = check_relations()) return fault;
    return check_the_others();
  }

 private:
  static std::string below(const std::string& pointer, std::string_view member) {
    return matchers::pointer_to(pointer, member);
  }

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
    places_.emplace_back();
    for (std::size_t at = 0; at < rows.size(); ++at)
      if (auto fault = read_row(rows[at], pointer + "/rows/" + std::to_string(at))) return fault;
    read.next_id = read.rows.empty() ? 1 : std::max<std::int64_t>(1, read.rows.rbegin()->first + 1);
    if (const auto next = value.find("next_id"); next != value.end()) {
      const auto id = id_of(*next);
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
    const auto id = written.contains(id_name) ? id_of(written.at(id_name)) : std::nullopt;
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
    places_.back().emplace(*id, pointer);
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
          return Fault{below(places_.back().at(id), member.name),
                       "another row has this " + member.name + ", which is unique",
                       {}};
    }
    return std::nullopt;
  }

  [[nodiscard]] const SavedState::Rows* read_of(std::string_view collection) const {
    const auto found = std::find_if(state_.collections.begin(), state_.collections.end(),
                                    [&](const auto& one) { return one.collection->name == collection; });
    return found == state_.collections.end() ? nullptr : &*found;
  }

  /// Whether there will be such a row.
  [[nodiscard]] bool will_be(const std::string& collection, const Json& value) const {
    const auto id = id_of(value);
    const SavedState::Rows* const read = read_of(collection);
    return id && (read ? read->rows.contains(*id) : world_.find({collection, *id}) != nullptr);
  }

  /// Whether a row points there already, in vain: steps may delete what others point at.
  [[nodiscard]] bool dangled(const Member& member, const Json& was, const Json& id) const {
    const Json& value = was.at(member.name);
    const bool named = value.is_array() ? std::find(value.begin(), value.end(), id) != value.end() : value == id;
    const auto number = id_of(id);
    return named && (!number || !world_.find({member.relation, *number}));
  }

  SavedFault check_relations() {
    for (std::size_t at = 0; at < state_.collections.size(); ++at) {
      const Collection& collection = *state_.collections[at].collection;
      for (const Member& member : collection.members) {
        if (member.relation.empty() || !member.is_kept()) continue;
        for (const auto& [id, row] : state_.collections[at].rows) {
          const Row was = world_.find({collection.name, id});
          if (const Json* const missing = missing_of(member, *row, was.get()))
            return Fault{below(places_[at].at(id), member.name),
                         "there is no row " + brief(*missing) + " of " + member.relation,
                         {}};
        }
      }
    }
    return std::nullopt;
  }

  /// The related row that will not be there; null: all will.
  [[nodiscard]] const Json* missing_of(const Member& member, const Json& row, const Json* was) const {
    const Json& value = row.at(member.name);
    const auto is_missing = [&](const Json& id) {
      return !id.is_null() && !will_be(member.relation, id) && !(was && dangled(member, *was, id));
    };
    if (!value.is_array()) return is_missing(value) ? &value : nullptr;
    const auto found = std::find_if(value.begin(), value.end(), is_missing);
    return found == value.end() ? nullptr : &*found;
  }

  /// Collections that stay must not lose what they point at.
  SavedFault check_the_others() {
    for (const Collection& collection : world_.model().collections) {
      if (read_of(collection.name)) continue;
      for (const Member& member : collection.members) {
        if (member.relation.empty() || !member.is_kept() || !read_of(member.relation)) continue;
        for (const Json* const row : world_.rows(collection.name))
          if (const Json* const missing = missing_of(member, *row, row))
            return Fault{below("/collections", member.relation) + "/rows",
                         "the row " + brief(*missing) + " is missing, which " + member.name + " of the row " +
                             brief(row->at(collection.schema.id)) + " of " + collection.name + " points at",
                         "keep it, or write " + collection.name + " too"};
      }
    }
    return std::nullopt;
  }

  const World& world_;
  SavedState& state_;
  std::vector<std::map<std::int64_t, std::string>> places_;  ///< of the rows of state_.collections, as pointers
};

}  // namespace

std::optional<World::Fault> read_saved_state(const Json& saved, const World& world, SavedState& state) {
  return SavedStateReader{world, state}.read(saved);
}

}  // namespace phantomime::state
