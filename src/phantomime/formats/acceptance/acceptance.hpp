#pragma once

#include <map>
#include <memory>
#include <string>

#include "phantomime/base/clock.hpp"
#include "phantomime/contract/finding.hpp"
#include "phantomime/formats/acceptance/changed_files.hpp"
#include "phantomime/formats/acceptance/opened_pack.hpp"

namespace phantomime::formats {

/// Writes findings back into a pack, one after the other: each is tried in memory, the pack loaded again, and kept only
/// if its contract then agrees with what the server said. Nothing reaches the disk. One thread.
class Acceptance {
 public:
  /// Loads the pack. Reports every error; null if there was any. `files` must outlive it.
  [[nodiscard]] static std::unique_ptr<Acceptance> open(const FileStore& files, const std::string& pack,
                                                        const std::string& profile, Errors& errors);

  struct Outcome {
    enum class Kind {
      changed,  ///< `texts` holds what would be written
      agreed,   ///< the pack says so already
      refused,  ///< `why`
    };
    Kind kind = Kind::refused;
    std::string why;
    std::map<std::string, std::string> texts;  ///< of the changed files, by path
  };

  /// What would make the pack say what a finding observed. `note` says who and when: `accepted: http://staging,
  /// 2026-11-26`. Changes nothing yet.
  [[nodiscard]] Outcome propose(const contract::Finding& finding, const std::string& note);

  struct Keeper {
    std::string owner, reason, until;  ///< until: `2026-12-31`
  };
  /// What would put a finding into the pack's quarantine, or renew what is there. `now` is today.
  [[nodiscard]] Outcome propose_quarantine(const contract::Finding& finding, const Keeper& keeper, Instant now);

  /// Keeps what was proposed last: later proposals build on it.
  void take(const Outcome& outcome);

  /// A file as it is with all that was taken; empty for one that is not there.
  [[nodiscard]] std::string text_of(const std::string& path) const;
  /// All that was taken.
  [[nodiscard]] const std::map<std::string, std::string>& changed() const noexcept { return files_.changed(); }

 private:
  explicit Acceptance(const FileStore& files) : files_{files} {}

  /// Loads the pack with other files, and keeps it where it is sound.
  [[nodiscard]] std::string try_files(ChangedFiles& trial, std::optional<OpenedPack>& opened) const;

  ChangedFiles files_;
  std::string pack_path_, profile_;
  std::optional<OpenedPack> pack_;
};

}  // namespace phantomime::formats
