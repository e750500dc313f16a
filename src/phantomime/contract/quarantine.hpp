#pragma once

#include <span>
#include <string>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/key_row.hpp"
#include "phantomime/base/load_context.hpp"
#include "phantomime/contract/compare.hpp"

namespace phantomime::contract {

/// Findings that are known, and have somebody who sees to them until a day (scenarios/README.md, "Quarantine").
struct Quarantine {
  struct Entry {
    std::string finding;  ///< the id of a finding
    std::string named;    ///< as people wrote it: the id, or stub, place and kind
    std::string stub;     ///< empty where the id alone is said
    std::string owner, reason;
    std::string until;  ///< the last day on which it is set aside: `2026-12-31`
    Instant over{};     ///< from then on it fails again
    Location where;
  };
  std::vector<Entry> entries;
};

/// How far ahead its end may lie.
inline constexpr int longest_quarantine_days = 180;

/// Adds what the value of `quarantine:` says; reports every error.
void load_quarantine(const Node& node, LoadContext& context, Quarantine& quarantine);

/// What is wrong with its dates today: ends that are too far ahead. Located.
[[nodiscard]] Errors check_quarantine(const Quarantine& quarantine, Instant now);

/// Marks the findings that the quarantine names (Finding::set_aside), those of entries whose time is over too. `used`,
/// one for each entry, becomes true where it named something.
void set_aside(Comparison& comparison, const Quarantine& quarantine, Instant now, std::vector<bool>& used);

/// `status`, `header`, ...: what kinds of findings are called.
[[nodiscard]] std::vector<std::string_view> finding_kind_words();

// The tables of keys, for the schema and the reference.
[[nodiscard]] std::span<const NamedTable> quarantine_tables();

}  // namespace phantomime::contract
