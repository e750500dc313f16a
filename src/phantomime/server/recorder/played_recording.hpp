#pragma once

#include <memory>
#include <optional>
#include <string>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/file_store.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/scenario/engine.hpp"
#include "phantomime/server/space.hpp"

namespace phantomime::server {

/// The pack of a recording that is played beside the recorder: what is known of the server need not be asked again. It
/// stays as it was loaded; what is recorded meanwhile is known to the next one. Thread-safe.
class PlayedRecording {
 public:
  /// Loads the pack in `folder`, or where there is none its log. Files and clock must outlive it. Nothing, and every
  /// error of every file in `errors`, where it does not load.
  [[nodiscard]] static std::unique_ptr<PlayedRecording> load(const FileStore& files, const std::string& folder,
                                                             const Clock& machine, Errors& errors);

  /// What it makes of a request; `kind` unmatched: the reply says what came nearest.
  [[nodiscard]] scenario::Played play(const http::Request& request);
  [[nodiscard]] std::size_t stubs() const;
  /// The name of the stub that answered, for the log; empty: none did.
  [[nodiscard]] std::string stub_name(const scenario::Played& played) const;

 private:
  PlayedRecording(std::shared_ptr<const scenario::Edition> edition, const Clock& machine)
      : space_{std::string{default_space_name}, std::move(edition), machine, {}} {}
  Space space_;
};

}  // namespace phantomime::server
