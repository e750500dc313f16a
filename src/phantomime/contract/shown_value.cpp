#include "phantomime/contract/shown_value.hpp"

#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::contract {
namespace {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + ' ' + std::string{count == 1 ? one : many};
}

/// Appends the value; stops soon after `limit` bytes.
void append_value(std::string& out, const LocatedJson& value, std::size_t limit) {
  using Type = LocatedJson::Type;
  if (out.size() > limit) return;
  if (value.type == Type::object) {
    out += '{';
    for (const LocatedJson::Member& member : value.members) {
      if (out.size() > limit) return;
      if (&member != &value.members.front()) out += ',';
      append_json_quoted(out, member.name);
      out += ':';
      append_value(out, member.value, limit);
    }
    out += '}';
  } else if (value.type == Type::array) {
    out += '[';
    for (const LocatedJson& item : value.items) {
      if (out.size() > limit) return;
      if (&item != &value.items.front()) out += ',';
      append_value(out, item, limit);
    }
    out += ']';
  } else {
    out += value.spelled;
  }
}

}  // namespace

KeptValue kept_value(const LocatedJson& value, Secrecy secrecy, std::size_t limit) {
  if (secrecy == Secrecy::secret) return {{}, holds_secret};
  if (value.spelled.size() > limit) return {{}, "it is too long"};
  std::string text;
  append_value(text, value, limit);
  if (text.size() > limit) return {{}, "it is too long"};
  const auto parsed = parse_json(text);
  if (!parsed) return {{}, "it is no JSON"};
  if (http::redact_json(*parsed) != *parsed || http::redact_text(text) != text) return {{}, holds_secret};
  return {std::move(text), {}};
}

std::string shown_value(const LocatedJson& value, Secrecy secrecy, std::size_t limit) {
  using Type = LocatedJson::Type;
  if (value.type == Type::object) return "object with " + counted(value.members.size(), "member", "members");
  if (value.type == Type::array) return "array of " + counted(value.items.size(), "element", "elements");
  if (value.type == Type::null || value.type == Type::boolean) return std::string{value.spelled};
  if (secrecy == Secrecy::secret) return std::string{http::redacted};
  if (value.type != Type::string) return shorten(std::string{value.spelled}, limit);
  // Cut before it is looked through: what is redacted costs time, and only so much of it is shown.
  return json_quote(shorten(http::redact_text(shorten(value.text(), limit * 4)), limit));
}

}  // namespace phantomime::contract
