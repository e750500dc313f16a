#include "phantomime/matchers/bodies/json_schema_check.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "phantomime/base/suggest.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/matchers/json_pointer.hpp"

namespace phantomime::matchers {

namespace {

template <std::size_t n>
bool among(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 7> types = {"null", "boolean", "object", "array", "number", "integer", "string"};
// Keywords whose value is a schema, a list of schemas, or schemas by name.
constexpr std::array<std::string_view, 13> with_schema = {"additionalItems",
                                                          "additionalProperties",
                                                          "contains",
                                                          "contentSchema",
                                                          "else",
                                                          "if",
                                                          "items",
                                                          "not",
                                                          "propertyNames",
                                                          "then",
                                                          "unevaluatedItems",
                                                          "unevaluatedProperties",
                                                          "extends"};
constexpr std::array<std::string_view, 5> with_list = {"allOf", "anyOf", "oneOf", "prefixItems", "items"};
constexpr std::array<std::string_view, 5> with_map = {"properties", "definitions", "$defs", "dependentSchemas",
                                                      "dependencies"};
// Of these, the ones that look at the same value as the schema they stand in.
constexpr std::array<std::string_view, 10> in_place = {
    "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "extends", "dependentSchemas", "dependencies"};
constexpr std::array<std::string_view, 3> references = {"$ref", "$dynamicRef", "$recursiveRef"};
constexpr std::array<std::string_view, 3> anchors = {"$anchor", "$dynamicAnchor", "id"};
constexpr std::array<std::string_view, 5> drafts = {
    "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema", "http://json-schema.org/draft-06/schema",
    "http://json-schema.org/draft-04/schema"};

Error bad(const std::string& pointer, const std::string& what, std::string hint) {
  const std::string place = pointer.empty() ? "" : " at " + pointer;
  return {ErrorCode::bad_value, "the JSON Schema" + place + ": " + what, std::nullopt, std::move(hint)};
}

class Checker {
 public:
  explicit Checker(const Json& root) : root_{root} {}

  Result<void> run() {
    check(root_, "");
    for (std::size_t at = 0; at < schemas_.size() && !error_; ++at)
      check_references(*schemas_[at].first, schemas_[at].second);
    for (std::size_t at = 0; at < schemas_.size() && !error_; ++at)
      find_circle(*schemas_[at].first, schemas_[at].second);
    if (error_) return *error_;
    return {};
  }

 private:
  void fail(const std::string& pointer, const std::string& what, std::string hint) {
    if (!error_) error_ = bad(pointer, what, std::move(hint));
  }

  // One schema: its keywords, then the schemas in it. Nesting is bounded by max_json_depth.
  void check(const Json& schema, const std::string& pointer) {
    if (error_) return;
    if (schema.is_boolean()) return;
    if (!schema.is_object())
      return fail(pointer, "a schema is a mapping or a boolean, not " + std::string{schema.type_name()},
                  "write one such as {type: object}");
    schemas_.emplace_back(&schema, pointer);
    for (const auto& [keyword, value] : schema.items()) {
      const std::string here = pointer_to(pointer, keyword);
      check_keyword(keyword, value, here);
      if (among(with_map, keyword) && value.is_object()) {
        for (const auto& [name, inner] : value.items())
          if (!inner.is_array()) check(inner, pointer_to(here, name));  // "dependencies" lists names, too
      } else if (among(with_list, keyword) && value.is_array()) {
        for (std::size_t index = 0; index < value.size(); ++index)
          check(value[index], here + '/' + std::to_string(index));
      } else if (among(with_schema, keyword)) {
        check(value, here);
      }
    }
  }

  void check_keyword(const std::string& keyword, const Json& value, const std::string& here) {
    constexpr std::string_view instead = "use json_path with the condition 'matches'";
    if (keyword == "pattern" || keyword == "patternProperties")
      return fail(here, "regular expressions in a schema cannot be evaluated here", std::string{instead});
    if (keyword == "format" && value == "regex")
      return fail(here, "the format 'regex' cannot be evaluated here", "leave it out");
    if (keyword == "type") return check_type(value, here);
    if (keyword == "required" && !value.is_boolean()) return check_names(value, here);
    if (keyword == "$schema") return check_draft(value, here);
    if ((keyword == "$id" || keyword == "id") && here != pointer_to("", keyword) && value.is_string())
      return fail(here, "an identity of its own inside a schema is not supported", "refer to it as #/$defs/NAME");
    if (among(with_map, keyword) && !value.is_object())
      fail(here, "'" + keyword + "' takes a mapping of names to schemas", {});
    if (among(with_list, keyword) && keyword != "items" && !value.is_array())
      fail(here, "'" + keyword + "' takes a list of schemas", {});
  }

  void check_type(const Json& value, const std::string& here) {
    if (value.is_array()) {
      for (const Json& one : value)
        if (!one.is_array()) check_type(one, here);
      return;
    }
    const std::string* name = value.get_ptr<const std::string*>();
    if (name && among(types, *name)) return;
    const std::string_view near = name ? nearest(*name, types) : std::string_view{};
    fail(here, brief(value) + " is no type",
         near.empty() ? "use null, boolean, object, array, number, integer or string"
                      : "did you mean '" + std::string{near} + "'?");
  }

  void check_names(const Json& value, const std::string& here) {
    const bool names =
        value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_string(); });
    if (!names) fail(here, "'required' takes a list of names", "write [name]");
  }

  void check_draft(const Json& value, const std::string& here) {
    std::string name = value.is_string() ? value.get<std::string>() : std::string{};
    if (name.ends_with('#')) name.pop_back();
    if (!among(drafts, name))
      fail(here, brief(value) + " is no draft known here",
           "leave it out for 2020-12; drafts 4, 6, 7 and 2019-09 are known");
  }

  void check_references(const Json& schema, const std::string& pointer) {
    for (const std::string_view keyword : references) {
      const auto found = schema.find(keyword);
      if (found == schema.end()) continue;
      const std::string here = pointer_to(pointer, keyword);
      const std::string* target = found->get_ptr<const std::string*>();
      if (!target || !target->starts_with('#'))
        return fail(here, brief(*found) + " is outside this schema, and nothing is fetched",
                    "copy it under $defs and refer to it as #/$defs/NAME");
      if (!resolve(*target)) return fail(here, brief(*found) + " is not in this schema", {});
    }
  }

  // `#`, `#/pointer` or `#anchor`.
  const Json* resolve(const std::string& reference) const {
    const std::string fragment = http::percent_decode(std::string_view{reference}.substr(1));
    if (fragment.empty()) return &root_;
    if (fragment.front() == '/') {
      try {
        const Json::json_pointer pointer{fragment};
        return root_.contains(pointer) ? &root_.at(pointer) : nullptr;
      } catch (const std::exception&) {
        return nullptr;
      }
    }
    for (const auto& [schema, pointer] : schemas_)
      for (const std::string_view keyword : anchors) {
        const auto anchor = schema->find(keyword);
        if (anchor != schema->end() && (*anchor == fragment || *anchor == reference)) return schema;
      }
    return nullptr;
  }

  // A reference back to a schema that still looks at the same value would never end.
  void find_circle(const Json& schema, const std::string& pointer) {
    if (error_ || !schema.is_object() || done_.count(&schema) != 0) return;
    if (!on_way_.insert(&schema).second)
      return fail(pointer, "a reference leads back to itself without looking any deeper",
                  "refer to it from under 'properties' or 'items'");
    for (const auto& [keyword, value] : schema.items()) {
      const std::string here = pointer_to(pointer, keyword);
      if (among(references, keyword) && value.is_string()) {
        if (const Json* target = resolve(value.get<std::string>())) find_circle(*target, here);
      } else if (among(in_place, keyword)) {
        if (value.is_object() && among(with_schema, keyword))
          find_circle(value, here);
        else
          for (const Json& inner : value) find_circle(inner, here);
      }
    }
    on_way_.erase(&schema);
    done_.insert(&schema);
  }

  const Json& root_;
  std::vector<std::pair<const Json*, std::string>> schemas_;
  std::set<const Json*> on_way_;
  std::set<const Json*> done_;
  std::optional<Error> error_;
};

}  // namespace

Result<void> check_schema(const Json& schema) { return Checker{schema}.run(); }

}  // namespace phantomime::matchers
