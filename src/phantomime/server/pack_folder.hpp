#pragma once

#include <span>
#include <string>

#include "phantomime/formats/recorded_pack/recorded_pack.hpp"

namespace phantomime::server {

/// Makes the pack of recordings and puts its files into a folder, which is made where there is none: `pack.yaml` last,
/// so that whoever plays the folder meanwhile finds every fixture that it names. Recordings' own files in the folder
/// stay. Errors: not_found (nothing to play), io, naming the file.
[[nodiscard]] Result<formats::GeneralisedSummary> keep_recorded_pack(std::span<const recording::Recording> recordings,
                                                                     const std::string& folder);

/// Writes the files of a pack that was made, in that order. Errors: io.
[[nodiscard]] Result<void> write_pack_folder(const formats::RecordedPack& pack, const std::string& folder);

}  // namespace phantomime::server
