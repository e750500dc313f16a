#include "phantomime/recording/redaction/known_search.hpp"

#include <cstring>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/recording/redaction/base64_text.hpp"

namespace phantomime::recording {
namespace {

constexpr std::size_t begin_bytes = 4;
constexpr std::size_t shortest_run = 8;

std::uint32_t begin_of(const char* text) noexcept {
  std::uint32_t begin = 0;
  std::memcpy(&begin, text, begin_bytes);
  return begin;
}

std::size_t pair_of(const char* text) noexcept {
  return static_cast<unsigned char>(text[0]) * 256U + static_cast<unsigned char>(text[1]);
}

/// Bits of base64 digits as bytes, whatever is left over at the end.
std::string loosely_decoded(std::string_view digits) {
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : digits) {
    bits = (bits << 6U) | static_cast<std::uint32_t>(base64_value(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(static_cast<unsigned char>((bits >> count) & 0xFFU));
  }
  return bytes;
}

/// With JSON's escapes taken off, at whatever depth: `\\\"` and `\"` both become `"`.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      out += text[at++];
      continue;
    }
    while (at < text.size() && text[at] == '\\') ++at;
    if (at + 4 < text.size() && text[at] == 'u') {
      const std::string lexeme = "\"\\" + std::string{text.substr(at, 5)} + "\"";
      out += unquote_json(lexeme);
      at += 5;
    } else if (at < text.size()) {
      out += text[at++];
    }
  }
  return out;
}

}  // namespace

KnownSearch::KnownSearch(const std::vector<std::string>& secrets) : may_begin_(65'536) {
  for (const std::string& secret : secrets) {
    if (secret.size() < begin_bytes) continue;
    by_begin_[begin_of(secret.data())].push_back(static_cast<std::uint32_t>(secrets_.size()));
    may_begin_[pair_of(secret.data())] = true;
    secrets_.push_back(secret);
  }
}

std::size_t KnownSearch::find_plain(std::string_view text, std::size_t from) const {
  for (std::size_t at = from; at + begin_bytes <= text.size(); ++at) {
    if (!may_begin_[pair_of(text.data() + at)]) continue;
    const auto found = by_begin_.find(begin_of(text.data() + at));
    if (found == by_begin_.end()) continue;
    for (const std::uint32_t number : found->second) {
      const std::string& secret = secrets_[number];
      if (text.compare(at, secret.size(), secret) != 0) continue;
      // A number or a word within a longer one is another.
      const bool mixed = secret.find_first_of("0123456789") != std::string_view::npos &&
                         secret.find_first_not_of("0123456789") != std::string_view::npos;
      const auto touches = [&](std::size_t place) {
        return place < text.size() && (is_letter(text[place]) || is_digit(text[place]));
      };
      if (!mixed && ((at > 0 && touches(at - 1)) || touches(at + secret.size()))) continue;
      return at;
    }
  }
  return std::string_view::npos;
}

std::size_t KnownSearch::find_in_base64(std::string_view text) const {
  for (std::size_t at = 0; at < text.size();) {
    if (base64_value(text[at]) < 0) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && base64_value(text[end]) >= 0) ++end;
    // Nothing says where in the run the coded bytes begin: at one of four digits.
    for (std::size_t shift = 0; shift < 4 && end - at >= shortest_run + shift; ++shift)
      if (find_plain(loosely_decoded(text.substr(at + shift, end - at - shift)), 0) != std::string_view::npos)
        return at;
    at = end;
  }
  return std::string_view::npos;
}

std::size_t KnownSearch::find(std::string_view text) const {
  if (secrets_.empty()) return std::string_view::npos;
  if (const std::size_t at = find_plain(text, 0); at != std::string_view::npos) return at;
  if (text.find('%') != std::string_view::npos &&
      find_plain(http::percent_decode(text, true), 0) != std::string_view::npos)
    return 0;
  if (text.find('\\') != std::string_view::npos && find_plain(unescaped(text), 0) != std::string_view::npos) return 0;
  return find_in_base64(text);
}

}  // namespace phantomime::recording
