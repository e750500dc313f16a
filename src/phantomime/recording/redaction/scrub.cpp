#include "phantomime/recording/redaction/scrub.hpp"

#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/redaction_parts.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/recording/redaction/base64_text.hpp"
#include "phantomime/recording/redaction/respelling.hpp"
#include "phantomime/recording/redaction/secret_name.hpp"
#include "phantomime/recording/redaction/text_scan.hpp"

namespace phantomime::recording {
namespace {

bool begins_json(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && (text[begin] == '{' || text[begin] == '[');
}

std::string_view media_type(std::string_view type) noexcept { return trimmed(type.substr(0, type.find(';'))); }

/// What is taken from the front of a list of parts up to its separator, which goes too.
std::string_view take_part(std::string_view& text, char separator, bool& more) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  more = end < text.size();
  text.remove_prefix(more ? end + 1 : end);
  return part;
}

}  // namespace

bool Scrub::stays(std::string_view clear, const Where& where) const {
  if (tells_nothing(clear) || is_placeholder(clear)) return true;
  return !rules_.keep.empty() && rules_.keeps(clear, where.text());
}

Scrub::Changed Scrub::hide(std::string_view clear, std::string_view kind, const Where& where) {
  if (stays(clear, where)) return std::nullopt;
  std::string placeholder = vault_.placeholder_of(clear);
  if (placeholder == clear) return std::nullopt;
  secrets_.add(where.text(), kind, placeholder);
  vault_.know(clear, placeholder, kind);
  return placeholder;
}

Scrub::Changed Scrub::hide_number(std::string_view number, std::string_view kind, const Where& where) {
  // A count or a flag tells nothing; a PIN does.
  if (number.size() < 4 && kind != "password") return std::nullopt;
  if (stays(number, where)) return std::nullopt;
  std::string placeholder = vault_.placeholders().of_number(number);
  if (placeholder == number) return std::nullopt;
  secrets_.add(where.text(), kind, placeholder);
  vault_.know(number, placeholder, kind);
  return placeholder;
}

Scrub::Changed Scrub::hide_value(std::string_view clear, std::string_view kind, const Where& where, int nested) {
  if (begins_json(clear) && nested < deepest)
    if (auto changed = json(clear, where, nested + 1, kind)) return changed;
  return credentials(clear, kind, where);
}

Looks Scrub::looks_of(std::string_view name, std::string_view value) {
  // Short values are judged by no looks at all: their names need not be looked at.
  return value.size() >= 15 && is_harmless_name(name) ? Looks::certain : Looks::all;
}

Scrub::Changed Scrub::value(std::string_view text, const Where& where, Looks looks, int nested) {
  if (text.size() < 4 || nested > deepest) return std::nullopt;
  if (begins_json(text))
    if (auto changed = json(text, where, nested + 1)) return changed;
  const std::size_t query = text.find('?');
  if (query != std::string_view::npos && (text[0] == '/' || text.find("://") < query))
    return url(text, where, looks, nested);
  // Most values are short words and numbers.
  const auto tells = [](char c) { return c == ':' || c == '=' || c == '@' || c == '<'; };
  if (text.size() < 15 && std::none_of(text.begin(), text.end(), tells)) return std::nullopt;
  Edits edits = TextScan{*this, text, where, looks, nested}.run();
  return edits.empty() ? std::nullopt : Changed{edits.applied(text)};
}

Scrub::Changed Scrub::fields(std::string_view text, SecretRule::Place place, const Where& where, int nested) {
  std::string out;
  bool changed = false, more = true;
  while (!text.empty() || more) {
    std::string_view part = take_part(text, '&', more);
    const std::size_t equals = part.find('=');
    const std::string name = http::percent_decode(part.substr(0, equals), true);
    const std::string_view written = equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
    const std::string clear = http::percent_decode(written, true);
    const SecretRule* rule = rules_.secret.empty() ? nullptr : rules_.find(place, name);
    Changed other;
    if (equals == std::string_view::npos)
      other = value(part, where, Looks::all, nested + 1);
    else if (rule || ((is_secret_member(name) || is_key_value(name, clear)) && !rules_.keeps_name(name)))
      other = hide_value(clear, rule ? rule->kind : kind_of_name(name), where, nested);
    else
      other = value(clear, where, looks_of(name, clear), nested + 1);
    out += equals == std::string_view::npos ? std::string_view{} : part.substr(0, equals + 1);
    if (other)
      out += equals == std::string_view::npos ? *other : respelled_percent(written, *other, true);
    else
      out += equals == std::string_view::npos ? part : written;
    if (more) out += '&';
    changed = changed || other.has_value();
  }
  return changed ? Changed{std::move(out)} : std::nullopt;
}

Scrub::Changed Scrub::url(std::string_view text, const Where& where, Looks looks, int nested) {
  const std::size_t fragment = std::min(text.find('#'), text.size());
  const std::size_t query = std::min(text.find('?'), fragment);
  Edits edits = TextScan{*this, text.substr(0, query), where, looks, nested}.run();
  const auto take = [&](std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    if (auto changed = fields(text.substr(begin, end - begin), SecretRule::Place::query, where, nested + 1))
      edits.replace(begin, end, *std::move(changed));
  };
  take(query + 1, fragment);
  take(fragment + 1, text.size());
  return edits.empty() ? std::nullopt : Changed{edits.applied(text)};
}

Edits Scrub::by_expressions(std::string_view text, const Where& where) {
  Edits edits;
  for (const SecretRule& rule : rules_.secret) {
    if (rule.place != SecretRule::Place::expression) continue;
    Edits found;
    for (auto place = rule.expression->find(text, 0); place;) {
      if (auto other = hide(text.substr(place->begin, place->end - place->begin), rule.kind, where))
        found.replace(place->begin, place->end, *std::move(other));
      place = rule.expression->find(text, std::max(place->whole_end, place->whole_begin + 1));
    }
    edits.add_where_free(std::move(found));
  }
  return edits;
}

Scrub::Changed Scrub::finished(std::string_view text, Changed changed, const Where& where) {
  if (pass_ == Pass::all && rules_.has(SecretRule::Place::expression)) {
    const std::string_view now = changed ? std::string_view{*changed} : text;
    if (Edits edits = by_expressions(now, where); !edits.empty()) changed = edits.applied(now);
  }
  const std::string_view now = changed ? std::string_view{*changed} : text;
  if (Edits edits = vault_.known_in(now, secrets_, where.text()); !edits.empty()) changed = edits.applied(now);
  return changed;
}

Scrub::Changed Scrub::target(std::string_view target, const Where& where) {
  return finished(target, pass_ == Pass::all ? url(target, where, Looks::all, 0) : std::nullopt, where);
}

Scrub::Changed Scrub::prose(std::string_view text, const Where& where) {
  return finished(text, pass_ == Pass::all ? value(text, where, Looks::all, 0) : std::nullopt, where);
}

Scrub::Changed Scrub::body(std::string_view text, std::string_view type, const Where& where) {
  if (pass_ == Pass::known) return finished(text, std::nullopt, where);
  const std::string_view media = media_type(type);
  Changed changed;
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  const bool json_begins =
      begin != std::string_view::npos && (text[begin] == '{' || text[begin] == '[' || text[begin] == '"');
  bool valid = false;
  if (http::same_name(media, "application/x-www-form-urlencoded") && !json_begins) {
    changed = fields(text, SecretRule::Place::form, where, 0);
    valid = true;
  } else if (json_begins) {
    changed = json(text, where, 0, {}, &valid);
  }
  // What only began like JSON, lines of JSON and parts of forms among it.
  if (!valid && !changed) {
    Edits edits = TextScan{*this, text, where, Looks::all, 0}.run();
    if (!edits.empty()) changed = edits.applied(text);
  }
  return finished(text, std::move(changed), where);
}

Edits Scrub::piece(std::string_view text, const Where& where, Rest rest) {
  Edits edits = TextScan{*this, text, where, Looks::all, 0, rest}.run();
  edits.add_where_free(by_expressions(text, where));
  edits.add_where_free(vault_.known_in(text, secrets_, where.text()));
  return edits;
}

}  // namespace phantomime::recording
