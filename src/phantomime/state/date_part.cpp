#include "phantomime/state/date_part.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace phantomime::state {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::array<std::pair<std::string_view, DatePart>, 13> names = {{
    {"year", DatePart::year},
    {"iso_year", DatePart::iso_year},
    {"quarter", DatePart::quarter},
    {"month", DatePart::month},
    {"week", DatePart::week},
    {"day", DatePart::day},
    {"week_day", DatePart::week_day},
    {"iso_week_day", DatePart::iso_week_day},
    {"hour", DatePart::hour},
    {"minute", DatePart::minute},
    {"second", DatePart::second},
    {"date", DatePart::date},
    {"time", DatePart::time},
}};

struct IsoWeek {
  std::int64_t year;
  std::int64_t week;
};

/// A week belongs to the year that has its Thursday (ISO 8601).
IsoWeek iso_week(sys_days day) {
  const std::chrono::weekday weekday{day};
  const sys_days thursday = day + days{4} - days{weekday.iso_encoding()};
  const std::chrono::year_month_day date{thursday};
  const sys_days first{date.year() / std::chrono::January / 1};
  return {static_cast<int>(date.year()), (thursday - first).count() / 7 + 1};
}

std::int64_t part_of_day(sys_days day, DatePart part) {
  const std::chrono::year_month_day date{day};
  const std::chrono::weekday weekday{day};
  switch (part) {
    case DatePart::year:
      return static_cast<int>(date.year());
    case DatePart::iso_year:
      return iso_week(day).year;
    case DatePart::quarter:
      return (static_cast<unsigned>(date.month()) - 1) / 3 + 1;
    case DatePart::month:
      return static_cast<unsigned>(date.month());
    case DatePart::week:
      return iso_week(day).week;
    case DatePart::day:
      return static_cast<unsigned>(date.day());
    case DatePart::week_day:
      return weekday.c_encoding() + 1;
    case DatePart::iso_week_day:
      return weekday.iso_encoding();
    default:
      return std::chrono::duration_cast<std::chrono::microseconds>(day.time_since_epoch()).count();
  }
}

}  // namespace

std::optional<DatePart> date_part_named(std::string_view word) noexcept {
  const auto* found = std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == word; });
  return found == names.end() ? std::nullopt : std::optional{found->second};
}

std::int64_t part_of(Moment moment, DatePart part) noexcept {
  const sys_days day = std::chrono::floor<days>(moment);
  const auto of_day = moment - Moment{day};
  switch (part) {
    case DatePart::none:
      return moment.time_since_epoch().count();
    case DatePart::hour:
      return std::chrono::floor<std::chrono::hours>(of_day).count();
    case DatePart::minute:
      return std::chrono::floor<std::chrono::minutes>(of_day).count() % 60;
    case DatePart::second:
      return std::chrono::floor<std::chrono::seconds>(of_day).count() % 60;
    case DatePart::time:
      return of_day.count();
    default:
      return part_of_day(day, part);
  }
}

}  // namespace phantomime::state
