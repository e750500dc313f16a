#pragma once

#include "phantomime/base/result.hpp"
#include "phantomime/cli/record_options.hpp"
#include "phantomime/server/recorder/recording_folder.hpp"

namespace phantomime::cli {

/// What `record` does, of its mode and of what is in the folder:
///
///            no recording there         a request it knows     one it does not        what is written
///   once     all is recorded            played                 404, nearest stub      nothing, where there is one
///   new      all is recorded            played                 upstream, recorded     what is new, behind the rest
///   all      all is recorded            upstream, recorded     upstream, recorded     everything, behind the rest
///   none     refused                    played                 404, nearest stub      nothing
///
/// Where no mode is given it is `once`, and a folder that is taken is refused: who records an hour by accident into
/// nothing, since an old recording was played, would not thank for it.
struct RecordPlan {
  bool plays = false;    ///< what the recording in the folder knows
  bool records = false;  ///< goes upstream with the rest, and writes it down
  server::Opening opening = server::Opening::fresh;
};

/// Whether the folder holds a recording.
enum class Folder { free, taken };

/// Errors: usage, conflict.
[[nodiscard]] Result<RecordPlan> plan_of(const RecordOptions& options, Folder folder);

}  // namespace phantomime::cli
