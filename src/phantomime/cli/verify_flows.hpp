#pragma once

#include <functional>
#include <string>

#include "phantomime/cli/verify_run.hpp"
#include "phantomime/server/verifier/one_check.hpp"

namespace phantomime::cli {

/// What the flows of a run need beside its tools.
struct FlowContext {
  const VerifiedPack& pack;
  std::string target;  ///< as the ledger knows it
  std::function<bool()> stopped;
};

/// Carries out the flows of a plan, where it has any, and puts what came of them into the report: their checks instead
/// of those that were left to them, what was deleted softly, and what is left. The error: why they were given up.
[[nodiscard]] std::optional<Error> carry_out_flows(const FlowContext& flows, const server::CheckTools& tools,
                                                   reports::ContractReport& report);

/// Takes away what the ledger of the target has, and prints what became of each. Errors: io.
[[nodiscard]] Result<ExitCode> clean_up_target(Context& context, const FlowContext& flows,
                                               const server::CheckTools& tools);

}  // namespace phantomime::cli
