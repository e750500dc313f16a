#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/result.hpp"

namespace phantomime {

/// `250ms`, `1.5s`, `-30m`, `24h`, `7d`, `10us`, `5ns`, `0`. Errors: syntax, limit (more than 100 years).
[[nodiscard]] Result<std::chrono::nanoseconds> parse_duration(std::string_view text);
/// The shortest such text: `250ms`, `1.5s`.
[[nodiscard]] std::string format_duration(std::chrono::nanoseconds duration);

/// ISO 8601 with `Z` or an offset, 0 to 9 digits of fraction, `T` or a blank between; a date alone is midnight UTC.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);
/// An instant of any year that has four digits, to the microsecond: what stands in data, where years beyond Instant's
/// (0001, 9999) mean "never".
using Moment = std::chrono::sys_time<std::chrono::microseconds>;
/// The same texts as parse_instant; further digits of the fraction are cut.
[[nodiscard]] Result<Moment> parse_moment(std::string_view text);
/// `2020-01-22T19:39:43.239000Z`: UTC, always six digits.
[[nodiscard]] std::string format_instant(Instant instant);
/// `Wed, 22 Jan 2020 19:39:43 GMT` (RFC 9110, IMF-fixdate).
[[nodiscard]] std::string format_http_date(Instant instant);

}  // namespace phantomime
