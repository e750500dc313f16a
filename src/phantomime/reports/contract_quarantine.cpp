#include <algorithm>

#include "phantomime/contract/quarantine.hpp"
#include "phantomime/reports/contract_words.hpp"

namespace phantomime::reports {
namespace {

using contract::Quarantine;
using Check = ContractReport::Check;

/// Whether the run looked at the stub that an entry speaks of; of an id alone nobody knows the stub.
bool looked_at(const ContractReport& report, const Quarantine::Entry& entry) {
  return std::any_of(report.checks.begin(), report.checks.end(), [&](const Check& check) {
    const bool answered = check.outcome == Check::Outcome::ok || check.outcome == Check::Outcome::drift;
    return answered && (entry.stub.empty() || entry.stub == check.stub);
  });
}

void note(ContractReport& report, const Quarantine::Entry& entry, bool used, Instant now) {
  const std::string named = line_of(entry.where) + ": the quarantine of " + entry.named;
  if (now >= entry.over)
    report.notes.push_back(named + " (" + entry.owner + ") was over on " + entry.until +
                           (used ? ": its finding fails again" : ", and names nothing any more: take it away"));
  else if (!used && looked_at(report, entry))
    report.notes.push_back(named + " (" + entry.owner + ", until " + entry.until +
                           ") names nothing that this run found: take it away if that stays so");
}

}  // namespace

Errors apply_quarantine(ContractReport& report, const scenario::Scenario& scenario, Instant now) {
  Errors errors;
  for (const scenario::Pack& pack : scenario.packs) {
    if (!pack.quarantine) continue;
    const Errors wrong = contract::check_quarantine(*pack.quarantine, now);
    errors.insert(errors.end(), wrong.begin(), wrong.end());
    std::vector<bool> used;
    for (Check& check : report.checks) contract::set_aside(check.comparison, *pack.quarantine, now, used);
    used.resize(pack.quarantine->entries.size());
    for (std::size_t at = 0; at < used.size(); ++at) note(report, pack.quarantine->entries[at], used[at], now);
  }
  for (Check& check : report.checks)
    if (check.outcome == Check::Outcome::drift && !check.comparison.drifted()) check.outcome = Check::Outcome::ok;
  return errors;
}

}  // namespace phantomime::reports
