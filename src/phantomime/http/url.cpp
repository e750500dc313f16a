#include "phantomime/http/url.hpp"

#include <algorithm>
#include <optional>

#include "phantomime/base/ascii.hpp"

namespace phantomime::http {
namespace {

constexpr std::string_view upper_hex = "0123456789ABCDEF";

/// The byte that the escape at `at` stands for, or nothing where there is none.
std::optional<char> escape_at(std::string_view text, std::size_t at) noexcept {
  if (at + 2 >= text.size() || text[at] != '%') return std::nullopt;
  const int high = hex_value(text[at + 1]);
  const int low = hex_value(text[at + 2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(static_cast<unsigned char>(high * 16 + low));
}

/// The length of `scheme://` at the beginning of an absolute target, or 0.
std::size_t scheme_length(std::string_view target) noexcept {
  const std::size_t end = target.find("://");
  if (end == 0 || end == std::string_view::npos || !is_letter(target[0])) return 0;
  const std::string_view scheme = target.substr(0, end);
  const bool valid = std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
  return valid ? end + 3 : 0;
}

template <class Each>
void for_each_part(std::string_view text, char separator, Each each) {
  std::size_t count = 0;
  while (!text.empty() && count < max_fields) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (each(text.substr(0, end))) ++count;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::string percent_decode(std::string_view text, bool plus_is_blank) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (const auto byte = escape_at(text, at)) {
      result += *byte;
      at += 2;
    } else {
      result += plus_is_blank && text[at] == '+' ? ' ' : text[at];
    }
  }
  return result;
}

std::string percent_encode(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += upper_hex[byte >> 4U];
    result += upper_hex[byte & 0xFU];
  }
  return result;
}

std::string canonical_path(std::string_view raw_path) {
  if (raw_path.find('%') == std::string_view::npos) return std::string{raw_path};
  std::string result;
  result.reserve(raw_path.size());
  for (std::size_t at = 0; at < raw_path.size(); ++at) {
    const auto byte = escape_at(raw_path, at);
    if (byte) at += 2;
    const char c = byte.value_or(raw_path[at]);
    // A `%` that begins no escape means itself: spelled as its own escape, it cannot make one with what follows.
    if (c == '%')
      result += "%25";
    else if (byte && c == '/')
      result += "%2F";
    else
      result += c;
  }
  return result;
}

Fields parse_fields(std::string_view text) {
  Fields fields;
  for_each_part(text, '&', [&fields](std::string_view part) {
    if (part.empty()) return false;
    const std::size_t equals = part.find('=');
    const bool bare = equals == std::string_view::npos;
    fields.push_back({percent_decode(part.substr(0, equals), true),
                      bare ? std::string{} : percent_decode(part.substr(equals + 1), true), bare});
    return true;
  });
  return fields;
}

Fields parse_cookies(std::string_view text) {
  Fields fields;
  for_each_part(text, ';', [&fields](std::string_view part) {
    part = trimmed(part);
    if (part.empty()) return false;
    const std::size_t equals = part.find('=');
    const bool bare = equals == std::string_view::npos;
    fields.push_back({std::string{trimmed(part.substr(0, equals))},
                      bare ? std::string{} : std::string{trimmed(part.substr(equals + 1))}, bare});
    return true;
  });
  return fields;
}

Target split_target(std::string_view target) noexcept {
  const std::size_t scheme = target.starts_with('/') ? 0 : scheme_length(target);
  if (scheme > 0) {
    target.remove_prefix(scheme);
    target.remove_prefix(std::min(target.find_first_of("/?#"), target.size()));
    // http://host and http://host?query ask for the root.
    if (target.empty() || target[0] == '?')
      return {"/", target.substr(std::min<std::size_t>(1, target.size())), !target.empty()};
  }
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}, false};
  return {target.substr(0, mark), target.substr(mark + 1), true};
}

}  // namespace phantomime::http
