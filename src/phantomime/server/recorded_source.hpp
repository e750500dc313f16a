#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/server/pack_source.hpp"

namespace phantomime::server {

/// How recordings are played.
struct RecordedPlay {
  bool exact = false;    ///< their logs themselves, not the packs that were made of them
  bool ordered = false;  ///< requests must come in the order of the recordings
};

/// load_packs() for what is to be served, recordings among it. Errors beside those of load_packs: `exact` with a name
/// that is no recording, `ordered` without any recording; a log that cannot be read.
[[nodiscard]] std::optional<LoadedPacks> load_played(const FileStore& store, const std::vector<std::string>& names,
                                                     const formats::LoadOptions& options, RecordedPlay play,
                                                     Errors& errors);

}  // namespace phantomime::server
