#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "phantomime/base/file_store.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/recording/log_reader.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"

namespace phantomime::server {

/// What scrubbing a recording did.
struct ScrubResult {
  std::uint64_t exchanges = 0, changed = 0;       ///< changed: those with a secret that was not replaced before
  std::map<std::string, std::uint64_t> replaced;  ///< kind of secret → how many places
  std::uint64_t bodies_written = 0, bodies_given_up = 0;
  std::uint64_t files_removed = 0;      ///< that no exchange names any more, or that a killed run left
  bool was_raw = false;                 ///< some session was recorded without redaction
  bool another_key = false;             ///< some placeholders are of another key
  recording::LogReader::Damage damage;  ///< lines that were no records: they are gone
};

/// Replaces the secrets of a recording that lies on the disk: new bodies are written beside the old ones, the log
/// beside the log, which is then replaced whole, and last whatever body no exchange names any more is removed. Killed
/// at any moment it leaves the old recording or the new one; run again it finishes. Nobody may be recording into it
/// meanwhile. Errors: not_found, io, version, and those of reading its bodies.
[[nodiscard]] Result<ScrubResult> scrub_recording(const FileStore& files, const std::string& folder,
                                                  recording::KeyedRedactor& redactor);

}  // namespace phantomime::server
