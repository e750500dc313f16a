#include "phantomime/contract/shown_value.hpp"

#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::contract {
namespace {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + ' ' + std::string{count == 1 ? one : many};
}

}  // namespace

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
