#include <algorithm>
#include <array>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/redaction_parts.hpp"
#include "phantomime/recording/redaction/base64_text.hpp"
#include "phantomime/recording/redaction/scrub.hpp"
#include "phantomime/recording/redaction/secret_name.hpp"
#include "phantomime/recording/redaction/shape.hpp"

namespace phantomime::recording {
namespace {

/// Fields whose values are for everybody: only what is certain is looked for.
constexpr std::string_view public_fields[] = {
    "accept",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "age",
    "allow",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "content-security-policy",
    "date",
    "etag",
    "expect",
    "expires",
    "host",
    "if-match",
    "if-none-match",
    "if-range",
    "if-modified-since",
    "keep-alive",
    "last-modified",
    "sec-websocket-key",
    "sec-websocket-accept",
    "server",
    "server-timing",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "vary",
    "via",
    "warning",
    "www-authenticate",
    "proxy-authenticate",
    "x-request-id",
    "x-correlation-id",
    "traceparent",
    "tracestate",
    "x-amz-id-2",
    "cf-ray",
};

bool is_public(std::string_view name) noexcept {
  return std::any_of(std::begin(public_fields), std::end(public_fields),
                     [name](std::string_view field) { return http::same_name(field, name); });
}

/// Parameters of credentials that say how they were made: `realm`, `qop`.
bool is_open_parameter(std::string_view name) noexcept {
  static constexpr std::string_view open[] = {"realm",
                                              "username",
                                              "uri",
                                              "algorithm",
                                              "qop",
                                              "nc",
                                              "stale",
                                              "charset",
                                              "userhash",
                                              "signedheaders",
                                              "headers",
                                              "version",
                                              "oauth_version",
                                              "oauth_signature_method",
                                              "oauth_timestamp",
                                              "oauth_callback",
                                              "created",
                                              "expires",
                                              "keyid",
                                              "title"};
  return std::any_of(std::begin(open), std::end(open),
                     [name](std::string_view word) { return http::same_name(word, name); });
}

/// A cookie that sets a language or a theme opens nothing.
bool is_plain_cookie(std::string_view name, std::string_view value) {
  if (is_secret_member(name) || value.size() > 7) return false;
  const bool letters = std::all_of(value.begin(), value.end(), [](char c) { return is_letter(c) || c == '-'; });
  return letters || (value.size() < 3 && std::all_of(value.begin(), value.end(), is_digit));
}

}  // namespace

Scrub::Changed Scrub::basic(std::string_view encoded, const Where& where) {
  const auto text = Base64Text::read(encoded);
  const std::size_t colon = text ? text->bytes.find(':') : std::string_view::npos;
  if (!text || colon == std::string_view::npos) return hide(encoded, "credentials", where);
  const std::string_view all = text->bytes;
  // `token:` without a password: the user's name is the secret.
  const bool token = colon + 1 == all.size();
  auto other = token ? hide(all.substr(0, colon), "token", where) : hide(all.substr(colon + 1), "password", where);
  if (!other) return std::nullopt;
  std::string user{all.substr(0, colon)};
  if (!token && !shape_of(user).kind.empty())
    if (auto other_user = hide(user, "token", where)) user = *std::move(other_user);
  return text->written(token ? *other + ":" : user + ":" + *other);
}

Scrub::Changed Scrub::parameters(std::string_view text, const Where& where) {
  std::string out;
  bool changed = false;
  while (!text.empty()) {
    const std::size_t name_end = text.find('=');
    if (name_end == std::string_view::npos) break;
    const std::size_t name_begin = text.substr(0, name_end).find_last_of(" \t,") + 1;
    const std::string_view name = text.substr(name_begin, name_end - name_begin);
    std::size_t begin = name_end + 1;
    const bool quoted = begin < text.size() && text[begin] == '"';
    begin += quoted ? 1U : 0U;
    std::size_t end = std::min(text.find_first_of(quoted ? "\"" : ", \t", begin), text.size());
    // Credential=AKIA.../20200101/region/service/aws4_request
    if (http::same_name(name, "credential")) end = std::min(text.find('/', begin), end);
    const auto other =
        is_open_parameter(name) ? std::nullopt : hide(text.substr(begin, end - begin), "credentials", where);
    out += text.substr(0, begin);
    out += other ? std::string_view{*other} : text.substr(begin, end - begin);
    changed = changed || other.has_value();
    text.remove_prefix(end);
  }
  out += text;
  return changed ? Changed{std::move(out)} : std::nullopt;
}

Scrub::Changed Scrub::credentials(std::string_view value, std::string_view kind, const Where& where) {
  const std::size_t end = value.find_first_of(" \t");
  const std::size_t begin =
      end == std::string_view::npos ? std::string_view::npos : value.find_first_not_of(" \t", end);
  if (begin == std::string_view::npos || !http::redaction::is_scheme(value.substr(0, end)))
    return hide(value, kind, where);
  const std::string_view scheme = value.substr(0, end), rest = value.substr(begin);
  Changed other;
  const std::size_t equals = rest.find_first_of("= \t");
  const bool named =
      equals != std::string_view::npos && rest[equals] == '=' && equals + 1 < rest.size() && rest[equals + 1] != '=';
  if (http::same_name(scheme, "basic"))
    other = basic(rest, where);
  else if (named)
    other = parameters(rest, where);
  else
    other = hide(rest, "token", where);
  return other ? Changed{std::string{value.substr(0, begin)} + *other} : std::nullopt;
}

Scrub::Changed Scrub::cookies(std::string_view value, bool set_cookie, const Where& where) {
  std::string out;
  bool changed = false, first = true;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t end = std::min(value.find(';', at), value.size());
    const std::string_view part = value.substr(at, end - at);
    const std::size_t equals = part.find('=');
    if ((set_cookie && !first) || equals == std::string_view::npos) {
      out += part;  // Path, Max-Age, ...: what is said about the cookie
    } else {
      const std::string_view name = trimmed(part.substr(0, equals));
      std::size_t begin = equals + 1, stop = part.size();
      if (stop - begin >= 2 && part[begin] == '"' && part[stop - 1] == '"') ++begin, --stop;
      const std::string_view text = part.substr(begin, stop - begin);
      const SecretRule* rule = rules_.secret.empty() ? nullptr : rules_.find(SecretRule::Place::cookie, name);
      const bool stays = !rule && (is_plain_cookie(name, text) || rules_.keeps_name(name));
      const auto other =
          stays ? std::nullopt : hide(text, rule ? rule->kind : "cookie", Where{{}, &where, nullptr, name});
      out.append(part.substr(0, begin)).append(other ? std::string_view{*other} : text).append(part.substr(stop));
      changed = changed || other.has_value();
    }
    if (end < value.size()) out += ';';
    at = end + 1;
    first = false;
  }
  return changed ? Changed{std::move(out)} : std::nullopt;
}

Scrub::Changed Scrub::header(std::string_view name, std::string_view value, const Where& where) {
  if (value.empty()) return std::nullopt;
  const SecretRule* rule = rules_.secret.empty() ? nullptr : rules_.find(SecretRule::Place::header, name);
  if (rule) return credentials(value, rule->kind, where);
  const bool set_cookie = http::same_name(name, "set-cookie");
  if (set_cookie || http::same_name(name, "cookie")) return cookies(value, set_cookie, where);
  if (is_public(name)) return this->value(value, where, Looks::certain, 0);
  if ((is_secret_member(name) || is_key_value(name, value)) && !rules_.keeps_name(name))
    return credentials(value, kind_of_name(name), where);
  return this->value(value, where, looks_of(name, value), 0);
}

Scrub::Changed Scrub::line(std::string_view base, const http::Header& line) {
  const Where outer{base};
  const Where where{{}, &outer, nullptr, line.name};
  auto found = pass_ == Pass::all ? header(line.name, line.value, where) : std::nullopt;
  return finished(line.value, std::move(found), where);
}

/// The same, looked up where it was seen before.
Scrub::Changed Scrub::remembered_line(std::string_view base, const http::Header& line) {
  // An exchange that was redacted before has placeholders of its own, which may be as short as anybody's secret.
  if (pass_ != Pass::all || !secrets_.fresh()) return this->line(base, line);
  std::string key;
  key.reserve(base.size() + line.name.size() + line.value.size() + 2);
  key.append(base).append(1, '\0').append(line.name).append(1, '\0').append(line.value);
  const std::size_t state = vault_.state();
  auto outcome = vault_.lines().find(key, state);
  if (!outcome) {
    outcome.emplace();
    ExchangeSecrets own{outcome->secrets};  // all of the line's, also those that the exchange has already
    outcome->other = Scrub{vault_, rules_, own}.line(base, line);
    if (vault_.state() == state) vault_.lines().keep(std::move(key), state, *outcome);
  }
  for (const Secret& secret : outcome->secrets) secrets_.add(secret.where, secret.kind, secret.placeholder);
  return std::move(outcome->other);
}

bool Scrub::headers(http::Headers& headers, std::string_view base) {
  http::Headers others;
  bool changed = false;
  for (std::size_t number = 0; number < headers.size(); ++number) {
    const http::Header line = headers.line(number);
    const auto other = remembered_line(base, line);
    if (other && !changed) {
      for (std::size_t before = 0; before < number; ++before)
        others.add(headers.line(before).name, headers.line(before).value);
      changed = true;
    }
    if (changed) others.add(line.name, other ? std::string_view{*other} : line.value);
  }
  if (changed) headers = std::move(others);
  return changed;
}

}  // namespace phantomime::recording
