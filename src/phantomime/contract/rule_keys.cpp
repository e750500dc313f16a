#include "phantomime/contract/rule_keys.hpp"

#include <array>

#include "phantomime/contract/rules.hpp"

namespace phantomime::contract {
namespace {

constexpr std::string_view text_schema = R"({"type": "string"})";
constexpr std::string_view true_schema = R"({"const": true})";
constexpr std::string_view provenance_schema = R"({"enum": ["documented", "recorded", "assumed"]})";

constexpr KeyRow contract_rows[] = {
    {"fixtures", "bodies that its answers are like: the documentation's examples of it",
     R"({"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}})", "[phantom/approval/list.json]",
     "phantom/approval/list.json"},
    {"status", "the statuses that it may have, one or a list",
     R"({"anyOf": [{"type": "integer", "minimum": 200, "maximum": 599},
         {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 200, "maximum": 599}}]})",
     "[200, 202]", "99"},
    {"headers", "rules for headers, by name",
     R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/value_rule"}})",
     "{Content-Type: {regex: 'application/json.*'}}", "[Content-Type]"},
    {"body", "rules for values of the JSON body, by place",
     R"({"type": "object", "propertyNames": {"pattern": "^\\$"}, "additionalProperties": {"$ref": "#/$defs/value_rule"}})",
     "{'$.data[*].id': integer}", "{data: integer}"},
    {"always", "what holds of every answer: conditions that see `answer`, `status` and the request",
     R"({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/invariant"}})",
     "['{{ answer.count >= length(answer.data) }}']", "'{{ true }}'"},
};

constexpr KeyRow value_rule_rows[] = {
    {"type", "its JSON type, or types",
     R"({"anyOf": [{"enum": ["string", "integer", "decimal", "number", "boolean", "object", "array", "null"]}, {"type": "array", "minItems": 1, "items": {"enum": ["string", "integer", "decimal", "number", "boolean", "object", "array", "null"]}}]})",
     "[integer, 'null']", "float"},
    {"format", "what the text looks like",
     R"({"enum": ["timestamp", "timestamp_micros", "timestamp_offset", "timestamp_blank", "timestamp_local", "date",
         "uuid", "integer_text", "json_text", "ipv4", "email", "url", "base64"]})",
     "timestamp", "phone"},
    {"regex", "an RE2 expression that the text matches as a whole", text_schema, "'[a-z]+'", "[a]"},
    {"min", "the least number, or so many characters or elements at least", R"({"type": "number"})", "0", "few"},
    {"max", "the greatest number, or so many characters or elements at most", R"({"type": "number"})", "100", "many"},
    {"one_of", "the values that it may have", R"({"type": "array", "minItems": 1})", "[pending, approved]", "pending"},
    {"each", "a rule for every element of the array", R"({"$ref": "#/$defs/value_rule"})", "{type: integer}", "[x]"},
    {"json_in_string", "the text is JSON; rules for what is in it, by place, or true",
     R"({"anyOf": [{"const": true}, {"type": "object", "propertyNames": {"pattern": "^\\$"},
         "additionalProperties": {"$ref": "#/$defs/value_rule"}}]})",
     "{$.status: {one_of: [success, failed]}}", "[x]"},
    {"optional", "whether it may be left out", R"({"type": "boolean"})", "true", "perhaps"},
    {"absent", "it must not be there", true_schema, "true", "no"},
    {"ignore", "whatever is here is no finding", true_schema, "true", "no"},
    {"order", "how the elements follow each other; `any`: it does not count",
     R"({"anyOf": [{"enum": ["any", "ascending", "descending"]}, {"$ref": "#/$defs/rule_order"}]})",
     "{by: id, direction: descending}", "sorted"},
    {"equals", "what it is; computed", "true", "'{{ seconds_between(now(), answer.due_time) }}'", ""},
    {"within", "how far a number (or, in seconds, an instant) may be from `equals`",
     R"({"type": "number", "minimum": 0})", "5", "-1"},
    {"provenance", "how much is known of it; default assumed", provenance_schema, "recorded", "guessed"},
    {"note", "for people: why it is so", text_schema, "seen on 8.5", "[a]"},
};

constexpr KeyRow rule_order_rows[] = {
    {"by", "the member of the elements that decides", R"({"type": "string", "minLength": 1})", "id", "[id]",
     phantomime::Presence::required},
    {"direction", "ascending (the default) or descending", R"({"enum": ["ascending", "descending"]})", "descending",
     "down"},
};

constexpr KeyRow invariant_rows[] = {
    {"that", "the condition", R"({"type": ["string", "boolean"]})", "'{{ answer.count >= 0 }}'", "[x]",
     phantomime::Presence::required},
    {"name", "what findings call it; default: the condition", R"({"type": "string", "minLength": 1})", "count", "[a]"},
    {"over", "what it looks at: the answer, or all pages of the list", R"({"enum": ["answer", "pages"]})", "pages",
     "page"},
    {"provenance", "how much is known of it; default assumed", provenance_schema, "recorded", "guessed"},
    {"note", "for people: why it is so", text_schema, "as the page says", "[a]"},
};

}  // namespace

std::span<const KeyRow> contract_keys() noexcept { return contract_rows; }
std::span<const KeyRow> value_rule_keys() noexcept { return value_rule_rows; }
std::span<const KeyRow> rule_order_keys() noexcept { return rule_order_rows; }
std::span<const KeyRow> invariant_keys() noexcept { return invariant_rows; }

std::span<const NamedTable> rule_tables() {
  static constexpr std::array<NamedTable, 4> tables{{
      {"contract", contract_rows, ""},
      {"value_rule", value_rule_rows,
       R"({"enum": ["string", "integer", "decimal", "number", "boolean", "object", "array", "null", "optional", "ignore"]})"},
      {"rule_order", rule_order_rows, ""},
      {"invariant", invariant_rows, text_schema},
  }};
  return tables;
}

}  // namespace phantomime::contract
