#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/file_store.hpp"
#include "phantomime/cli/verify_run.hpp"

namespace phantomime::cli {

/// Loads a pack in a profile (empty: its own), makes its contracts, with what `learned/members.yaml` beside it says,
/// and a plan. Contracts that contradict themselves are in the result; every other error is in `errors`, and then there
/// is no result.
[[nodiscard]] std::optional<VerifiedPack> load_verified(const FileStore& files, const std::string& name,
                                                        const std::string& profile,
                                                        const contract::PlanOptions& options, Errors& errors);

/// A YAML file of bindings. Reports every error.
[[nodiscard]] std::vector<contract::Binding> read_bindings(const FileStore& files, const std::string& path,
                                                           Errors& errors);

}  // namespace phantomime::cli
