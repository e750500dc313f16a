#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/server/verifier/clean_up.hpp"

namespace phantomime::server {

struct FlowRunOptions {
  std::string run;                ///< tells this run's markers from all others: hexadecimal digits
  std::function<bool()> stopped;  ///< whether nothing further is to be made; may be empty
};

/// What carrying out flows came to.
struct FlowRun {
  std::vector<reports::ContractReport::Check> checks;  ///< of creates, reads, updates and deletes of what was made
  std::vector<Cleaned> cleaned;
  std::optional<Error> gave_up;  ///< the ledger could not be written, the login failed
};

/// Makes what the plan leaves to flows, looks at it, changes it where the plan has that too, and takes all of it away
/// again: the ledger knows of each before its request leaves. Blocks; one thread.
[[nodiscard]] FlowRun run_flows(const std::vector<contract::Flow>& flows, const contract::Plan& plan,
                                const CheckTools& tools, Ledger& ledger, const Clock& clock,
                                const FlowRunOptions& options);

}  // namespace phantomime::server
