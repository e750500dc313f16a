#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "phantomime/base/time_text.hpp"

namespace phantomime::state {

/// What a filter may ask of an instant instead of the instant itself; in UTC.
enum class DatePart {
  none,
  year,
  iso_year,
  quarter,
  month,
  week,  ///< ISO 8601
  day,
  week_day,      ///< 1 is Sunday
  iso_week_day,  ///< 1 is Monday
  hour,
  minute,
  second,
  date,  ///< midnight of its day, as an instant
  time,  ///< since midnight, in microseconds
};

[[nodiscard]] std::optional<DatePart> date_part_named(std::string_view word) noexcept;

/// The part as a number: of `date`, microseconds since the epoch at its midnight; of `time`, microseconds of the day.
[[nodiscard]] std::int64_t part_of(Moment moment, DatePart part) noexcept;

}  // namespace phantomime::state
