#include "phantomime/base/time_text.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <limits>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

using std::chrono::nanoseconds;

struct Unit {
  std::string_view name;
  std::int64_t size;  ///< nanoseconds
};
constexpr std::array<Unit, 7> units{{{"d", 86'400'000'000'000},
                                     {"h", 3'600'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"ns", 1}}};
constexpr std::int64_t longest = 36'525 * units[0].size;  ///< 100 years

std::string quoted(std::string_view text) { return "'" + shorten(text, 60) + "'"; }

Error bad_duration(std::string_view text, std::string_view why) {
  return Error{ErrorCode::syntax, quoted(text) + " is no duration: " + std::string{why}, std::nullopt,
               "write a number and a unit (ns, us, ms, s, m, h, d), such as 250ms or 1.5s"};
}

/// digits / 10^n of a unit, exactly; nothing where that is no whole number of nanoseconds.
std::optional<std::int64_t> fraction_of(std::string_view digits, std::int64_t unit) noexcept {
  std::int64_t value = 0;
  for (std::size_t at = digits.size(); at-- > 0;) {
    const std::int64_t sum = value + (digits[at] - '0') * unit;
    if (sum % 10 != 0) return std::nullopt;
    value = sum / 10;
  }
  return value;
}

std::string in_unit(std::uint64_t magnitude, std::int64_t unit) {
  const auto size = static_cast<std::uint64_t>(unit);
  std::string text = std::to_string(magnitude / size);
  std::uint64_t rest = magnitude % size;
  if (rest == 0) return text;
  text += '.';
  while (rest != 0) {
    rest *= 10;
    text += static_cast<char>('0' + rest / size);
    rest %= size;
    if (text.size() > 40) return {};  // a third of an hour has no end
  }
  return text;
}

/// Takes a number of exactly `count` digits from the front.
std::optional<int> take_digits(std::string_view& text, std::size_t count) noexcept {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) noexcept {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

Error bad_instant(std::string_view text, std::string_view why, ErrorCode code = ErrorCode::syntax) {
  return Error{code, quoted(text) + " is no instant: " + std::string{why}, std::nullopt,
               "write ISO 8601 with a zone, such as 2020-01-22T19:39:43Z"};
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) noexcept {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

struct TimeOfDay {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
};

std::optional<TimeOfDay> take_time(std::string_view& text) noexcept {
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  TimeOfDay time{*hour * 3600 + *minute * 60, 0};
  if (!take(text, ":")) return time;
  const auto second = take_digits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  time.seconds += *second;
  if (!take(text, ".,")) return time;
  std::int64_t place = 100'000'000;
  std::size_t digits = 0;
  for (; !text.empty() && is_digit(text[0]); ++digits, text.remove_prefix(1), place /= 10)
    time.nanoseconds += (text[0] - '0') * place;
  if (digits > 9) return std::nullopt;
  return time;
}

/// Seconds to take away: `Z`, `+02:00`, `-0530`, `+01`.
std::optional<int> take_zone(std::string_view& text) noexcept {
  if (take(text, "Zz")) return 0;
  const int sign = !text.empty() && text[0] == '-' ? -1 : 1;
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 23) return std::nullopt;
  if (text.empty()) return sign * *hours * 3600;
  (void)take(text, ":");
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

struct Civil {
  int year;
  unsigned month, day, weekday;
  std::int64_t hour, minute, second, microsecond;
};

Civil civil(Instant instant) {
  const auto days = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{days};
  const std::int64_t micros = std::chrono::floor<std::chrono::microseconds>(instant - days).count();
  const std::int64_t seconds = micros / 1'000'000;
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          std::chrono::weekday{days}.c_encoding(),
          seconds / 3600,
          seconds / 60 % 60,
          seconds % 60,
          micros % 1'000'000};
}

}  // namespace

Result<nanoseconds> parse_duration(std::string_view text) {
  if (text == "0") return nanoseconds{0};
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest[0] == '-';
  if (negative) rest.remove_prefix(1);
  std::size_t end = 0;
  while (end < rest.size() && is_digit(rest[end])) ++end;
  const std::string_view whole = rest.substr(0, end);
  rest.remove_prefix(end);
  std::string_view fraction;
  if (!rest.empty() && rest[0] == '.') {
    end = 1;
    while (end < rest.size() && is_digit(rest[end])) ++end;
    fraction = rest.substr(1, end - 1);
    if (fraction.empty()) return bad_duration(text, "no digit follows the point");
    rest.remove_prefix(end);
  }
  if (whole.empty()) return bad_duration(text, "it does not begin with a number");
  if (rest.empty()) return bad_duration(text, "the unit is missing");
  for (const Unit& unit : units) {
    if (unit.name != rest) continue;
    std::int64_t count = 0;
    const auto [stop, failure] = std::from_chars(whole.data(), whole.data() + whole.size(), count);
    (void)stop;
    const auto part = fraction_of(fraction, unit.size);
    if (!part) return bad_duration(text, "it is finer than a nanosecond");
    if (failure != std::errc{} || count > longest / unit.size || count * unit.size > longest - *part)
      return Error{ErrorCode::limit, quoted(text) + " is longer than 100 years", std::nullopt,
                   "write a shorter duration"};
    const std::int64_t value = count * unit.size + *part;
    return nanoseconds{negative ? -value : value};
  }
  return bad_duration(text, "the unit '" + shorten(rest, 20) + "' is unknown");
}

std::string format_duration(nanoseconds duration) {
  const std::int64_t value = duration.count();
  if (value == 0) return "0";
  const std::uint64_t magnitude = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string best;
  for (const Unit& unit : units) {
    // 100ms is shorter as 0.1s, but nobody reads it faster.
    if (magnitude < static_cast<std::uint64_t>(unit.size)) continue;
    std::string text = in_unit(magnitude, unit.size);
    if (text.empty()) continue;
    text += unit.name;
    if (best.empty() || text.size() < best.size()) best = std::move(text);
  }
  return value < 0 ? "-" + best : best;
}

namespace {

struct Parsed {
  std::int64_t seconds;
  std::int64_t nanoseconds;
};

Result<Parsed> parse_text(std::string_view text) {
  std::string_view rest = text;
  const auto date = take_date(rest);
  if (!date) return bad_instant(text, "it does not begin with a date of the calendar");
  TimeOfDay time;
  int offset = 0;
  if (!rest.empty()) {
    if (!take(rest, "Tt ")) return bad_instant(text, "a 'T' is expected after the date");
    const auto found = take_time(rest);
    if (!found) return bad_instant(text, "the time is not hh:mm:ss with up to nine digits of fraction");
    time = *found;
    if (rest.empty()) return bad_instant(text, "the zone is missing");
    const auto zone = take_zone(rest);
    if (!zone || !rest.empty()) return bad_instant(text, "the zone is neither Z nor an offset such as +02:00");
    offset = *zone;
  }
  return Parsed{std::chrono::sys_seconds{*date}.time_since_epoch().count() + time.seconds - offset, time.nanoseconds};
}

}  // namespace

Result<Moment> parse_moment(std::string_view text) {
  const auto parsed = parse_text(text);
  if (!parsed) return parsed.error();
  return Moment{std::chrono::seconds{parsed->seconds} +
                std::chrono::floor<std::chrono::microseconds>(nanoseconds{parsed->nanoseconds})};
}

Result<Instant> parse_instant(std::string_view text) {
  const auto parsed = parse_text(text);
  if (!parsed) return parsed.error();
  constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
  if (parsed->seconds > last || parsed->seconds < -last)
    return bad_instant(text, "it lies outside the years 1678 to 2261", ErrorCode::limit);
  return Instant{std::chrono::seconds{parsed->seconds} + nanoseconds{parsed->nanoseconds}};
}

std::string format_instant(Instant instant) {
  const Civil c = civil(instant);
  char text[64];
  const int length = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", c.year, c.month, c.day,
                                   static_cast<int>(c.hour), static_cast<int>(c.minute), static_cast<int>(c.second),
                                   static_cast<int>(c.microsecond));
  return {text, static_cast<std::size_t>(length)};
}

std::string format_http_date(Instant instant) {
  // By hand: every reply of a real server has one, and formatting it took longer than all its other headers.
  static constexpr std::string_view days = "SunMonTueWedThuFriSat", months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const Civil c = civil(instant);
  std::string text = "Sun, 00 Jan 0000 00:00:00 GMT";
  const auto put = [&text](std::size_t at, std::int64_t number) {
    text[at] = static_cast<char>('0' + number / 10 % 10);
    text[at + 1] = static_cast<char>('0' + number % 10);
  };
  text.replace(0, 3, days.substr(std::size_t{c.weekday} * 3, 3));
  put(5, c.day);
  text.replace(8, 3, months.substr(std::size_t{c.month - 1} * 3, 3));
  put(12, c.year / 100);
  put(14, c.year % 100);
  put(17, c.hour);
  put(20, c.minute);
  put(23, c.second);
  return text;
}

}  // namespace phantomime
