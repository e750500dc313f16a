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
  comparison_.findings.push_back(std::move(finding));
}

}  // namespace phantomime::contract
