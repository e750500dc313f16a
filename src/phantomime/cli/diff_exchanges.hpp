#pragma once

#include "phantomime/base/error.hpp"
#include "phantomime/formats/exchange_source.hpp"
#include "phantomime/reports/contract_report.hpp"

namespace phantomime::cli {

/// Holds the answers of b against those that a has to the same requests: a check for each kind of request. Goes through
/// one kind after the other and holds its contract alone. What cannot be read is added to `problems`, the rest is
/// compared.
void diff_exchanges(formats::ExchangeSource& a, formats::ExchangeSource& b, const recording::ShapeNumbers& shapes,
                    reports::ContractReport& report, Errors& problems);

}  // namespace phantomime::cli
