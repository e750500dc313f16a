#include "phantomime/contract/findings_list.hpp"

#include <utility>

#include "phantomime/http/redaction.hpp"

namespace phantomime::contract {

void FindingsList::add(Difference difference) {
  std::string id = finding_id(contract_.stub, difference.general, difference.kind);
  const auto known = known_.find(id);
  if (known != known_.end()) {
    ++comparison_.findings[known->second].times;
    return;
  }
  if (comparison_.findings.size() >= bounds_.findings) {
    ++comparison_.more_findings;
    return;
  }
  known_.emplace(id, comparison_.findings.size());
  Finding finding;
  finding.id = std::move(id);
  finding.stub = contract_.stub;
  finding.request = observed_.request ? observed_.request->method + ' ' + http::redact_url(observed_.request->target)
                                      : contract_.request;
  finding.place = std::move(difference.place);
  finding.general = std::move(difference.general);
  finding.kind = difference.kind;
  finding.expected = std::move(difference.expected);
  finding.actual = std::move(difference.actual);
  finding.impact = difference.impact;
  finding.reason = difference.reason;
  finding.origin = contract_.origins[difference.origin];
  finding.observed = std::move(difference.observed);
  if (difference.value) {
    KeptValue kept = kept_value(*difference.value, difference.secrecy, bounds_.observed);
    finding.observed = std::move(kept.text);
    finding.unobserved = kept.why;
  } else if (difference.secrecy == Secrecy::secret) {
    finding.unobserved = holds_secret;
  }
  comparison_.findings.push_back(std::move(finding));
}

}  // namespace phantomime::contract
