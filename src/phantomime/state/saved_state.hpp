#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "phantomime/state/world.hpp"

namespace phantomime::state {

/// What somebody wrote to put into a world, read and found to be sound.
struct SavedState {
  struct Rows {
    const Collection* collection = nullptr;
    std::map<std::int64_t, Row> rows;            ///< one that is as it was is the same object
    std::map<std::int64_t, std::string> places;  ///< of the rows: where they are written, by JSON Pointer
    std::int64_t next_id = 1;
  };
  std::vector<Rows> collections;
  std::vector<std::pair<std::string, std::string>> machines;  ///< name and state
};

/// Reads it for a world, which it is compared with: secrets that were not told, rows that relations name.
[[nodiscard]] std::optional<World::Fault> read_saved_state(const Json& saved, const World& world, SavedState& state);
/// The relation of a row to one that will not be there, in what was read or in what stays.
[[nodiscard]] std::optional<World::Fault> check_saved_relations(const SavedState& state, const World& world);
/// An id that somebody wrote, if it can be one: another must be left after it.
[[nodiscard]] std::optional<std::int64_t> saved_id(const Json& value);

}  // namespace phantomime::state
