#include "phantomime/contract/rule_sense.hpp"

#include "phantomime/base/located_json.hpp"

namespace phantomime::contract {
namespace {

using Type = LocatedJson::Type;

/// Why a value that `one_of` lists breaks the rest of its rule; empty where it does not.
std::string broken_by(const ValueRule& rule, const LocatedJson& value) {
  if (!rule.types.empty() && !rule.types.has(value.type)) return "type " + rule.types.describe();
  if (value.type == Type::string) {
    const std::string text = value.text();
    if (!matches(rule.format, text)) return "format " + std::string{to_string(rule.format)};
    if (rule.regex && !rule.regex->matches_whole(text)) return "regex";
  }
  if (value.is_number()) {
    if (rule.least && value.number() < *rule.least) return "min";
    if (rule.most && value.number() > *rule.most) return "max";
  }
  return {};
}

bool speaks_of_strings(const ValueRule& rule) {
  return rule.format != Format::none || rule.regex || rule.json_in_string;
}

bool says_what_it_is(const ValueRule& rule) {
  return !rule.types.empty() || speaks_of_strings(rule) || rule.least || rule.most || !rule.one_of.empty() ||
         rule.order || rule.equals;
}

}  // namespace

void check_sense(const ValueRule& rule, const Node& node, LoadContext& context) {
  const auto conflict = [&](std::string_view key, std::string what, std::string hint) {
    const Node* const at = node.find(key);
    context.error(at ? *at : node, ErrorCode::conflict, std::move(what), std::move(hint));
  };
  if (rule.least && rule.most && *rule.least > *rule.most) conflict("min", "'min' is more than 'max'", "exchange them");
  if (!rule.types.empty() && !rule.types.has(Type::string) && speaks_of_strings(rule))
    conflict("type", "the rule is for texts, and the type is " + rule.types.describe(),
             "make it string, or leave it out");
  if (!rule.types.empty() && !rule.types.has(Type::array) && (rule.order || rule.any_order))
    conflict("order", "an order is for arrays, and the type is " + rule.types.describe(), "leave one of them out");
  if (rule.ignore && (says_what_it_is(rule) || rule.presence))
    conflict("ignore", "what is ignored has no further rule", "leave 'ignore' or the rest out");
  if (rule.presence == MemberShape::Presence::forbidden && says_what_it_is(rule))
    conflict("absent", "what must not be there has no further rule", "leave 'absent' or the rest out");
  if (node.find("within") && !rule.equals)
    conflict("within", "'within' is for 'equals'", "add equals, or use min and max");
  if (node.find("absent") && node.find("optional"))
    conflict("absent", "'absent' and 'optional' exclude each other", "keep one of them");
  for (const std::string& text : rule.one_of) {
    const auto value = read_located_json(text);
    if (!value) continue;
    if (const std::string why = broken_by(rule, *value); !why.empty())
      conflict(
          "one_of",
          std::string{"'one_of' lists "}.append(text).append(", which the rule's own ").append(why) + " does not allow",
          "take the value out, or mend the rule");
  }
}

}  // namespace phantomime::contract
