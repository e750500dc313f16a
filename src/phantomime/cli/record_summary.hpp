#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "phantomime/cli/context.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"
#include "phantomime/server/recorder/recorder.hpp"

namespace phantomime::cli {

/// What there is to say at the end of a recording.
struct RecordEnd {
  std::string folder;
  server::Recorder::Counts counts;                     ///< of this session
  const recording::KeyedRedactor* redactor = nullptr;  ///< that it was written with; null: it is raw
  std::optional<Error> failure;                        ///< why it ended before its time
};

/// Makes the pack, looks for secrets that were left, and tells what came of it all:
/// `31 exchanges → recordings/monday/: 12 stubs, 3 sequences, 7 secrets replaced, 0 left (leak check passed)`.
/// Returns how the command ends: findings where a secret is left, runtime where something was not recorded or the pack
/// could not be written.
[[nodiscard]] ExitCode finish_recording(Context& context, const RecordEnd& end);

}  // namespace phantomime::cli
