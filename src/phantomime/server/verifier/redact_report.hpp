#pragma once

#include <string>
#include <vector>

#include "phantomime/reports/contract_report.hpp"

namespace phantomime::server {

/// Takes the run's own secrets out of every text of a report, however a server spelled them: what it echoes must not
/// be written down.
void redact_report(reports::ContractReport& report, const std::vector<std::string>& secrets);

}  // namespace phantomime::server
