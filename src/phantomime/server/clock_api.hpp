#pragma once

#include "phantomime/base/json.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/base/virtual_clock.hpp"

namespace phantomime::server {

/// What `GET clock` of the admin API answers: `{"now": "2020-01-22T19:40:00.000000Z", "frozen": true, "start": ...}`.
[[nodiscard]] Json clock_state(const VirtualClock& clock);

/// What `POST clock` does: one of `{"freeze": true}`, `{"freeze": "2020-01-22T19:40:00Z"}` (not before now),
/// `{"advance": "30m"}`, `{"run": true}`. Returns the state after it. Thread-safe; replies that wait for the clock are
/// on their way when it returns. Errors name the member at fault and leave the clock alone: unknown_key, missing_key,
/// conflict (several at once), wrong_type, syntax, limit, bad_value.
[[nodiscard]] Result<Json> change_clock(VirtualClock& clock, const Json& body);

}  // namespace phantomime::server
