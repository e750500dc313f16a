#include "phantomime/recording/learn/value_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/time_text.hpp"

namespace phantomime::recording {
namespace {

// Times of this century: 2001-09-09 to 2100.
constexpr std::int64_t first_second = 1'000'000'000, last_second = 4'102'444'800;
constexpr std::size_t longest_time = 40;

bool all(std::string_view text, bool (*holds)(char)) { return std::all_of(text.begin(), text.end(), holds); }
bool any(std::string_view text, bool (*holds)(char)) { return std::any_of(text.begin(), text.end(), holds); }
bool is_ascii_letter(char c) { return is_letter(c); }
bool is_ascii_digit(char c) { return is_digit(c); }

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
    if (dash ? text[at] != '-' : !is_hex_digit(text[at])) return false;
  }
  return true;
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc{} && end == text.data() + text.size() && (is_digit(text.front()) || text.front() == '-');
}

/// `2020-01-22` at its begin and a time behind it.
bool begins_as_instant(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-dd dd:dd";
  if (text.size() < shape.size() || text.size() > longest_time) return false;
  for (std::size_t at = 0; at < shape.size(); ++at) {
    if (shape[at] == 'd'   ? !is_digit(text[at])
        : shape[at] == ' ' ? text[at] != 'T' && text[at] != ' '
                           : text[at] != shape[at])
      return false;
  }
  return true;
}

/// As computed values write it with the styles numeric_offset and blank_short_offset: three to six digits, no zero at
/// the end past the third.
bool has_styled_digits(std::string_view text, std::string_view ending) {
  if (!text.ends_with(ending)) return false;
  const std::size_t point = text.find('.');
  if (point != 19) return false;
  const std::string_view digits = text.substr(20, text.size() - 20 - ending.size());
  return digits.size() >= 3 && digits.size() <= 6 && all(digits, is_ascii_digit) &&
         (digits.size() == 3 || digits.back() != '0');
}

ValueFormat instant_format(std::string_view text) {
  if (!parse_instant(text)) return ValueFormat::other;
  if (text[10] == 'T' && text.size() == 27 && text[19] == '.' && text.back() == 'Z') return ValueFormat::instant_z;
  if (text[10] == 'T' && has_styled_digits(text, "+00:00")) return ValueFormat::instant_offset;
  if (text[10] == ' ' && has_styled_digits(text, "+00")) return ValueFormat::instant_blank;
  return ValueFormat::instant_other;
}

std::optional<Instant> http_date_of(std::string_view text) {
  // `Wed, 22 Jan 2020 19:39:43 GMT`
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return std::nullopt;
  const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
  if (month == months.end()) return std::nullopt;
  const std::string number = std::to_string(month - months.begin() + 1);
  std::string iso{text.substr(12, 4)};
  iso.append("-").append(number.size() == 1 ? "0" : "").append(number).append("-").append(text.substr(5, 2));
  iso.append("T").append(text.substr(17, 8)).append("Z");
  const auto instant = parse_instant(iso);
  if (!instant || format_http_date(*instant) != text) return std::nullopt;
  return *instant;
}

ValueFormat integer_format(std::int64_t value) {
  if (value >= first_second && value <= last_second) return ValueFormat::unix_seconds;
  if (value >= first_second * 1000 && value <= last_second * 1000) return ValueFormat::unix_milliseconds;
  return ValueFormat::integer;
}

bool is_mixed(std::string_view text) {
  constexpr std::size_t shortest = 16;
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '+' || c == '/' || c == '=';
  };
  return text.size() >= shortest && all(text, fits) && any(text, is_ascii_digit) && any(text, is_ascii_letter) &&
         std::count(text.begin(), text.end(), '/') <= 2;
}

}  // namespace

std::optional<std::int64_t> integer_of(std::string_view text) noexcept {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  const std::string_view digits = text.front() == '-' ? text.substr(1) : text;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  return value;
}

ValueFormat format_of(std::string_view text) noexcept {
  constexpr std::size_t longest_word = 32, shortest_hexadecimal = 8;
  if (text.empty()) return ValueFormat::other;
  if (const auto integer = integer_of(text)) return integer_format(*integer);
  if (is_uuid(text)) return ValueFormat::uuid;
  if (begins_as_instant(text)) return instant_format(text);
  if (http_date_of(text)) return ValueFormat::http_date;
  if (is_number(text)) return ValueFormat::number;
  if (text.size() >= shortest_hexadecimal && all(text, is_hex_digit) && any(text, is_ascii_digit))
    return ValueFormat::hexadecimal;
  if (is_mixed(text)) return ValueFormat::random_text;
  const auto in_word = [](char c) { return is_letter(c) || c == '_' || c == '-'; };
  return text.size() <= longest_word && all(text, in_word) ? ValueFormat::word : ValueFormat::other;
}

bool is_time(ValueFormat format) noexcept { return format >= ValueFormat::instant_z; }

std::optional<Instant> time_of(std::string_view text, ValueFormat format) {
  switch (format) {
    case ValueFormat::http_date:
      return http_date_of(text);
    case ValueFormat::unix_seconds:
      return Instant{std::chrono::seconds{integer_of(text).value_or(0)}};
    case ValueFormat::unix_milliseconds:
      return Instant{std::chrono::milliseconds{integer_of(text).value_or(0)}};
    default:
      break;
  }
  if (!is_time(format)) return std::nullopt;
  const auto instant = parse_instant(text);
  return instant ? std::optional{*instant} : std::nullopt;
}

bool is_identifier(std::string_view segment) noexcept {
  switch (format_of(segment)) {
    case ValueFormat::integer:
    case ValueFormat::unix_seconds:
    case ValueFormat::unix_milliseconds:
      return segment.front() != '-';
    case ValueFormat::uuid:
    case ValueFormat::hexadecimal:
    case ValueFormat::random_text:
      return true;
    default:
      return false;
  }
}

}  // namespace phantomime::recording
