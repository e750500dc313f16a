#pragma once

#include "phantomime/base/error.hpp"
#include "phantomime/formats/exchange_source.hpp"
#include "phantomime/reports/contract_report.hpp"
#include "phantomime/server/pack_contracts.hpp"

namespace phantomime::cli {

/// Holds what was recorded against the contracts of the stubs that the requests reach: a check for each stub. What
/// reaches none is said and counted, as are stubs that nothing reached. What cannot be read is added to `problems`.
void diff_with_pack(const server::PackContracts& pack, formats::ExchangeSource& said, reports::ContractReport& report,
                    Errors& problems);

/// Holds the contracts of a later version of a pack against those of an earlier one: a check for each stub of either.
void diff_packs(const server::PackContracts& before, const server::PackContracts& after,
                reports::ContractReport& report);

}  // namespace phantomime::cli
