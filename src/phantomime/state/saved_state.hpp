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
    std::map<std::int64_t, Row> rows;  ///< one that is as it was is the same object
    std::int64_t next_id = 1;
  };
  std::vector<Rows> collections;
  std::vector<std::pair<std::string, std::string>> machines;  ///< name and state
};

/// Reads it for a world, which it is compared with: secrets that were not told, rows that relations name.
[[nodiscard]] std::optional<World::Fault> read_saved_state(const Json& saved, const World& world, SavedState& state);

}  // namespace phantomime::state
