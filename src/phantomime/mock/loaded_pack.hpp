#pragma once

#include <memory>

#include "phantomime/mock_server.hpp"
#include "phantomime/scenario/edition.hpp"

namespace phantomime::detail {

/// What a Pack holds: an edition that all servers of the process share.
[[nodiscard]] std::shared_ptr<const scenario::Edition> edition_of(const Pack& pack);

/// Where servers add what was touched of their packs: PHANTOMIME_COVERAGE of the environment; empty: nowhere.
[[nodiscard]] std::string coverage_file();

/// Null: there is none.
[[nodiscard]] Reporter current_reporter() noexcept;
/// Tells the reporter, or throws SetupError where there is none.
void tell(Failure failure);
/// The same of errors of something that was said at a place; the first one that lies in code says which line is meant.
[[nodiscard]] Failure failure_of(const Errors& errors, Place place);

}  // namespace phantomime::detail
