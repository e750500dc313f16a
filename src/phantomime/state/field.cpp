#include "phantomime/state/field.hpp"

#include <algorithm>

namespace phantomime::state {

std::string_view to_string(FieldType type) noexcept {
  switch (type) {
    case FieldType::text:
      return "text";
    case FieldType::integer:
      return "integer";
    case FieldType::number:
      return "number";
    case FieldType::boolean:
      return "boolean";
    case FieldType::instant:
      return "instant";
    case FieldType::json:
      break;
  }
  return "json";
}

const Field* Schema::find(std::string_view name) const noexcept {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

const ReverseRelation* Schema::find_reverse(std::string_view name) const noexcept {
  const auto found =
      std::find_if(reverse.begin(), reverse.end(), [&](const ReverseRelation& one) { return one.name == name; });
  return found == reverse.end() ? nullptr : &*found;
}

}  // namespace phantomime::state
