#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::contract {

/// That the thing a stub shows is under way and comes to an end by itself, as a queued run does.
struct Eventual {
  std::string member;                ///< of the answer: the state it is in
  std::vector<std::string> settled;  ///< the states in which it stays
};

/// Of a stub that shows one row of a collection whose states go on a while after they were entered. Empty for others,
/// and for rows that wait for somebody or for an instant.
[[nodiscard]] std::optional<Eventual> eventual_of(const scenario::Scenario& scenario, const scenario::Stub& stub);

/// The state of an answer that is still under way; empty where it has settled, or shows no state.
[[nodiscard]] std::string unsettled_state(const Eventual& eventual, const std::string& body);

}  // namespace phantomime::contract
