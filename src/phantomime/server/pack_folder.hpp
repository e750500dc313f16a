#pragma once

#include <span>
#include <string>

#include "phantomime/formats/recorded_pack/recorded_pack.hpp"

namespace phantomime::server {

/// Makes the pack of recordings and puts its files into a folder, which is made where there is none: `pack.yaml` last,
/// so that whoever plays the folder meanwhile finds every fixture that it names. Recordings' own files in the folder
/// stay. Errors: not_found (nothing to play), io, naming the file.
[[nodiscard]] Result<formats::GeneralisedSummary> keep_recorded_pack(std::span<recording::Recording> recordings,
                                                                     const std::string& folder);

/// Whether the folder has a pack that was made of a recording, which may be made again.
[[nodiscard]] bool holds_recorded_pack(const std::string& folder);

/// Writes the files of a pack that was made, in that order, over one that was made earlier: fixtures that only that one
/// named are removed. Errors: io.
[[nodiscard]] Result<void> write_pack_folder(const formats::RecordedPack& pack, const std::string& folder);

}  // namespace phantomime::server
