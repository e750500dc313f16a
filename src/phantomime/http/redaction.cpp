#include "phantomime/http/redaction.hpp"

#include <algorithm>

#include "phantomime/http/redaction_parts.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::http {
namespace {

/// A name that has one of these anywhere is secret.
constexpr std::string_view inside[] = {
    "password",   "passwd",     "passphrase",    "passcode",    "secret",        "apikey",     "accesskey",
    "privatekey", "signingkey", "sharedkey",     "masterkey",   "encryptionkey", "accountkey", "subscriptionkey",
    "sessionkey", "credential", "authorization", "sessionid",   "sessid",        "csrf",       "xsrf",
    "authkey",    "tokenkey",   "tokenvalue",    "tokensecret",
};
/// A name that ends in one of these is secret, so that `tokenizer`, `max_tokens` and `author` are not.
constexpr std::string_view endings[] = {"token", "auth", "pwd"};
constexpr std::string_view exact[] = {
    "tokens", "session", "cookie",   "cookies", "setcookie",      "pass",          "pw", "pin", "otp",
    "jwt",    "sid",     "authcode", "sig",     "authentication", "xamzsignature",
};
/// Tokens that say where a list goes on, and open no door.
constexpr std::string_view harmless[] = {"pagetoken", "nextpagetoken", "nexttoken", "continuationtoken", "synctoken"};

constexpr std::string_view schemes[] = {"basic", "bearer", "digest", "negotiate",    "ntlm",   "token",
                                        "oauth", "dpop",   "apikey", "privatetoken", "splunk", "aws4hmacsha256"};

/// Names longer than this are no names.
constexpr std::size_t longest_name = 256;
/// A value of a member called `key` that is shorter opens nothing.
constexpr std::size_t shortest_key = 8;
/// JSON in strings of JSON in strings: further down a string is looked at as text.
constexpr int deepest_string = 4;

template <std::size_t count>
bool is_among(std::string_view text, const std::string_view (&words)[count]) noexcept {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

bool ends_with(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_white(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string redact_cookies(std::string_view value, bool set_cookie) {
  std::string out;
  bool first = true;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(';'), value.size());
    const std::string_view part = value.substr(0, end);
    value.remove_prefix(end);
    const std::size_t equals = part.find('=');
    if (set_cookie && !first)
      out += part;  // Path, Max-Age, ...: what is said about the cookie
    else if (equals != std::string_view::npos)
      out.append(part.substr(0, equals + 1)).append(redacted);
    else if (!std::all_of(part.begin(), part.end(), is_white))
      out.append(redacted);
    if (!value.empty()) {
      out += ';';
      value.remove_prefix(1);
    }
    first = false;
  }
  return out;
}

std::string redact_credentials(std::string_view value) {
  const std::size_t end = value.find_first_of(" \t");
  if (end == std::string_view::npos || !redaction::is_scheme(value.substr(0, end))) return std::string{redacted};
  return std::string{value.substr(0, end + 1)} + std::string{redacted};
}

void redact_value(Json& value, std::size_t depth);

/// A secret's value: null, booleans and empty texts tell nothing and stay.
void hide(Json& value) {
  const bool empty_text = value.is_string() && value.get_ref<const std::string&>().empty();
  if (!value.is_null() && !value.is_boolean() && !empty_text) value = redacted;
}

void redact_members(Json& object, std::size_t depth) {
  bool secret_row = false;
  for (const auto& [name, value] : object.items())
    if (value.is_string() && redaction::names_its_row(name) && is_secret_name(value.get_ref<const std::string&>()))
      secret_row = true;
  for (const auto& [name, value] : object.items()) {
    const std::string_view text = value.is_string() ? std::string_view{value.get_ref<const std::string&>()} : "";
    if (redaction::is_secret_field(name, text) || (secret_row && redaction::is_row_value(name)))
      hide(value);
    else
      redact_value(value, depth + 1);
  }
}

void redact_value(Json& value, std::size_t depth) {
  if (depth > max_json_depth) {
    value = redacted;
  } else if (value.is_string()) {
    value = redaction::redact_string(value.get_ref<const std::string&>(), 0);
  } else if (value.is_array()) {
    for (Json& item : value) redact_value(item, depth + 1);
  } else if (value.is_object()) {
    redact_members(value, depth);
  }
}

}  // namespace

namespace redaction {

std::string folded(std::string_view name) {
  std::string result;
  result.reserve(name.size());
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z')
      result += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
      result += c;
  }
  return result;
}

bool is_secret_field(std::string_view name, std::string_view value) noexcept {
  return is_secret_name(name) || (value.size() >= shortest_key && name.size() == 3 && folded(name) == "key");
}

bool names_its_row(std::string_view name) noexcept {
  return name == "name" || name == "field" || name == "header" || name == "key" || name == "Name" || name == "Key";
}

bool is_row_value(std::string_view name) noexcept { return name == "value" || name == "Value" || name == "values"; }

bool is_scheme(std::string_view word) noexcept { return word.size() < 20 && is_among(folded(word), schemes); }

std::string redact_string(std::string_view text, int nested) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin != std::string_view::npos && (text[begin] == '{' || text[begin] == '[') && nested < deepest_string) {
    std::string out;
    if (redact_json_text(text, std::string_view::npos, nested + 1, out)) return out;
  }
  return redact_text(text);
}

std::string redact_fields(std::string_view text, int nested, std::size_t limit) {
  std::string out;
  while (!text.empty() && out.size() <= limit) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view name = part.substr(0, equals);
    const std::string_view written = part.substr(std::min(equals + 1, part.size()));
    const std::string value = percent_decode(written, true);
    const bool secret = is_secret_field(percent_decode(name, true), value) ||
                        (nested < deepest_string && redact_string(value, nested + 1) != value);
    const std::string shown_name = redact_text(name);
    out += shown_name;
    if (equals < part.size()) out += '=';
    if (secret && !value.empty())
      out += redacted;
    else
      out += written;
    if (end < text.size()) out += '&';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace redaction

bool is_secret_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > longest_name) return false;
  const std::string text = redaction::folded(name);
  for (const std::string_view word : inside)
    if (word.size() <= text.size() && text.find(word) != std::string::npos) return true;
  for (const std::string_view end : endings)
    if (ends_with(text, end)) return !is_among(text, harmless);
  return is_among(text, exact);
}

std::string redact_header(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  const std::string text = redaction::folded(name);
  if (text == "cookie" || text == "setcookie") return redact_cookies(value, text == "setcookie");
  if (text.find("authorization") != std::string::npos) return redact_credentials(value);
  if (is_secret_name(name)) return std::string{redacted};
  const bool url = value[0] == '/' || value.find("://") != std::string_view::npos;
  return url ? redact_text(redact_url(value)) : redact_text(value);
}

std::string redact_url(std::string_view url) {
  const std::size_t fragment = std::min(url.find('#'), url.size());
  const std::size_t query = std::min(url.find('?'), fragment);
  std::string out = redact_text(url.substr(0, query));
  if (query < fragment) out += "?" + redaction::redact_fields(url.substr(query + 1, fragment - query - 1), 0);
  if (fragment < url.size()) out += "#" + redaction::redact_fields(url.substr(fragment + 1), 0);
  return out;
}

Json redact_json(Json value) {
  redact_value(value, 0);
  return value;
}

}  // namespace phantomime::http
