#pragma once

#include <string>

#include "phantomime/state/collection.hpp"

namespace phantomime::state {

/// Whether a value is one that rows may hold under this member. Says nothing of whether related rows exist.
[[nodiscard]] bool fits(const Member& member, const Json& value);
/// What would: "an integer or null", "a list of ids of role".
[[nodiscard]] std::string expected_value(const Member& member);

}  // namespace phantomime::state
