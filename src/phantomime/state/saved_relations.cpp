#include <algorithm>

#include "phantomime/matchers/json_pointer.hpp"
#include "phantomime/state/saved_state.hpp"

namespace phantomime::state {
namespace {

/// Looks at where the relations of rows will lead.
class SavedRelations {
 public:
  SavedRelations(const SavedState& state, const World& world) : state_{state}, world_{world} {}

  std::optional<World::Fault> check_relations() const {
    for (std::size_t at = 0; at < state_.collections.size(); ++at) {
      const Collection& collection = *state_.collections[at].collection;
      for (const Member& member : collection.members) {
        if (member.relation.empty() || !member.is_kept()) continue;
        for (const auto& [id, row] : state_.collections[at].rows) {
          const Row was = world_.find({collection.name, id});
          if (const Json* const missing = missing_of(member, *row, was.get()))
            return World::Fault{pointer_to(state_.collections[at].places.at(id), member.name),
                                "there is no row " + brief(*missing) + " of " + member.relation,
                                {}};
        }
      }
    }
    return std::nullopt;
  }

  /// Collections that stay must not lose what they point at.
  std::optional<World::Fault> check_the_others() const {
    for (const Collection& collection : world_.model().collections) {
      if (read_of(collection.name)) continue;
      for (const Member& member : collection.members) {
        if (member.relation.empty() || !member.is_kept() || !read_of(member.relation)) continue;
        for (const Json* const row : world_.rows(collection.name))
          if (const Json* const missing = missing_of(member, *row, row))
            return World::Fault{pointer_to("/collections", member.relation) + "/rows",
                                "the row " + brief(*missing) + " is missing, which " + member.name + " of the row " +
                                    brief(row->at(collection.schema.id)) + " of " + collection.name + " points at",
                                "keep it, or write " + collection.name + " too"};
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] const SavedState::Rows* read_of(std::string_view collection) const {
    const auto found = std::find_if(state_.collections.begin(), state_.collections.end(),
                                    [&](const auto& one) { return one.collection->name == collection; });
    return found == state_.collections.end() ? nullptr : &*found;
  }

  /// Whether there will be such a row.
  [[nodiscard]] bool will_be(const std::string& collection, const Json& value) const {
    const auto id = saved_id(value);
    const SavedState::Rows* const read = read_of(collection);
    return id && (read ? read->rows.contains(*id) : world_.find({collection, *id}) != nullptr);
  }

  /// Whether a row points there already, in vain: steps may delete what others point at.
  [[nodiscard]] bool dangled(const Member& member, const Json& was, const Json& id) const {
    const Json& value = was.at(member.name);
    const bool named = value.is_array() ? std::find(value.begin(), value.end(), id) != value.end() : value == id;
    const auto number = saved_id(id);
    return named && (!number || !world_.find({member.relation, *number}));
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

  const SavedState& state_;
  const World& world_;
};

}  // namespace

std::optional<World::Fault> check_saved_relations(const SavedState& state, const World& world) {
  const SavedRelations relations{state, world};
  if (auto fault = relations.check_relations()) return fault;
  return relations.check_the_others();
}

}  // namespace phantomime::state
