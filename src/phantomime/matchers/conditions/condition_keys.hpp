#pragma once

#include "phantomime/matchers/conditions/condition.hpp"

/// The rows of the condition tables; conditions/registry.cpp puts them together.
namespace phantomime::matchers {

[[nodiscard]] ConditionKey equals_key(ConditionTable table);
[[nodiscard]] ConditionKey any_of_key(ConditionTable table);
[[nodiscard]] ConditionKey values_key(ConditionTable table);
[[nodiscard]] ConditionKey contains_key();
[[nodiscard]] ConditionKey starts_with_key();
[[nodiscard]] ConditionKey ends_with_key();
[[nodiscard]] ConditionKey matches_key();
[[nodiscard]] ConditionKey ignoring_case_key();
[[nodiscard]] ConditionKey greater_than_key();
[[nodiscard]] ConditionKey at_least_key();
[[nodiscard]] ConditionKey less_than_key();
[[nodiscard]] ConditionKey at_most_key();
[[nodiscard]] ConditionKey present_key();
[[nodiscard]] ConditionKey absent_key();
[[nodiscard]] ConditionKey bare_key();
[[nodiscard]] ConditionKey not_key(ConditionTable table);

/// ASCII letters compare alike. `same_text` is == where case counts.
[[nodiscard]] bool same_ignoring_case(std::string_view a, std::string_view b) noexcept;

}  // namespace phantomime::matchers
