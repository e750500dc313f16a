#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "phantomime/reports/contract_report.hpp"

namespace phantomime::reports {

/// The words that all forms of a contract report share. Texts of servers in them are as they are: each form makes them
/// harmless in its own way.

/// `ok`, `drift`, `not run`, `failed`.
[[nodiscard]] std::string_view to_string(ContractReport::Check::Outcome outcome) noexcept;
/// `3 requests`.
[[nodiscard]] std::string counted_words(std::size_t count, std::string_view word);
/// `fixtures/phantom/approval/one.json:11`; empty where nobody knows.
[[nodiscard]] std::string line_of(const Location& where);
/// `documented timestamp, live missing`; `found` where nobody is blamed.
[[nodiscard]] std::string sentence_of(const contract::Finding& finding);
/// `set aside until 2026-12-31 by ann: mended in 8.5.1`, or that this is over; empty where nobody set it aside.
[[nodiscard]] std::string set_aside_of(const contract::Finding& finding);
/// `14 requests · 9 ok · 2 drift (1 breaking) · 3 not run · 0 unproven fields`.
[[nodiscard]] std::string summary_of(const ContractReport& report);
/// How many assertions were made, and what they rest on; that nothing was checked, where that is so.
[[nodiscard]] std::string ground_of(const ContractReport& report);
/// A line for each kind of thing that was not looked at, with how often.
[[nodiscard]] std::vector<std::string> unchecked_of(const ContractReport& report);

}  // namespace phantomime::reports
