#include <algorithm>
#include <memory>

#include "phantomime/contract/make_contracts.hpp"
#include "phantomime/lints/checks.hpp"
#include "phantomime/scenario/edition.hpp"

namespace phantomime::lints {

void contract_contradiction(const Input& input, std::vector<Problem>& problems) {
  // Without rules there is nothing that could contradict: fixtures and tables have a check of their own.
  const auto& stubs = input.scenario.stubs;
  if (std::all_of(stubs.begin(), stubs.end(), [](const scenario::Stub& stub) { return stub.contracts.empty(); }))
    return;
  // The scenario is the caller's, and outlives the edition.
  const std::shared_ptr<const scenario::Scenario> borrowed{std::shared_ptr<const void>{}, &input.scenario};
  const auto edition = std::make_shared<const scenario::Edition>(borrowed);
  for (const Error& error : contract::make_contracts(edition).errors)
    problems.push_back({{}, Severity::error, error.what, error.where, error.hint});
}

}  // namespace phantomime::lints
