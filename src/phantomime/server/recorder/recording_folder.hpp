#pragma once

#include <cstdint>
#include <string>

#include "phantomime/base/file_store.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"

namespace phantomime::server {

/// What to do where the folder of a recording is taken.
enum class Opening {
  fresh,    ///< it is refused
  resume,   ///< a recording in it goes on; where there is none it is a fresh one
  replace,  ///< a recording in it is removed
};

/// A recording's folder, opened by the one recorder that may write to it.
struct RecordingFolder {
  net::Descriptor log;          ///< for appending, locked as long as it is open
  std::uint64_t log_bytes = 0;  ///< its length: whole lines
  std::uint64_t last_exchange = 0, last_session = 0;
  std::uint64_t exchanges = 0;      ///< in it
  std::uint64_t torn_bytes = 0;     ///< of a record at its end that was being written: they were cut off
  std::uint64_t damaged_lines = 0;  ///< among its records: they stay, and are passed over
};

/// Who may read what is written.
enum class Secrecy {
  usual,  ///< whom the umask lets
  raw,    ///< the owner alone: it holds secrets
};

/// Opens a folder for recording, makes it where there is none, and makes its log sound. Errors: conflict (it is taken,
/// or holds what is no recording), io (it cannot be written, or another recorder does), version.
[[nodiscard]] Result<RecordingFolder> open_recording_folder(const FileStore& files, const std::string& folder,
                                                            Opening opening, Secrecy secrecy);

}  // namespace phantomime::server
