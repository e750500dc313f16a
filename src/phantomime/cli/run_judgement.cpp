#include "phantomime/cli/run_judgement.hpp"

#include <algorithm>

#include "phantomime/cli/serve_log.hpp"

namespace phantomime::cli {

reports::RunReport judge(const server::FixtureServer& server, std::uint64_t bad_requests) {
  const auto engine = server.engine();
  const scenario::Scenario& scenario = engine->scenario();
  const server::Tally tally = server.spaces().tally();
  const auto unmet = tally.unmet_expectations(scenario);
  reports::RunReport report;
  report.subject = packs_text(scenario);
  report.matched = tally.matched;
  report.refused = tally.refused;
  report.bad_requests = bad_requests;
  report.world = world_text(server);
  for (std::uint32_t i = 0; i < scenario.stubs.size(); ++i) {
    const scenario::Stub& stub = scenario.stubs[i];
    if (!stub.expect) continue;
    report.expectations.push_back({stub.name,
                                   stub.where.to_string(),
                                   std::find(unmet.begin(), unmet.end(), i) == unmet.end(),
                                   stub.expect->describe(),
                                   tally.calls_of(stub.name).all,
                                   {},
                                   0});
  }
  return report;
}

}  // namespace phantomime::cli
