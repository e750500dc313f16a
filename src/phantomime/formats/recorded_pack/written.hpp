#pragma once

#include <span>
#include <string>
#include <vector>

#include "phantomime/formats/recorded_pack/parts.hpp"
#include "phantomime/recording/generalise/generalise.hpp"

namespace phantomime::formats {

/// pack.yaml and its fixtures, with comments that say where each stub comes from.
[[nodiscard]] std::vector<PackFile> written_pack(const recording::PackDraft& draft);
/// learned/members.yaml.
[[nodiscard]] PackFile written_learned(const recording::PackDraft& draft,
                                       std::span<const recording::Recording> recordings);

/// Plays every recorded request to the pack, each recording to a server of its own, and compares the answers: what is
/// volatile apart, they must be what was recorded. Errors: those of loading, which no recording should lead to.
struct Disagreement {
  const recording::Exchange* exchange = nullptr;
  std::string what;  ///< `body`, `header Location`, `status 404`, for people
};
[[nodiscard]] Result<std::vector<Disagreement>> disagreements(const std::vector<PackFile>& files,
                                                              const recording::PackDraft& draft,
                                                              std::span<const recording::Recording> recordings);

}  // namespace phantomime::formats
