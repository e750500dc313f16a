#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/formats/recorded_pack/parts.hpp"
#include "phantomime/recording/log_reader.hpp"

namespace phantomime::formats {

/// How a pack begins that was made of a recording: whoever makes it again may replace it.
inline constexpr std::string_view recorded_pack_head = "# Made of a recording by phantomime";

/// What was learned lies beside the pack, in a folder that its loader does not look into.
inline constexpr std::string_view learned_path = "learned/members.yaml";
inline constexpr int learned_version = 1;

/// What a pack that was made of recordings holds.
struct GeneralisedSummary {
  std::size_t stubs = 0;
  std::size_t sequences = 0;
  std::size_t templates = 0;           ///< stubs whose path captures, or whose answers are made anew in part
  std::size_t volatile_members = 0;    ///< that learned.yaml names
  std::size_t literal = 0;             ///< exchanges whose stubs only repeat them: more general ones answered wrongly
  std::vector<std::string> left_out;   ///< exchanges that are not played and why, for people
  std::vector<std::string> differing;  ///< exchanges that the pack answers otherwise than was recorded, for people
};

/// A pack made of recordings, as files; the first is pack.yaml.
struct RecordedPack {
  std::vector<PackFile> files;
  GeneralisedSummary summary;
  recording::PackDraft draft;  ///< points into the recordings
};

/// Makes the pack of one recording, or of several of the same session: generalised, written, loaded again, and asked
/// every recorded request; stubs that answer one wrongly are made anew so that they only repeat what was recorded.
/// Content codings of answers are taken off in the recordings, which must outlive it. Errors: not_found (nothing in
/// them can be played).
[[nodiscard]] Result<RecordedPack> make_recorded_pack(std::span<recording::Recording> recordings);

/// The same, each file given to `write`; stops at its first error.
using PackFileWriter = std::function<Result<void>(const PackFile& file)>;
[[nodiscard]] Result<GeneralisedSummary> write_pack_of(std::span<recording::Recording> recordings,
                                                       const PackFileWriter& write);

}  // namespace phantomime::formats
