#include "phantomime/recording/redaction/secret_name.hpp"

#include <algorithm>
#include <array>
#include <bitset>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/redaction_parts.hpp"
#include "phantomime/recording/redaction/shape.hpp"

namespace phantomime::recording {
namespace {

constexpr std::size_t longest_name = 256;

/// Every secret name has one of these in it, blanks and punctuation aside.
constexpr std::string_view stems[] = {"pas", "pwd", "ecr", "key", "ede", "aut", "ses", "csr",
                                      "xsr", "oke", "coo", "otp", "jwt", "sid", "sig", "pin"};

constexpr std::string_view about_a_secret[] = {
    "url",       "uri",        "endpoint",  "type",         "expires",    "expiry",   "expiresin", "expiresat",
    "createdat", "updatedat",  "changedat", "issuedat",     "expiration", "lifetime", "ttl",       "maxage",
    "policy",    "length",     "enabled",   "required",     "tokencount", "changed",  "updated",   "created",
    "status",    "scope",      "scopes",    "algorithm",    "method",     "methods",  "hint",      "name",
    "names",     "headername", "supported", "requirements",
};
constexpr std::string_view harmless_words[] = {
    "etag",          "sha1",   "sha256",       "sha384",     "sha512",      "md5",        "digest",
    "checksum",      "hash",   "boundary",     "integrity",  "fingerprint", "crc",        "uuid",
    "guid",          "commit", "revision",     "thumbprint", "traceparent", "tracestate", "requestid",
    "correlationid", "cursor", "continuation", "nextpage",   "pagetoken",
};

constexpr std::size_t code(char c) noexcept {
  if (is_lower(c)) return static_cast<std::size_t>(c - 'a');
  return is_digit(c) ? 26U + static_cast<std::size_t>(c - '0') : 63U;
}

constexpr std::size_t bits = 64UL * 64 * 64;
std::bitset<bits> make_table() {
  std::bitset<bits> table;
  for (const std::string_view stem : stems) table.set((code(stem[0]) * 64 + code(stem[1])) * 64 + code(stem[2]));
  return table;
}

/// Whether the name could say anything: looks at three characters at a time.
bool may_say(std::string_view name) noexcept {
  static const std::bitset<bits> table = make_table();
  std::size_t window = 0, seen = 0;
  for (const char raw : name) {
    const char c = to_lower(raw);
    if (!is_lower(c) && !is_digit(c)) continue;
    window = (window * 64 + code(c)) % bits;
    if (++seen >= 3 && table.test(window)) return true;
  }
  return seen == 2;  // pw, id
}

bool ends_with(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

bool is_secret_member(std::string_view name) {
  if (name.empty() || name.size() > longest_name || !may_say(name) || !http::is_secret_name(name)) return false;
  const std::string folded = http::redaction::folded(name);
  return std::none_of(std::begin(about_a_secret), std::end(about_a_secret),
                      [&](std::string_view end) { return ends_with(folded, end); });
}

bool is_harmless_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name) return false;
  const std::string folded = http::redaction::folded(name);
  if (ends_with(folded, "id") || ends_with(folded, "ids")) return true;
  return std::any_of(std::begin(harmless_words), std::end(harmless_words),
                     [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

bool is_key_value(std::string_view name, std::string_view value) noexcept {
  if (name.size() != 3 || value.size() < 8 || http::redaction::folded(name) != "key") return false;
  if (is_uuid(value) || is_date(value)) return false;
  std::size_t letters = 0, digits = 0, changes = 0;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    const bool letter = is_letter(c), digit = is_digit(c);
    if (!letter && !digit && std::string_view{"-_.+/=~"}.find(c) == std::string_view::npos) return false;
    letters += letter ? 1U : 0U;
    digits += digit ? 1U : 0U;
    if (at > 0 && ((letter && is_digit(value[at - 1])) || (digit && is_letter(value[at - 1])))) ++changes;
  }
  return (letters > 0 && digits > 0 && changes >= 3) || looks_random(value) || value.back() == '=';
}

std::string kind_of_name(std::string_view name) {
  const std::string folded = http::redaction::folded(name);
  struct Kind {
    std::string_view word, kind;
  };
  static constexpr Kind kinds[] = {
      {"pass", "password"}, {"pwd", "password"},  {"csrf", "csrf"},        {"xsrf", "csrf"},
      {"cookie", "cookie"}, {"sess", "session"},  {"token", "token"},      {"jwt", "token"},
      {"key", "key"},       {"secret", "secret"}, {"auth", "credentials"}, {"credential", "credentials"},
      {"pin", "password"},  {"otp", "password"},  {"sig", "signature"},
  };
  for (const Kind& kind : kinds)
    if (folded.find(kind.word) != std::string::npos) return std::string{kind.kind};
  return folded == "pw" ? "password" : "secret";
}

bool tells_nothing(std::string_view value) noexcept {
  static constexpr std::string_view words[] = {"null",      "true", "false",  "none",
                                               "undefined", "nil",  "absent", "redacted"};
  if (value.empty() || value == http::redacted || is_date(value)) return true;
  for (const std::string_view word : words)
    if (http::same_name(value, word)) return true;
  // Stars and dots stand where somebody else took a secret out already.
  return value.find_first_not_of("*.") == std::string_view::npos && value.size() >= 3;
}

}  // namespace phantomime::recording
