#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/cli/report_file.hpp"
#include "phantomime/formats/acceptance/acceptance.hpp"

namespace CLI {
class App;
}

namespace phantomime::cli {

/// What `accept` was told.
struct AcceptOptions {
  std::string report, pack, profile;
  std::vector<std::string> only, kinds, stubs;
  std::string impact;
  bool all = false, dry_run = false, quarantine = false;
  formats::Acceptance::Keeper keeper;

  /// Whether a rule says which findings; else a person is asked of each.
  [[nodiscard]] bool chooses() const noexcept {
    return all || !only.empty() || !kinds.empty() || !stubs.empty() || !impact.empty();
  }
};

void declare_accept_options(CLI::App& app, AcceptOptions& options);
/// What they ask for together, and words that are none. Errors: usage.
[[nodiscard]] Result<void> check_accept_options(const AcceptOptions& options, Instant now);

/// The findings of a report that the options name, and what was named and is not there.
struct Chosen {
  std::vector<const contract::Finding*> findings;
  std::vector<std::string> unknown;  ///< ids
};
[[nodiscard]] Chosen choose_findings(const ReportFile& report, const AcceptOptions& options);

}  // namespace phantomime::cli
