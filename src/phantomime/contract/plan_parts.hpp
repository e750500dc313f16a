#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/contract/contract.hpp"
#include "phantomime/contract/plan.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::contract {

/// What one stub's item is before anything fills its holes: its request, its class, and why it cannot be sent.
[[nodiscard]] Planned plan_stub(const scenario::Scenario& scenario, const Contract& contract,
                                const std::vector<Safety>& allowed);

/// The type of the capture that a hole is; empty where it is the whole path.
[[nodiscard]] std::optional<matchers::CaptureType> type_of(const scenario::Stub& stub, const Hole& hole);

/// The path of a stub as it is written before a capture that is a whole segment: `/rest/approval` of
/// `/rest/approval/{id:integer}/detail`. Empty where there is none.
[[nodiscard]] std::string path_before(const scenario::Stub& stub, std::string_view capture);

/// Where the answers of a list have rows with the member `capture`, or `id`; empty where they have none.
[[nodiscard]] std::optional<RowsAt> rows_at(const Contract& list, const std::string& capture);

}  // namespace phantomime::contract
