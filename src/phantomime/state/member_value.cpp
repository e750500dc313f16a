#include "phantomime/state/member_value.hpp"

#include <algorithm>
#include <cstdint>

#include "phantomime/base/time_text.hpp"

namespace phantomime::state {
namespace {

/// Within 64 bits with a sign, as everything that compares integers has them.
bool is_integer(const Json& value) {
  return value.is_number_integer() &&
         (!value.is_number_unsigned() || value.get<std::uint64_t>() <= std::uint64_t{INT64_MAX});
}

}  // namespace

bool fits(const Member& member, const Json& value) {
  if (value.is_null()) return member.nullable;
  if (member.many) return value.is_array() && std::all_of(value.begin(), value.end(), is_integer);
  switch (member.type) {
    case FieldType::text:
      return value.is_string();
    case FieldType::integer:
      return is_integer(value);
    case FieldType::number:
      return value.is_number();
    case FieldType::boolean:
      return value.is_boolean();
    case FieldType::instant:
      return value.is_string() && parse_moment(value.get_ref<const std::string&>()).ok();
    case FieldType::json:
      return member.shape == Member::Shape::any ||
             (member.shape == Member::Shape::list ? value.is_array() : value.is_object());
  }
  return false;
}

std::string expected_value(const Member& member) {
  std::string text;
  if (member.many) {
    text = "a list of ids of " + member.relation;
  } else if (!member.relation.empty()) {
    text = "the id of a row of " + member.relation;
  } else {
    switch (member.type) {
      case FieldType::text:
        text = "a text";
        break;
      case FieldType::integer:
        text = "an integer";
        break;
      case FieldType::number:
        text = "a number";
        break;
      case FieldType::boolean:
        text = "true or false";
        break;
      case FieldType::instant:
        text = "an instant such as 2020-01-22T19:40:00Z";
        break;
      case FieldType::json:
        text = member.shape == Member::Shape::any    ? "anything"
               : member.shape == Member::Shape::list ? "a list"
                                                     : "an object";
        break;
    }
  }
  return member.nullable ? text + " or null" : text;
}

}  // namespace phantomime::state
