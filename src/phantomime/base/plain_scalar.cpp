#include "phantomime/base/plain_scalar.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

#include "phantomime/base/ascii.hpp"

namespace phantomime {
namespace {

bool is_octal(char c) noexcept { return c >= '0' && c <= '7'; }

template <std::size_t count>
bool one_of(std::string_view text, const std::string_view (&words)[count]) noexcept {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

std::size_t skip_digits(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

bool is_signed(std::string_view text) noexcept { return !text.empty() && (text[0] == '+' || text[0] == '-'); }

/// [-+]? ( \.[0-9]+ | [0-9]+ ( \.[0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, without the sign.
PlainScalar classify_number(std::string_view text) noexcept {
  const std::size_t whole = skip_digits(text, 0);
  if (whole == text.size()) return whole > 0 ? PlainScalar::decimal : PlainScalar::text;
  std::size_t at = whole;
  if (text[at] == '.') {
    const std::size_t end = skip_digits(text, at + 1);
    if (whole == 0 && end == at + 1) return PlainScalar::text;
    at = end;
  } else if (whole == 0) {
    return PlainScalar::text;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t end = skip_digits(text, at);
    if (end == at) return PlainScalar::text;
    at = end;
  }
  return at == text.size() ? PlainScalar::fraction : PlainScalar::text;
}

/// Of a decimal number that a double cannot hold: whether it is too large (and not too small).
bool is_huge(std::string_view digits) noexcept {
  const std::size_t e = digits.find_first_of("eE");
  const std::string_view mantissa = digits.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return false;
  const bool negative = e != std::string_view::npos && e + 1 < digits.size() && digits[e + 1] == '-';
  if (e == std::string_view::npos) return first < point;
  long exponent = 0;
  const std::size_t begin = e + (is_signed(digits.substr(e + 1)) ? 2 : 1);
  const auto [end, failure] = std::from_chars(digits.data() + begin, digits.data() + digits.size(), exponent);
  (void)end;
  if (failure != std::errc{}) return !negative;
  const long places = first < point ? static_cast<long>(point - first) : -static_cast<long>(first - point);
  return (negative ? -exponent : exponent) + places > 0;
}

}  // namespace

PlainScalar classify_plain(std::string_view text) noexcept {
  static constexpr std::string_view nulls[] = {"", "~", "null", "Null", "NULL"};
  static constexpr std::string_view booleans[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
  static constexpr std::string_view infinities[] = {".inf", ".Inf", ".INF"};
  static constexpr std::string_view nans[] = {".nan", ".NaN", ".NAN"};
  if (one_of(text, nulls)) return PlainScalar::null;
  if (one_of(text, booleans)) return PlainScalar::boolean;
  if (one_of(text, nans)) return PlainScalar::not_a_number;
  if (text.size() > 2 && text.substr(0, 2) == "0o")
    return std::all_of(text.begin() + 2, text.end(), is_octal) ? PlainScalar::octal : PlainScalar::text;
  if (text.size() > 2 && text.substr(0, 2) == "0x")
    return std::all_of(text.begin() + 2, text.end(), is_hex_digit) ? PlainScalar::hexadecimal : PlainScalar::text;
  const std::string_view unsigned_text = text.substr(is_signed(text) ? 1 : 0);
  if (one_of(unsigned_text, infinities)) return PlainScalar::infinity;
  return classify_number(unsigned_text);
}

std::optional<std::int64_t> plain_integer(std::string_view text, PlainScalar type) noexcept {
  int base = 10;
  std::string_view digits = text;
  if (type == PlainScalar::octal || type == PlainScalar::hexadecimal) {
    base = type == PlainScalar::octal ? 8 : 16;
    digits.remove_prefix(2);
  } else if (type != PlainScalar::decimal) {
    return std::nullopt;
  } else if (digits[0] == '+') {
    digits.remove_prefix(1);
  }
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (failure != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

double plain_number(std::string_view text, PlainScalar type) noexcept {
  const bool negative = !text.empty() && text[0] == '-';
  double value = 0;
  if (type == PlainScalar::not_a_number) return std::numeric_limits<double>::quiet_NaN();
  if (type == PlainScalar::infinity) {
    value = std::numeric_limits<double>::infinity();
  } else if (type == PlainScalar::octal || type == PlainScalar::hexadecimal) {
    const double base = type == PlainScalar::octal ? 8 : 16;
    for (const char c : text.substr(2)) value = value * base + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  } else {
    const std::string_view digits = text.substr(is_signed(text) ? 1 : 0);
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (result.ec == std::errc::result_out_of_range)
      value = is_huge(digits) ? std::numeric_limits<double>::infinity() : 0.0;
  }
  return negative ? -value : value;
}

}  // namespace phantomime
