#include "phantomime/contract/format.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/time_text.hpp"

namespace phantomime::contract {
namespace {

/// `d` is a digit, `x` a hexadecimal one, anything else itself.
bool looks_like(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool fits = pattern[at] == 'd'   ? is_digit(text[at])
                      : pattern[at] == 'x' ? is_hex_digit(text[at])
                                           : text[at] == pattern[at];
    if (!fits) return false;
  }
  return true;
}

constexpr std::size_t seconds_end = 19;  ///< of `2020-01-22T19:39:43`

bool is_moment(std::string_view text) { return parse_moment(text).ok(); }

bool is_timestamp_micros(std::string_view text) {
  return looks_like(text, "dddd-dd-ddTdd:dd:dd.ddddddZ") && is_moment(text);
}
/// `.239` to `.239000`, from where the seconds end; where it ends, or npos.
std::size_t fraction_end(std::string_view text) {
  std::size_t at = seconds_end;
  if (at >= text.size() || text[at] != '.') return at;
  for (++at; at < text.size() && is_digit(text[at]);) ++at;
  return at > seconds_end + 1 && at <= seconds_end + 10 ? at : std::string_view::npos;
}
bool is_timestamp_offset(std::string_view text) {
  if (text.size() < seconds_end || !looks_like(text.substr(0, seconds_end), "dddd-dd-ddTdd:dd:dd")) return false;
  const std::size_t end = fraction_end(text);
  if (end == std::string_view::npos) return false;
  const std::string_view zone = text.substr(end);
  return (looks_like(zone, "+dd:dd") || looks_like(zone, "-dd:dd")) && is_moment(text);
}
bool is_timestamp_blank(std::string_view text) {
  if (text.size() < seconds_end || !looks_like(text.substr(0, seconds_end), "dddd-dd-dd dd:dd:dd")) return false;
  const std::size_t end = fraction_end(text);
  if (end == std::string_view::npos) return false;
  const std::string_view zone = text.substr(end);
  return looks_like(zone, "+dd") || looks_like(zone, "-dd");
}
bool is_timestamp_local(std::string_view text) {
  if (text.size() < seconds_end || !looks_like(text.substr(0, seconds_end), "dddd-dd-ddTdd:dd:dd")) return false;
  return fraction_end(text) == text.size() && is_moment(std::string{text} + "Z");
}
bool is_timestamp(std::string_view text) {
  return (text.size() > 10 && is_moment(text)) || is_timestamp_blank(text) || is_timestamp_local(text);
}
bool is_date(std::string_view text) { return looks_like(text, "dddd-dd-dd") && is_moment(text); }
bool is_uuid(std::string_view text) { return looks_like(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"); }

bool is_integer_text(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.size() <= 19 && std::all_of(text.begin(), text.end(), is_digit) &&
         (text.size() == 1 || text.front() != '0');
}

bool is_json_text(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || (text[begin] != '{' && text[begin] != '[')) return false;
  JsonScanner scanner{text, 256};
  for (auto token = scanner.next();; token = scanner.next()) {
    if (token == JsonScanner::Token::end) return true;
    if (token == JsonScanner::Token::invalid) return false;
  }
}

bool is_ipv4(std::string_view text) {
  int parts = 0;
  while (true) {
    const std::size_t end = std::min(text.find('.'), text.size());
    const std::string_view part = text.substr(0, end);
    if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit)) return false;
    int value = 0;
    for (const char digit : part) value = value * 10 + (digit - '0');
    if (value > 255) return false;
    ++parts;
    if (end == text.size()) return parts == 4;
    text.remove_prefix(end + 1);
  }
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) return false;
  if (text.size() > 254 || text.find_first_of(" \t\r\n<>\"(),:;") != std::string_view::npos) return false;
  const std::string_view host = text.substr(at + 1);
  return host.find('.') != std::string_view::npos && !host.starts_with('.') && !host.ends_with('.');
}

bool is_url(std::string_view text) {
  std::size_t scheme = 0;
  while (scheme < text.size() && (is_letter(text[scheme]) || is_digit(text[scheme]) || text[scheme] == '+')) ++scheme;
  return scheme > 1 && is_letter(text[0]) && text.substr(scheme).starts_with("://") && text.size() > scheme + 3 &&
         text.find_first_of(" \t\r\n") == std::string_view::npos;
}

bool is_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return false;
  while (text.ends_with('=')) text.remove_suffix(1);
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '/'; });
}

constexpr std::array<FormatRow, 13> rows{{
    {Format::timestamp_micros, "timestamp_micros", "2020-01-22T19:39:43.239000Z", is_timestamp_micros, true, true},
    {Format::timestamp_offset, "timestamp_offset", "2016-01-15T22:15:58.05319+00:00", is_timestamp_offset, true, true},
    {Format::timestamp_blank, "timestamp_blank", "2019-12-04 04:38:51.703+00", is_timestamp_blank, true, true},
    {Format::timestamp_local, "timestamp_local", "1970-01-01T00:00:00.000000", is_timestamp_local, true, true},
    {Format::timestamp, "timestamp", "2020-01-22T19:39:43Z", is_timestamp, true, true},
    {Format::date, "date", "2020-01-22", is_date, true, true},
    {Format::uuid, "uuid", "9a8092d6-c3ad-4c61-b92a-005bb179cfc6", is_uuid, true, true},
    {Format::integer_text, "integer_text", "46", is_integer_text, true, true},
    {Format::json_text, "json_text", R"({"a":1})", is_json_text, true, true},
    {Format::url, "url", "https://example.com/a", is_url, true, false},
    {Format::ipv4, "ipv4", "127.0.0.1", is_ipv4, false, false},
    {Format::email, "email", "ann@example.com", is_email, false, false},
    {Format::base64, "base64", "AAEC", is_base64, false, true},
}};

bool is_any_timestamp(Format format) { return format >= Format::timestamp_micros && format <= Format::timestamp; }

}  // namespace

std::span<const FormatRow> formats() noexcept { return rows; }

std::string_view to_string(Format format) noexcept {
  for (const FormatRow& row : rows)
    if (row.format == format) return row.word;
  return {};
}

Format format_of_word(std::string_view word) noexcept {
  for (const FormatRow& row : rows)
    if (row.word == word) return row.format;
  return Format::none;
}

bool matches(Format format, std::string_view text) noexcept {
  for (const FormatRow& row : rows)
    if (row.format == format) return row.matches(text);
  return true;
}

Format format_shown_by(std::string_view example) noexcept {
  for (const FormatRow& row : rows)
    if (row.inferred && row.matches(example)) return row.format;
  return Format::none;
}

Format common_format(Format a, Format b) noexcept {
  if (a == b) return a;
  return is_any_timestamp(a) && is_any_timestamp(b) ? Format::timestamp : Format::none;
}

}  // namespace phantomime::contract
